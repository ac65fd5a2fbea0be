// The server's log: one line per event, as text or as JSON. Fields never hold patient data.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace spdlog {
class logger;
}

namespace credence::server {

// Thread-safe.
class Log {
 public:
  using Value = std::variant<absl::string_view, int64_t, double>;
  using Fields = std::initializer_list<std::pair<absl::string_view, Value>>;
  enum class Level { kDebug, kInfo, kWarning, kError };

  // Writes to standard error. format: "text" or "json"; level: "debug", "info", "warning" or
  // "error".
  Log(const std::string& format, const std::string& level);
  // Writes whole lines into `sink`, for tests.
  Log(const std::string& format, const std::string& level, std::ostream& sink);
  ~Log();

  bool Enabled(Level level) const;
  void Write(Level level, absl::string_view message, Fields fields = {});

  void Debug(absl::string_view message, Fields fields = {}) {
    Write(Level::kDebug, message, fields);
  }
  void Info(absl::string_view message, Fields fields = {}) { Write(Level::kInfo, message, fields); }
  void Warning(absl::string_view message, Fields fields = {}) {
    Write(Level::kWarning, message, fields);
  }
  void Error(absl::string_view message, Fields fields = {}) {
    Write(Level::kError, message, fields);
  }

 private:
  const bool json_;
  const std::unique_ptr<spdlog::logger> logger_;
};

}  // namespace credence::server
