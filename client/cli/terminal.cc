#include "client/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace credence::cli {
namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool IsUtf8Locale() {
  std::string locale;
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    locale = Environment(name);
    if (!locale.empty()) break;
  }
  std::transform(locale.begin(), locale.end(), locale.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
}

}  // namespace

std::string Terminal::Style(std::string_view text, std::string_view ansi) const {
  if (!colour) return std::string(text);
  return "\x1b[" + std::string(ansi) + "m" + std::string(text) + "\x1b[0m";
}

Terminal DetectTerminal() {
  Terminal terminal;
  const bool tty = isatty(STDOUT_FILENO) == 1;
  terminal.utf8 = IsUtf8Locale();
  terminal.colour = tty && Environment("NO_COLOR").empty() && Environment("TERM") != "dumb";
  winsize size{};
  if (tty && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    terminal.width = size.ws_col;
  }
  return terminal;
}

int Columns(std::string_view text) {
  int columns = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      while (i < text.size() && text[i] != 'm') ++i;
    } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
      ++columns;
    }
  }
  return columns;
}

std::string Pad(std::string_view text, int columns, bool right) {
  const std::string spaces(std::max(0, columns - Columns(text)), ' ');
  return right ? spaces + std::string(text) : std::string(text) + spaces;
}

}  // namespace credence::cli
