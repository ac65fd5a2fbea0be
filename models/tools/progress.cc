#include "models/tools/progress.h"

#include <unistd.h>

#include <cstdio>

#include "absl/strings/str_format.h"

namespace credence::tools {

Progress::Progress(std::string what, int64_t total)
    : what_(std::move(what)), total_(total), rewrite_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (rewrite_ && shown_ != started_) std::fputc('\n', stderr);
}

void Progress::Show(int64_t done) {
  using namespace std::chrono_literals;
  const Clock::time_point now = Clock::now();
  if (done < total_ && now - shown_ < (rewrite_ ? 100ms : 5000ms)) return;
  shown_ = now;
  const double seconds = std::chrono::duration<double>(now - started_).count();
  std::fprintf(stderr, rewrite_ ? "\r\033[K%s" : "%s\n",
               ProgressText(what_, done, total_, seconds).c_str());
}

std::string ProgressText(const std::string& what, int64_t done, int64_t total, double seconds) {
  std::string text = absl::StrFormat("%s %d/%d, %.0f s", what, done, total, seconds);
  if (done > 0 && done < total) {
    const double left = seconds * static_cast<double>(total - done) / static_cast<double>(done);
    absl::StrAppendFormat(&text, ", %.0f s left", left);
  }
  return text;
}

}  // namespace credence::tools
