// Load for OutcomeService: predicts, then reports an outcome of each prediction over several
// connections, and prints outcomes a second as JSON.
#include <grpcpp/create_channel.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "credence/v1/outcome.grpc.pb.h"
#include "credence/v1/prediction.grpc.pb.h"

namespace {

namespace v1 = credence::v1;
using Clock = std::chrono::steady_clock;

struct Options {
  std::string server, model;
  int width = 76;
  int64_t outcomes = 200000;
  int chunk = 1000;
  int connections = 4;
  bool by_id = false;
};

struct Result {
  int64_t counted = 0;
  std::vector<double> ms;  // of each call
};

std::shared_ptr<grpc::Channel> Connect(const Options& options) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a connection of its own
  return grpc::CreateCustomChannel(options.server, grpc::InsecureChannelCredentials(), arguments);
}

void Check(const grpc::Status& status) {
  if (status.ok()) return;
  std::cerr << "report_load: " << status.error_message() << "\n";
  std::exit(1);
}

// The reports that one connection will send.
std::vector<v1::ReportOutcomesRequest> Prepare(const Options& options, int64_t outcomes) {
  const auto stub = v1::PredictionService::NewStub(Connect(options));
  std::vector<v1::ReportOutcomesRequest> reports;
  for (int64_t left = outcomes; left > 0; left -= options.chunk) {
    const auto count = static_cast<int>(std::min<int64_t>(left, options.chunk));
    v1::PredictRequest request;
    request.set_model(options.model);
    for (int i = 0; i < count; ++i) {
      auto* tensor = request.add_instances()->mutable_tensor();
      for (int v = 0; v < options.width; ++v) tensor->add_values(0.01f * static_cast<float>(i + v));
    }
    v1::PredictResponse response;
    grpc::ClientContext context;
    Check(stub->Predict(&context, request, &response));
    auto& report = reports.emplace_back();
    for (const auto& prediction : response.predictions()) {
      auto* outcome = report.add_outcomes();
      outcome->set_label(report.outcomes_size() % 2);
      (options.by_id ? outcome->set_prediction_id(prediction.prediction_id())
                     : outcome->set_receipt(prediction.receipt()));
    }
  }
  return reports;
}

void Send(const Options& options, const std::vector<v1::ReportOutcomesRequest>& reports,
          Result& result) {
  const auto stub = v1::OutcomeService::NewStub(Connect(options));
  for (const auto& report : reports) {
    v1::ReportOutcomesResponse response;
    grpc::ClientContext context;
    const auto start = Clock::now();
    Check(stub->ReportOutcomes(&context, report, &response));
    result.ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    for (const auto& answer : response.results()) {
      result.counted += answer.status() == v1::OUTCOME_STATUS_COUNTED ? 1 : 0;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Reports outcomes of predictions that it has asked for before.", "report_load");
  app.add_option("--server", options.server)->required();
  app.add_option("--model", options.model)->required();
  app.add_option("--width", options.width, "Values of a raw row")->capture_default_str();
  app.add_option("--outcomes", options.outcomes)->capture_default_str();
  app.add_option("--chunk", options.chunk, "Outcomes a call")->capture_default_str();
  app.add_option("--connections", options.connections)->capture_default_str();
  app.add_flag("--by-id", options.by_id, "Name predictions by their id, not by receipt");
  CLI11_PARSE(app, argc, argv);
  std::vector<std::vector<v1::ReportOutcomesRequest>> reports;
  for (int c = 0; c < options.connections; ++c) {
    reports.push_back(Prepare(options, options.outcomes / options.connections));
  }
  std::vector<Result> results(options.connections);
  const auto start = Clock::now();
  std::vector<std::thread> threads;
  for (int c = 0; c < options.connections; ++c) {
    threads.emplace_back([&, c] { Send(options, reports[c], results[c]); });
  }
  for (auto& thread : threads) thread.join();
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  Result all;
  for (const Result& result : results) {
    all.counted += result.counted;
    all.ms.insert(all.ms.end(), result.ms.begin(), result.ms.end());
  }
  std::ranges::sort(all.ms);
  const auto quantile = [&all](double q) {
    return all.ms.empty() ? 0
                          : all.ms[static_cast<size_t>(q * static_cast<double>(all.ms.size() - 1))];
  };
  std::cout << nlohmann::json{{"counted", all.counted},
                              {"seconds", seconds},
                              {"outcomes_per_second", static_cast<double>(all.counted) / seconds},
                              {"call_ms", {{"p50", quantile(0.5)}, {"p99", quantile(0.99)}}}}
            << "\n";
}
