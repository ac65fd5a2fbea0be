#include "server/telemetry/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace credence::server {
namespace {

spdlog::level::level_enum ToSpdlog(Log::Level level) {
  switch (level) {
    case Log::Level::kDebug:
      return spdlog::level::debug;
    case Log::Level::kInfo:
      return spdlog::level::info;
    case Log::Level::kWarning:
      return spdlog::level::warn;
    case Log::Level::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

absl::string_view NameOf(Log::Level level) {
  static constexpr absl::string_view kNames[] = {"debug", "info", "warning", "error"};
  return kNames[static_cast<int>(level)];
}

std::unique_ptr<spdlog::logger> MakeLogger(spdlog::sink_ptr sink, const std::string& level) {
  auto logger = std::make_unique<spdlog::logger>("credence", std::move(sink));
  logger->set_pattern("%v");
  logger->set_level(spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::debug);
  return logger;
}

std::string Now() {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
}

void Assign(nlohmann::ordered_json& to, absl::string_view value) { to = std::string(value); }
void Assign(nlohmann::ordered_json& to, int64_t value) { to = value; }
void Assign(nlohmann::ordered_json& to, double value) { to = value; }

std::string JsonLine(Log::Level level, absl::string_view message, Log::Fields fields) {
  nlohmann::ordered_json line = {
      {"time", Now()}, {"level", std::string(NameOf(level))}, {"message", std::string(message)}};
  for (const auto& [key, value] : fields) {
    std::visit([&to = line[std::string(key)]](const auto& v) { Assign(to, v); }, value);
  }
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string TextLine(Log::Level level, absl::string_view message, Log::Fields fields) {
  std::string line = absl::StrCat(Now(), " ", NameOf(level), " ", message);
  for (const auto& [key, value] : fields) {
    std::visit([&line, &key = key](const auto& v) { absl::StrAppend(&line, " ", key, "=", v); },
               value);
  }
  return line;
}

}  // namespace

Log::Log(const std::string& format, const std::string& level)
    : json_(format == "json"),
      logger_(MakeLogger(std::make_shared<spdlog::sinks::stderr_sink_mt>(), level)) {}

Log::Log(const std::string& format, const std::string& level, std::ostream& sink)
    : json_(format == "json"),
      logger_(MakeLogger(std::make_shared<spdlog::sinks::ostream_sink_mt>(sink, true), level)) {}

Log::~Log() = default;

bool Log::Enabled(Level level) const { return logger_->should_log(ToSpdlog(level)); }

void Log::Write(Level level, absl::string_view message, Fields fields) {
  if (!Enabled(level)) return;
  logger_->log(ToSpdlog(level),
               json_ ? JsonLine(level, message, fields) : TextLine(level, message, fields));
}

}  // namespace credence::server
