// Who may use the JSON API: it shows how the models do, and makes predictions.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/web/http.h"

namespace credence::server {

// Immutable; thread-safe.
class ApiAccess {
 public:
  // mode: "off"; "auto", open on a loopback address, elsewhere with a token or not at all; "on",
  // open on every address, where a proxy checks who asks. address: host:port of the listener.
  // token_file: empty, or a file with one token a line, of at least 16 visible characters; any of
  // them opens. Errors: NotFound, or InvalidArgument naming the line, never its content.
  static absl::StatusOr<ApiAccess> Make(const std::string& mode, const std::string& address,
                                        const std::string& token_file);

  // OK, or PermissionDenied (off; or a Host that is not this machine's on a loopback address, which
  // is how a foreign web page would reach it), or Unauthenticated (no token, or a wrong one).
  absl::Status Check(const HttpRequest& request) const;

 private:
  std::string mode_;
  std::string address_;
  bool loopback_ = true;
  std::vector<std::string> token_digests_;  // SHA-256
};

}  // namespace credence::server
