// One self-contained HTML file: no script, nothing fetched; light and dark by the reader's own
// setting, wide and narrow.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace credence::report {

// A figure to be seen at once.
struct Tile {
  std::string label = {};
  std::string value = {};
  std::string note = {};
};

// The first column is text, the others are set as numbers. Rows may be shorter than the header; one
// of a single cell is the heading of those below it.
struct Table {
  std::vector<std::string> header = {};
  std::vector<std::vector<std::string>> rows = {};
};

// Blocks are what Render returns; charts stand side by side where there is room.
struct Section {
  std::string heading = {};
  std::string intro = {};  // plain text
  std::vector<std::string> blocks = {};
};

struct Page {
  std::string title = {};
  std::string subtitle = {};
  std::vector<Section> sections = {};
  std::string footer = {};
};

std::string Render(const std::vector<Tile>& tiles);
std::string Render(const Table& table);
std::string Render(const Page& page);

// For text and attribute values: & < > " '.
std::string Escape(const std::string& text);

// Replaces the file in one step. Errors: Internal or NotFound naming the path and the reason.
absl::Status WritePage(const std::string& path, const Page& page);

}  // namespace credence::report
