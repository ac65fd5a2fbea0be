// What a page answers: plain structs, so that a page is tested without a socket.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace credence::server {

struct HttpRequest {
  std::string method = "GET";                                   // HEAD is answered as GET
  std::string path = {};                                        // decoded, without the query
  std::vector<std::pair<std::string, std::string>> query = {};  // decoded, by name
  std::string body = {};
  // The body was larger than HttpOptions::max_body_bytes, and is left out.
  bool body_too_large = false;
  // Headers; empty where there is none. A body with a content_encoding is left out.
  std::string host = {}, content_type = {}, content_encoding = {}, authorization = {},
              if_none_match = {};
  bool accepts_gzip = false;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = {};
  std::string body = {};
  // Instead of body: bytes that many answers share.
  std::shared_ptr<const std::string> shared = {};
  std::vector<std::pair<std::string, std::string>> headers = {};

  const std::string& bytes() const { return shared != nullptr ? *shared : body; }
};

using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;  // any thread

// Who answers a path, and all paths below it where it ends in '/'. The longest path wins.
struct HttpRoute {
  std::string path;
  HttpHandler handler;
  std::vector<std::string> methods = {"GET"};
  // Called before a body is read and before the handler: an answer instead of theirs, or nothing.
  std::function<std::optional<HttpResponse>(const HttpRequest&)> refuse = {};
};

}  // namespace credence::server
