#include "server/web/page.h"

#include <openssl/sha.h>

#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/web/gzip.h"

namespace credence::server {
namespace {

constexpr int kSmallest = 9;
constexpr char kPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

struct Asset {
  std::string content_type;
  std::string etag;
  std::shared_ptr<const std::string> plain = {};
  std::shared_ptr<const std::string> gzip = {};  // nullptr where it is not smaller
};

std::string TypeOf(const std::string& name) {
  static const std::map<std::string, std::string> kTypes = {
      {"html", "text/html; charset=utf-8"},
      {"js", "text/javascript; charset=utf-8"},
      {"css", "text/css; charset=utf-8"},
      {"svg", "image/svg+xml"},
      {"json", "application/json"},
      {"webmanifest", "application/manifest+json"},
      {"txt", "text/plain; charset=utf-8"},
      {"md", "text/plain; charset=utf-8"},
      {"png", "image/png"},
      {"ico", "image/x-icon"},
      {"woff2", "font/woff2"}};
  const size_t dot = name.rfind('.');
  const auto found = dot == std::string::npos ? kTypes.end() : kTypes.find(name.substr(dot + 1));
  return found == kTypes.end() ? "text/plain; charset=utf-8" : found->second;
}

std::string TagOf(const std::string& bytes) {
  constexpr size_t kBytes = 16;  // of SHA-256: enough to tell two builds apart
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest), kBytes});
}

Asset Prepare(const PageFile& file) {
  Asset asset{.content_type = TypeOf(file.name), .etag = TagOf(file.bytes)};
  asset.plain = std::make_shared<const std::string>(file.bytes);
  std::string packed = Gzip(file.bytes, kSmallest);
  if (packed.size() < file.bytes.size()) {
    asset.gzip = std::make_shared<const std::string>(std::move(packed));
  }
  return asset;
}

HttpResponse Serve(const Asset& asset, const HttpRequest& request) {
  const bool packed = request.accepts_gzip && asset.gzip != nullptr;
  // The two forms are different bytes, so they have different tags.
  const std::string etag = absl::StrCat("\"", asset.etag, packed ? "-gzip" : "", "\"");
  HttpResponse response;
  response.headers = {{"ETag", etag},
                      {"Cache-Control", "no-cache"},
                      {"Vary", "Accept-Encoding"},
                      {"Content-Security-Policy", kPolicy}};
  if (absl::StrContains(request.if_none_match, etag)) {
    response.status = 304;
    return response;
  }
  response.content_type = asset.content_type;
  response.shared = packed ? asset.gzip : asset.plain;
  if (packed) response.headers.emplace_back("Content-Encoding", "gzip");
  return response;
}

}  // namespace

std::vector<HttpRoute> PageRoutes(const std::vector<PageFile>& files) {
  std::vector<HttpRoute> routes;
  for (const PageFile& file : files) {
    routes.push_back({.path = file.name == "index.html" ? "/" : absl::StrCat("/", file.name),
                      .handler = [asset = Prepare(file)](const HttpRequest& request) {
                        return Serve(asset, request);
                      }});
  }
  return routes;
}

}  // namespace credence::server
