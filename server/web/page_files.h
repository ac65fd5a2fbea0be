// The files of the page, in the binary: what web/dist held at the build.
#pragma once

#include <string>
#include <vector>

namespace credence::server {

struct PageFile {
  std::string name;  // e.g. "app.js"; '/' between folders
  std::string bytes;
};

// Sorted by name.
const std::vector<PageFile>& PageFiles();

}  // namespace credence::server
