// credence bench --model NAME: load on a server, and what it costs.
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <iostream>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/cli/command.h"
#include "client/cli/load.h"
#include "client/cli/read_instances.h"
#include "client/cli/scrape.h"
#include "client/cli/statistics.h"

namespace credence::cli {
namespace {

constexpr int kRandomMessages = 64;

struct BenchOptions {
  std::string model;
  int64_t version = 0;
  std::string physionet;
  int instances = 1;
  bool members = false;
  LoadOptions load;
  double duration_seconds = 10;
  double warmup_seconds = 1;
  std::string metrics = "http://127.0.0.1:8501/metrics";
  int server_pid = 0;
  std::string method;
  std::string payload;
  bool json = false;
};

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  grpc::Slice slice(bytes);
  return {&slice, 1};
}

// Raw tensors of standard normal values, always the same.
std::vector<v1::Instance> RandomTensors(int64_t width, int count) {
  std::mt19937 generator(1);
  std::normal_distribution<float> normal;
  std::vector<v1::Instance> instances(count);
  for (auto& instance : instances) {
    std::vector<float> row(width);
    for (float& value : row) value = normal(generator);
    instance.mutable_tensor()->set_raw(row.data(), row.size() * sizeof(float));
  }
  return instances;
}

absl::StatusOr<std::vector<v1::Instance>> Instances(const client::Client& client,
                                                    const BenchOptions& options) {
  if (!options.physionet.empty()) {
    auto charts = ReadPhysionet(options.physionet, 4 * kRandomMessages, {});
    if (charts.ok() && charts->empty()) return absl::NotFoundError("the file holds no record");
    return charts;
  }
  const auto model = client.GetModel(options.model, options.version);
  if (!model.ok()) return model.status();
  return RandomTensors(model->input_width(), kRandomMessages);
}

// The messages to send, serialised; the first one has been answered without an error.
absl::StatusOr<std::vector<grpc::ByteBuffer>> Messages(const client::Client& client,
                                                       const BenchOptions& options) {
  const auto instances = Instances(client, options);
  if (!instances.ok()) return instances.status();
  std::vector<grpc::ByteBuffer> messages;
  for (size_t i = 0; i < instances->size(); ++i) {
    v1::PredictRequest request;
    request.set_model(options.model);
    request.set_version(options.version);
    request.set_include_members(options.members);
    for (int j = 0; j < options.instances; ++j) {
      *request.add_instances() = (*instances)[(i * options.instances + j) % instances->size()];
    }
    if (i == 0) {
      if (const auto first = client.Predict(request); !first.ok()) return first.status();
    }
    messages.push_back(ToBuffer(request.SerializeAsString()));
  }
  return messages;
}

absl::StatusOr<std::vector<grpc::ByteBuffer>> PayloadMessage(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": cannot be opened"));
  return std::vector<grpc::ByteBuffer>{
      ToBuffer(std::string(std::istreambuf_iterator<char>(file), {}))};
}

// CPU seconds that the server has used, NaN where it cannot be told.
double ServerCpuSeconds(const BenchOptions& options) {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  if (options.server_pid > 0) {
    // Fields 14 and 15 of /proc/PID/stat; the command's name in parentheses may hold spaces.
    std::ifstream file(absl::StrCat("/proc/", options.server_pid, "/stat"));
    const std::string stat(std::istreambuf_iterator<char>(file), {});
    std::istringstream fields(stat.substr(std::min(stat.rfind(')') + 1, stat.size())));
    std::string skipped;
    double user = 0, system = 0;
    for (int i = 0; i < 11; ++i) fields >> skipped;
    if (!(fields >> user >> system)) return unknown;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
  }
  const auto samples = Scrape(options.metrics);
  return samples.ok() ? Sum(*samples, "process_cpu_seconds_total") : unknown;
}

struct Figures {
  LatencySummary latency;
  int64_t errors = 0;
  double requests_per_second = 0;
  double server_cpu_us = 0;
};

Figures Evaluate(const LoadResult& result, double cpu_seconds) {
  Figures figures;
  figures.latency = SummarizeLatencies(result.latencies_us);
  for (const auto& [code, count] : result.errors) figures.errors += count;
  figures.requests_per_second = static_cast<double>(figures.latency.count) / result.seconds;
  const auto calls = static_cast<double>(figures.latency.count + figures.errors);
  figures.server_cpu_us = calls > 0 ? 1e6 * cpu_seconds / calls : cpu_seconds;
  return figures;
}

void PrintText(const BenchOptions& options, const LoadResult& result, const Figures& f) {
  const LatencySummary& l = f.latency;
  std::cout << absl::StrFormat("%d requests in %.1f s: %.0f requests/s", l.count, result.seconds,
                               f.requests_per_second);
  if (options.instances > 1) {
    std::cout << absl::StrFormat(", %.0f rows/s", f.requests_per_second * options.instances);
  }
  std::cout << absl::StrFormat(
      "\nlatency   mean %.0f  p50 %.0f  p90 %.0f  p99 %.0f  p99.9 %.0f  max %.0f us\n", l.mean,
      l.p50, l.p90, l.p99, l.p999, l.max);
  if (std::isnan(f.server_cpu_us)) {
    std::cout << "server    its CPU time is not known: give --metrics or --server-pid\n";
  } else {
    std::cout << absl::StrFormat("server    %.1f us of CPU a request\n", f.server_cpu_us);
  }
  for (const auto& [code, count] : result.errors) {
    std::cout << "errors    " << absl::StatusCodeToString(code) << " " << count << "\n";
  }
}

void PrintJson(const LoadResult& result, const Figures& f) {
  nlohmann::ordered_json errors = nlohmann::ordered_json::object();
  for (const auto& [code, count] : result.errors) errors[absl::StatusCodeToString(code)] = count;
  const LatencySummary& l = f.latency;
  const nlohmann::ordered_json json = {{"requests", l.count},
                                       {"seconds", result.seconds},
                                       {"requests_per_second", f.requests_per_second},
                                       {"latency_us",
                                        {{"mean", l.mean},
                                         {"p50", l.p50},
                                         {"p90", l.p90},
                                         {"p99", l.p99},
                                         {"p99.9", l.p999},
                                         {"max", l.max}}},
                                       {"server_cpu_us_per_request", f.server_cpu_us},
                                       {"errors", errors}};
  std::cout << json.dump() << "\n";
}

int Bench(const Connection& connection, BenchOptions options) {
  const client::Client client(connection.Options());
  const auto messages =
      options.payload.empty() ? Messages(client, options) : PayloadMessage(options.payload);
  if (!messages.ok()) return Fail(messages.status());
  options.load.target = connection.server;
  options.load.method = options.method;
  options.load.deadline = connection.Options().deadline;
  options.load.duration = std::chrono::milliseconds(std::llround(options.duration_seconds * 1000));
  options.load.warmup = std::chrono::milliseconds(std::llround(options.warmup_seconds * 1000));
  std::vector<double> cpu_seconds;
  const LoadResult result =
      RunLoad(options.load, *messages, [&] { cpu_seconds.push_back(ServerCpuSeconds(options)); });
  const Figures figures = Evaluate(result, cpu_seconds.back() - cpu_seconds.front());
  if (options.json) {
    PrintJson(result, figures);
  } else {
    PrintText(options, result, figures);
  }
  return figures.errors == 0 && figures.latency.count > 0 ? kExitOk : kExitError;
}

void AddOptions(CLI::App* command, BenchOptions* options) {
  command->add_option("--model,-m", options->model, "The model's name");
  command->add_option("--version", options->version,
                      "Its version (default: the newest in service)");
  command->add_option("--physionet", options->physionet,
                      "Send these patients' charts (default: random raw tensors)");
  command->add_option("--instances", options->instances, "Instances in a request")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_flag("--members", options->members, "Ask for each member's probabilities");
  command->add_option("--connections", options->load.connections, "Connections")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command
      ->add_option("--concurrency", options->load.concurrency,
                   "Calls in flight, over all connections")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command
      ->add_option("--rate", options->load.rate,
                   "Calls a second, whether or not the server keeps up; latency counts from when a "
                   "call was due "
                   "(default: each connection sends when it has its answer)")
      ->check(CLI::PositiveNumber);
  command->add_option("--duration", options->duration_seconds, "Seconds to measure")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--warmup", options->warmup_seconds, "Seconds before that")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--metrics", options->metrics, "Where the server's CPU time is read")
      ->capture_default_str();
  command->add_option("--server-pid", options->server_pid, "Read it from this process instead");
  command->add_option("--method", options->method, "The gRPC method to call")
      ->default_val("/credence.v1.PredictionService/Predict");
  command->add_option("--payload", options->payload,
                      "Send this file's bytes as the request of --method");
  command->add_flag("--json", options->json, "Print JSON");
}

}  // namespace

void AddBenchCommand(CLI::App& app, const Connection& connection, int* exit_code) {
  auto options = std::make_shared<BenchOptions>();
  CLI::App* command = app.add_subcommand("bench", "Puts load on a server and measures it");
  AddOptions(command, options.get());
  command->callback([command, options, &connection, exit_code] {
    if (options->model.empty() == options->payload.empty()) {
      throw CLI::RequiredError("either --model or --payload");
    }
    *exit_code = Bench(connection, *options);
  });
}

}  // namespace credence::cli
