#include "server/telemetry/metrics.h"

#include <gmock/gmock.h>

#include "server/telemetry/process.h"
#include "tests/server/support/fake_predictor.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Metrics, HasEverySeriesOfAModelFromItsLoad) {
  Metrics metrics;
  const auto predictor = testing::MakeFakePredictor();
  const auto model = metrics.ForModel("fake", 1, *predictor);
  const std::string page = metrics.Page();
  for (const char* series :
       {"credence_predictions_total{decision=\"defer\",model=\"fake\",version=\"1\"} 0",
        "credence_dropped_total{model=\"fake\",reason=\"expired\",version=\"1\"} 0",
        "credence_queue_duration_seconds_bucket{model=\"fake\",version=\"1\",le=\"5e-05\"} 0",
        "credence_predicted_risk_ratio_count{model=\"fake\",version=\"1\"} 0",
        "credence_epistemic_uncertainty_nats_count", "credence_batch_rows_count",
        "credence_forward_duration_seconds_count", "credence_requests_in_flight",
        "credence_rejected_total{reason=\"queue_full\"} 0", "credence_build_info{"}) {
    EXPECT_THAT(page, HasSubstr(series));
  }
}

TEST(Metrics, DescribesAModelByItsLabels) {
  Metrics metrics;
  const auto predictor = testing::MakeFakePredictor();
  const auto model = metrics.ForModel("fake", 1, *predictor);
  EXPECT_THAT(
      metrics.Page(),
      HasSubstr("credence_model_info{executor=\"fake\",members=\"4\",model=\"fake\","
                "network=\"fake\",posterior=\"gaussian\",version=\"1\",weights_sha256=\"aaaa"));
}

TEST(Metrics, CountsPredictionsByDecision) {
  Metrics metrics;
  const auto predictor = testing::MakeFakePredictor();
  const auto model = metrics.ForModel("fake", 1, *predictor);
  model->CountPrediction(0.3, 0.01, false);
  model->CountPrediction(0.7, 0.1, true);
  EXPECT_EQ(model->kept.Value(), 1);
  EXPECT_EQ(model->deferred.Value(), 1);
  EXPECT_THAT(metrics.Page(), HasSubstr("credence_predicted_risk_ratio_sum"
                                        "{model=\"fake\",version=\"1\"} 1\n"));
}

TEST(Metrics, HasNoRiskForAModelOfManyClasses) {
  Metrics metrics;
  const auto predictor = testing::MakeFakePredictor();
  predictor->manifest.task = "multiclass";
  const auto model = metrics.ForModel("fake", 1, *predictor);
  model->CountPrediction(0.3, 0.01, false);
  EXPECT_THAT(metrics.Page(), Not(HasSubstr("credence_predicted_risk_ratio_count")));
}

TEST(Metrics, HasOneHistogramForEachCodeAndMethod) {
  Metrics metrics;
  metrics.unknown_model().Observe(Method::kPredict, absl::StatusCode::kNotFound, 0.1);
  metrics.unknown_model().Observe(Method::kPredict, absl::StatusCode::kNotFound, 0.1);
  EXPECT_THAT(metrics.Page(),
              HasSubstr("credence_rpc_duration_seconds_count{code=\"NOT_FOUND\",method=\"Predict\","
                        "model=\"\",version=\"\"} 2"));
}

TEST(Process, ReportsThisProcess) {
  double cpu = -1, memory = 0, files = 0, start = 0;
  for (const auto& family : CollectProcess()) {
    const auto& metric = family.metric.at(0);
    if (family.name == "process_cpu_seconds_total") cpu = metric.counter.value;
    if (family.name == "process_resident_memory_bytes") memory = metric.gauge.value;
    if (family.name == "process_open_fds") files = metric.gauge.value;
    if (family.name == "process_start_time_seconds") start = metric.gauge.value;
  }
  EXPECT_GE(cpu, 0);
  EXPECT_GT(memory, 1e6);
  EXPECT_GE(files, 3);
  const double now = static_cast<double>(time(nullptr));
  EXPECT_NEAR(start, now, 3600);
}

}  // namespace
}  // namespace credence::server
