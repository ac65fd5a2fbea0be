#include "server/config/version.h"

#include "absl/strings/str_cat.h"

namespace credence::server {

Build ThisBuild() { return {CREDENCE_VERSION, CREDENCE_COMMIT, CREDENCE_COMPILER}; }

std::string VersionLine() {
  const Build build = ThisBuild();
  return absl::StrCat("credence-server ", build.version, " (commit ", build.commit, ", ",
                      build.compiler, ")");
}

}  // namespace credence::server
