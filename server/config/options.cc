#include "server/config/options.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace credence::server {
namespace {

// Declares flags of one group of --help.
class Group {
 public:
  Group(CLI::App& app, std::string name) : app_(app), name_(std::move(name)) {}

  CLI::Option* Text(const std::string& flag, std::string& value, const std::string& type,
                    const std::string& help) {
    return Finish(app_.add_option(flag, value, help), type);
  }

  template <typename T>
  CLI::Option* Count(const std::string& flag, T& value, T least, const std::string& help) {
    const auto check = [least](const std::string& text) {
      T parsed = 0;
      const bool good = absl::SimpleAtoi(text, &parsed) && parsed >= least;
      return good ? "" : absl::StrCat("got ", text, ", wanted a whole number from ", least);
    };
    return Finish(app_.add_option(flag, value, help)->check(check), "COUNT");
  }

  CLI::Option* Bytes(const std::string& flag, int64_t& value, const std::string& help) {
    CLI::Option* option = app_.add_option(flag, value, help);
    option->transform(CLI::AsSizeValue(false).description(""));
    return Finish(option, "BYTES");
  }

  CLI::Option* Duration(const std::string& flag, absl::Duration& value, const std::string& help) {
    const auto parse = [&value, flag](const std::string& text) {
      absl::Duration parsed;
      if (!absl::ParseDuration(text, &parsed) || parsed < absl::ZeroDuration()) {
        throw CLI::ValidationError(
            flag, absl::StrCat("got ", text, ", wanted a duration such as 250us, 20ms or 5s"));
      }
      value = parsed;
    };
    CLI::Option* option = app_.add_option_function<std::string>(flag, parse, help);
    option->default_str(absl::FormatDuration(value));
    return option->type_name("DURATION")->group(name_);
  }

 private:
  CLI::Option* Finish(CLI::Option* option, const std::string& type) {
    return option->type_name(type)->group(name_)->capture_default_str();
  }

  CLI::App& app_;
  const std::string name_;
};

// A check that a value is one of `names`, whose help stays short.
CLI::Validator OneOf(const std::vector<std::string>& names) {
  return CLI::IsMember(names).description("");
}

void Listening(Group group, Config& c) {
  group.Text("--listen", c.listen, "HOST:PORT", "Where gRPC listens; port 0 takes a free one");
  group.Text("--metrics-listen", c.metrics_listen, "HOST:PORT",
             "Where /metrics, /healthz, the page and its API listen over HTTP; empty: nowhere");
  group
      .Text("--api", c.api, "NAME",
            "The page's JSON API: auto (on a loopback address, or with a token), on or off")
      ->check(OneOf({"auto", "on", "off"}));
  group.Text("--api-token-file", c.api_token_file, "FILE",
             "Answer the API only to who sends one of its tokens, one a line");
  group.Text("--port-file", c.port_file, "FILE",
             "Write the ports taken into FILE, as lines grpc=N and metrics=N, once ready");
}

void Models(Group group, Config& c) {
  group.Text("--repository", c.repository, "DIR",
             "Models to serve, as DIR/<model>/<version>/manifest.json; required");
  group.Text("--device", c.device, "NAME", "Where the forward pass runs: cpu or cuda")
      ->check(OneOf({"cpu", "cuda"}));
  group
      .Text("--executor", c.executor, "NAME",
            "What runs it: torch, fused, or auto for the fastest that fits")
      ->check(OneOf({"auto", "torch", "fused"}));
  group.Count("--samples", c.samples, 0, "Draws per component, S; 0: the manifest's");
  group.Count("--threads", c.threads, 1, "Threads of one forward pass");
}

void Batching(Group group, Config& c) {
  group.Count<int64_t>("--max-batch-rows", c.max_batch_rows, 1,
                       "Rows in one forward pass, at most");
  group.Duration("--max-batch-delay", c.max_batch_delay,
                 "Wait this long for a batch to fill; 0: run what is there at once");
  group.Count<int64_t>("--max-queue-rows", c.max_queue_rows, 1,
                       "Rows waiting per model version; beyond: UNAVAILABLE");
  group.Duration("--inline-limit", c.inline_limit,
                 "A batch expected to be shorter runs on the thread that received it");
}

void Limits(Group group, Config& c) {
  group.Bytes("--max-message-bytes", c.max_message_bytes,
              "Size of a request, also as 4MiB; beyond: RESOURCE_EXHAUSTED");
  group.Count<int64_t>("--max-instances", c.max_instances, 1,
                       "Instances in a request; beyond: RESOURCE_EXHAUSTED");
  group.Count("--max-concurrent-streams", c.max_concurrent_streams, 1,
              "Calls in flight per connection; more wait in the client");
  group.Count("--max-stream-in-flight", c.max_stream_in_flight, 1,
              "Requests in flight per PredictStream; more wait on the wire");
  group.Bytes("--memory-quota-bytes", c.memory_quota_bytes,
              "Memory of gRPC's buffers, also as 1GiB");
}

void Outcomes(Group group, Config& c) {
  group.Text("--journal", c.journal, "ADDRESS",
             "Where predictions and outcomes are kept: a file for SQLite, or postgresql://...; "
             "empty: nowhere, and no outcome is taken");
  group.Count<int64_t>("--journal-queue", c.journal_queue, 1,
                       "Predictions that wait to be written, and outcomes that wait");
  group
      .Text("--journal-on-failure", c.journal_on_failure, "NAME",
            "While the journal fails: serve predictions, dropping what finds no room, or refuse")
      ->check(OneOf({"serve", "refuse"}));
  group.Duration("--journal-retention", c.journal_retention,
                 "Predictions older than this are deleted with their outcomes; 0: never");
  group.Duration("--outcome-horizon", c.outcome_horizon,
                 "An outcome that comes later after its prediction is not counted");
  group.Count<int64_t>("--max-outcomes", c.max_outcomes, 1,
                       "Outcomes in a request; beyond: RESOURCE_EXHAUSTED");
  group.Count<int64_t>("--calibration-window", c.calibration_window, 1,
                       "Newest outcomes that a model version is judged by");
  group.Text("--receipt-key-file", c.receipt_key_file, "FILE",
             "Keys of the receipts, hexadecimal, one a line: the first signs, all are accepted; "
             "empty: a random key, which no other server and no restart knows");
}

void Shutdown(Group group, Config& c) {
  group.Duration("--drain-grace", c.drain_grace,
                 "After SIGTERM: NOT_SERVING, but requests are answered for this long");
  group.Duration("--drain-timeout", c.drain_timeout,
                 "After the grace: what is in flight may take this long to finish");
  group.Duration("--final-scrape-timeout", c.final_scrape_timeout,
                 "At the end: wait this long for one more GET /metrics, for the last counts");
}

void Logs(Group group, Config& c) {
  group.Text("--log-format", c.log_format, "NAME", "text for people, or json: one object a line")
      ->check(OneOf({"text", "json"}));
  group
      .Text("--log-level", c.log_level, "NAME",
            "Least level: debug (a line per request), info, warning or error")
      ->check(OneOf({"debug", "info", "warning", "error"}));
}

}  // namespace

void DeclareOptions(CLI::App& app, Config& config) {
  app.get_formatter()->column_width(36);
  Listening({app, "Listening"}, config);
  Models({app, "Models"}, config);
  Batching({app, "Batching, per model version"}, config);
  Limits({app, "Limits"}, config);
  Outcomes({app, "Outcomes"}, config);
  Shutdown({app, "Shutdown"}, config);
  Logs({app, "Logs"}, config);
}

std::vector<CLI::Option*> SettingsOf(CLI::App& app) {
  std::vector<CLI::Option*> settings;
  for (CLI::Option* option : app.get_options()) {
    if (option->get_group() != kOwnGroup) settings.push_back(option);
  }
  return settings;
}

std::string KeyOf(const CLI::Option& option) {
  return absl::StrReplaceAll(option.get_lnames().front(), {{"-", "_"}});
}

std::string VariableOf(const CLI::Option& option) {
  return absl::StrCat("CREDENCE_", absl::AsciiStrToUpper(KeyOf(option)));
}

}  // namespace credence::server
