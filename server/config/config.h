// Every setting of the server, with its default: the only place with numbers and flags.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace credence::server {

struct Config {
  // host:port; port 0 takes a free one, which is logged and written to port_file.
  std::string listen = "127.0.0.1:8500";
  // Of /metrics, /healthz, the page and its API; empty: none.
  std::string metrics_listen = "127.0.0.1:8501";
  std::string api = "auto";    // "auto" (open on loopback; elsewhere with a token), "on" or "off"
  std::string api_token_file;  // one token a line; empty: none
  std::string port_file;

  std::string repository;  // <repository>/<model>/<version>/
  std::string device = "cpu";
  std::string executor = "auto";
  int samples = 0;  // draws per component; 0: the manifest's
  int threads = 1;  // of one forward pass

  int64_t max_batch_rows = 64;
  absl::Duration max_batch_delay = absl::ZeroDuration();
  int64_t max_queue_rows = 4096;  // per model version
  // A batch expected to be shorter runs on the thread that brought it: a context switch costs more
  // than it saves.
  absl::Duration inline_limit = absl::Microseconds(250);

  int64_t max_message_bytes = 4 << 20;
  int64_t max_instances = 1024;
  int max_concurrent_streams = 1024;              // calls in flight per connection
  int max_stream_in_flight = 16;                  // requests in flight per PredictStream
  int64_t memory_quota_bytes = int64_t{1} << 30;  // of gRPC's buffers

  std::string receipt_key_file;   // empty: a random key
  std::string journal;            // an address, see OpenJournal; empty: none
  int64_t journal_queue = 65536;  // predictions that wait to be written; and outcomes that wait
  std::string journal_on_failure = "serve";                 // "serve" or "refuse"
  absl::Duration journal_retention = absl::ZeroDuration();  // zero: everything is kept
  absl::Duration outcome_horizon = absl::Hours(24 * 90);
  int64_t max_outcomes = 10000;       // in one request
  int64_t calibration_window = 2000;  // newest outcomes a version is judged by

  absl::Duration drain_grace = absl::Seconds(5);
  absl::Duration drain_timeout = absl::Seconds(30);
  absl::Duration final_scrape_timeout = absl::ZeroDuration();

  std::string log_format = "text";  // "text" or "json"
  std::string log_level = "info";   // "debug", "info", "warning" or "error"
};

// Text to print before leaving with success: the answer to --help or --version.
struct Notice {
  std::string text;
};

// The value of an environment variable, or nullptr.
using Environment = std::function<const char*(const std::string& name)>;

// Flags win over the environment (CREDENCE_<NAME>), which wins over the TOML file of --config,
// which wins over defaults. arguments: without the program's name. Errors: InvalidArgument naming
// the flag, variable or key, the value got and the value wanted; an unknown flag or key is an
// error. NotFound if the file cannot be read.
absl::StatusOr<std::variant<Config, Notice>> ReadConfig(const std::vector<std::string>& arguments,
                                                        const Environment& environment);

}  // namespace credence::server
