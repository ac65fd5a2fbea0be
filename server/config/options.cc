#include "server/config/options.h"

#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace credence::server {
namespace {

CLI::Option* Duration(CLI::App& app, const std::string& flag, absl::Duration& value,
                      const std::string& help) {
  const auto parse = [&value, flag](const std::string& text) {
    absl::Duration parsed;
    if (!absl::ParseDuration(text, &parsed) || parsed < absl::ZeroDuration()) {
      throw CLI::ValidationError(
          flag, absl::StrCat("got ", text, ", wanted a duration such as 250us, 20ms or 5s"));
    }
    value = parsed;
  };
  return app.add_option_function<std::string>(flag, parse, help)
      ->type_name("DURATION")
      ->default_str(absl::FormatDuration(value));
}

template <typename T>
CLI::Option* Number(CLI::App& app, const std::string& flag, T& value, T least,
                    const std::string& help) {
  return app.add_option(flag, value, help)
      ->check(CLI::Range(least, std::numeric_limits<T>::max()))
      ->type_name("COUNT")
      ->capture_default_str();
}

CLI::Option* Size(CLI::App& app, const std::string& flag, int64_t& value, const std::string& help) {
  return app.add_option(flag, value, help)
      ->transform(CLI::AsSizeValue(false))
      ->type_name("BYTES")
      ->capture_default_str();
}

CLI::Option* Text(CLI::App& app, const std::string& flag, std::string& value,
                  const std::string& type, const std::string& help) {
  return app.add_option(flag, value, help)->type_name(type)->capture_default_str();
}

void Listening(CLI::App& app, Config& c) {
  Text(app, "--listen", c.listen, "HOST:PORT", "Where gRPC listens; port 0 takes a free one");
  Text(app, "--metrics-listen", c.metrics_listen, "HOST:PORT",
       "Where /metrics and /healthz listen over HTTP; empty: nowhere");
  Text(app, "--port-file", c.port_file, "FILE",
       "Write the ports taken into FILE, as `grpc=N` and `metrics=N` lines, once ready");
}

void Models(CLI::App& app, Config& c) {
  Text(app, "--repository", c.repository, "DIR",
       "Models to serve, as DIR/<model>/<version>/manifest.json; required");
  Text(app, "--device", c.device, "NAME", "Where the forward pass runs")
      ->check(CLI::IsMember({"cpu", "cuda"}));
  Text(app, "--executor", c.executor, "NAME", "What runs it: auto takes the fastest that fits")
      ->check(CLI::IsMember({"auto", "torch", "fused"}));
  Number(app, "--samples", c.samples, 0, "Draws per component, S; 0: the manifest's");
  Number(app, "--threads", c.threads, 1, "Threads of one forward pass");
}

void Batching(CLI::App& app, Config& c) {
  Number<int64_t>(app, "--max-batch-rows", c.max_batch_rows, 1,
                  "Rows in one forward pass, at most");
  Duration(app, "--max-batch-delay", c.max_batch_delay,
           "Wait this long for a batch to fill; 0s: run what is there at once");
  Number<int64_t>(app, "--max-queue-rows", c.max_queue_rows, 1,
                  "Rows waiting per model version; beyond: UNAVAILABLE");
  Duration(app, "--inline-limit", c.inline_limit,
           "A batch expected to be shorter runs on the thread that received it");
}

void Limits(CLI::App& app, Config& c) {
  Size(app, "--max-message-bytes", c.max_message_bytes,
       "Size of a request, e.g. 4MiB; beyond: RESOURCE_EXHAUSTED");
  Number<int64_t>(app, "--max-instances", c.max_instances, 1,
                  "Instances in a request; beyond: RESOURCE_EXHAUSTED");
  Number(app, "--max-concurrent-streams", c.max_concurrent_streams, 1,
         "Calls in flight per connection; more wait in the client");
  Number(app, "--max-stream-in-flight", c.max_stream_in_flight, 1,
         "Requests in flight per PredictStream; more wait on the wire");
  Size(app, "--memory-quota-bytes", c.memory_quota_bytes, "Memory of gRPC's buffers, e.g. 1GiB");
}

void Shutdown(CLI::App& app, Config& c) {
  Duration(app, "--drain-grace", c.drain_grace,
           "After SIGTERM: NOT_SERVING, but requests are answered for this long");
  Duration(app, "--drain-timeout", c.drain_timeout,
           "After the grace: what is in flight may take this long to finish");
}

void Logs(CLI::App& app, Config& c) {
  Text(app, "--log-format", c.log_format, "NAME", "Lines for people or JSON lines")
      ->check(CLI::IsMember({"text", "json"}));
  Text(app, "--log-level", c.log_level, "NAME", "Least level; debug has a line per request")
      ->check(CLI::IsMember({"debug", "info", "warning", "error"}));
}

}  // namespace

void DeclareOptions(CLI::App& app, Config& config) {
  Listening(*app.add_option_group("Listening"), config);
  Models(*app.add_option_group("Models"), config);
  Batching(*app.add_option_group("Batching, per model version"), config);
  Limits(*app.add_option_group("Limits"), config);
  Shutdown(*app.add_option_group("Shutdown"), config);
  Logs(*app.add_option_group("Logs"), config);
}

std::string KeyOf(const CLI::Option& option) {
  return absl::StrReplaceAll(option.get_lnames().front(), {{"-", "_"}});
}

std::string VariableOf(const CLI::Option& option) {
  return absl::StrCat("CREDENCE_", absl::AsciiStrToUpper(KeyOf(option)));
}

}  // namespace credence::server
