// One line on stderr that says how far a long job is and how long it will take.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace credence::tools {

// On a terminal the line is rewritten; elsewhere a new one comes every few seconds. One thread.
class Progress {
 public:
  // what: "answering", shown in front. total: what `done` counts up to.
  Progress(std::string what, int64_t total);
  // Ends the line.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Show(int64_t done);

 private:
  using Clock = std::chrono::steady_clock;

  const std::string what_;
  const int64_t total_;
  const bool rewrite_;
  const Clock::time_point started_ = Clock::now();
  Clock::time_point shown_ = started_;
};

// "answering 1200/4000, 3 s, 7 s left": after `seconds` of work.
std::string ProgressText(const std::string& what, int64_t done, int64_t total, double seconds);

}  // namespace credence::tools
