// What the terminal can show.
#pragma once

#include <string>
#include <string_view>

namespace credence::cli {

struct Terminal {
  bool utf8 = false;    // else plain ASCII
  bool colour = false;  // ANSI colours
  int width = 120;      // columns

  // `text` in an ANSI style such as "1" (bold), "2" (dim), "31" (red); as it is where there is no
  // colour.
  std::string Style(std::string_view text, std::string_view ansi) const;
};

// Standard output's: UTF-8 by LC_ALL, LC_CTYPE or LANG, the first that is set; colour on a tty,
// unless NO_COLOR is set (no-color.org) or TERM is dumb.
Terminal DetectTerminal();

// Columns that a UTF-8 text takes, all of our characters being one wide, ANSI styles none. Pure.
int Columns(std::string_view text);

// `text` padded with spaces to `columns`, on the left where `right` is true. Pure.
std::string Pad(std::string_view text, int columns, bool right = false);

}  // namespace credence::cli
