// What this build is: for --version and the build info metric.
#pragma once

#include <string>

namespace credence::server {

struct Build {
  std::string version;  // of the project, e.g. "0.1.0"
  std::string commit;   // short hash of the source, or "unknown"
  std::string compiler;
};

Build ThisBuild();

// "credence-server 0.1.0 (commit 1a2b3c4, GNU 12.2.0)"
std::string VersionLine();

}  // namespace credence::server
