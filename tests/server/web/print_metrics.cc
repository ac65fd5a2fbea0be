// Prints the metrics page of a server that has answered something, for promtool.
#include <iostream>

#include "server/telemetry/calls.h"
#include "server/telemetry/outcome_metrics.h"
#include "server/telemetry/window_metrics.h"
#include "tests/server/support/fake_predictor.h"

int main() {
  using namespace credence;
  using namespace credence::server;
  Metrics metrics;
  Log log("text", "error");
  Calls calls(metrics, log);
  const auto predictor = testing::MakeFakePredictor();
  const auto model = metrics.ForModel("fake", 1, *predictor);
  model->CountPrediction(0.25, 0.01, true);
  calls.Begin(Method::kPredict).Finish(absl::OkStatus(), model.get(), 1);
  calls.Begin(Method::kPredictStream).Finish(absl::CancelledError(""), nullptr, 0);
  calls.CountMessage(absl::InvalidArgumentError(""));
  OutcomeMetrics outcomes(metrics.registry(), "fake", 1, predictor->manifest);
  JournalPair pair;
  pair.prediction.probabilities = {0.75, 0.25};
  pair.prediction.average_nll = {0.3, 1.5};
  outcomes.CountPair(pair);
  outcomes.statuses().Count(1);
  checkpoint::Manifest manifest = predictor->manifest;
  manifest.reference = {.cases = 2,
                        .inputs = {{.edges = {50}, .counts = {1, 1}},
                                   {.edges = {}, .counts = {1, 1}},
                                   {.edges = {}, .counts = {1}, .missing = 1}},
                        .risk = {2}};
  const auto inputs = metrics.inputs().Add("fake", 1, manifest);
  inputs->Count({.judged = 0.25, .entropy = 0.5});
  WindowMetrics windows(metrics.registry());
  const auto gauges = windows.ForVersion("fake", 1);
  std::cout << metrics.Page();
}
