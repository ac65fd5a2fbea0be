#include "server/web/access.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/web/http_server.h"

namespace credence::server {
namespace {

constexpr size_t kShortestToken = 16;
constexpr absl::string_view kScheme = "Bearer ";

// Of equal length, whatever the token's, so that comparing takes equal time.
std::string Digest(absl::string_view token) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(token.data()), token.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

absl::StatusOr<std::vector<std::string>> ReadTokens(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    return absl::NotFoundError(
        absl::StrCat("--api-token-file: got ", path, ", wanted a file that can be read"));
  }
  std::vector<std::string> digests;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const absl::string_view token = absl::StripAsciiWhitespace(line);
    if (token.empty()) continue;
    if (token.size() < kShortestToken || !std::ranges::all_of(token, absl::ascii_isgraph)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--api-token-file: ", path, ":", number, ": got ", token.size(),
          " characters, wanted a token of at least ", kShortestToken, " visible ones"));
    }
    digests.push_back(Digest(token));
  }
  if (digests.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--api-token-file: ", path, " has no token, wanted one a line"));
  }
  return digests;
}

// "localhost:8501", "[::1]:8501", "127.0.0.1" -> the name.
std::string NameOf(const std::string& host) {
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.find(':'));
}

}  // namespace

absl::StatusOr<ApiAccess> ApiAccess::Make(const std::string& mode, const std::string& address,
                                          const std::string& token_file) {
  const auto parsed = ParseHttpAddress(address);
  if (!parsed.ok()) return parsed.status();
  ApiAccess access;
  access.mode_ = mode;
  access.address_ = address;
  access.loopback_ = IsLoopback(parsed->host);
  if (!token_file.empty()) {
    auto digests = ReadTokens(token_file);
    if (!digests.ok()) return digests.status();
    access.token_digests_ = *std::move(digests);
  }
  return access;
}

absl::Status ApiAccess::Check(const HttpRequest& request) const {
  if (mode_ == "off") {
    return absl::PermissionDeniedError("the API is off (--api off)");
  }
  if (!token_digests_.empty()) {
    absl::string_view given = request.authorization;
    const bool bearer = absl::StartsWithIgnoreCase(given, kScheme);
    const std::string digest = Digest(bearer ? given.substr(kScheme.size()) : "");
    bool known = false;
    for (const std::string& token : token_digests_) {
      known |= CRYPTO_memcmp(token.data(), digest.data(), digest.size()) == 0;
    }
    if (bearer && known) return absl::OkStatus();
    return absl::UnauthenticatedError(
        absl::StrCat(bearer ? "got another token, " : "got no token, ",
                     "wanted one of --api-token-file, as the header Authorization: Bearer TOKEN"));
  }
  if (loopback_ && !IsLoopback(NameOf(request.host))) {
    return absl::PermissionDeniedError(
        "Host: got a name that is not this machine's, wanted localhost, since the server listens "
        "on a loopback address; set --api-token-file to be reached by another name");
  }
  if (!loopback_ && mode_ == "auto") {
    return absl::PermissionDeniedError(absl::StrCat(
        "the API is off, because other machines can reach ", address_,
        " (--metrics-listen); set --api-token-file, or --api on where a proxy checks who asks"));
  }
  return absl::OkStatus();
}

}  // namespace credence::server
