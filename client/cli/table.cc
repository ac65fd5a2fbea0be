#include "client/cli/table.h"

#include <algorithm>
#include <array>

namespace credence::cli {
namespace {

struct StripGlyphs {
  const char *left, *axis, *one, *few, *many, *right;
};

constexpr StripGlyphs kUnicode = {"├", "─", "◦", "•", "●", "┤"};
constexpr StripGlyphs kAscii = {"|", "-", ".", "o", "O", "|"};

std::string TrimRight(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string Table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right,
                  const Terminal& terminal) {
  std::vector<int> widths(right.size(), 0);
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], Columns(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      line += (i == 0 ? "" : "  ") + Pad(row[i], widths[i], right[i]);
    }
    line = TrimRight(std::move(line));
    text += (&row == &rows.front() ? terminal.Style(line, "1") : line) + "\n";
  }
  return text;
}

std::string DotStrip(std::span<const double> probabilities, int width, const Terminal& terminal) {
  const StripGlyphs& glyphs = terminal.utf8 ? kUnicode : kAscii;
  std::vector<int> counts(width, 0);
  for (const double p : probabilities) {
    ++counts[std::clamp(static_cast<int>(p * width), 0, width - 1)];
  }
  std::string strip = terminal.Style(glyphs.left, "2");
  for (const int count : counts) {
    if (count == 0) {
      strip += terminal.Style(glyphs.axis, "2");
    } else {
      strip += terminal.Style(count == 1   ? glyphs.one
                              : count <= 3 ? glyphs.few
                                           : glyphs.many,
                              "36");
    }
  }
  return strip + terminal.Style(glyphs.right, "2");
}

}  // namespace credence::cli
