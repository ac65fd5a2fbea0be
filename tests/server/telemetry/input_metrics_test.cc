#include "server/telemetry/input_metrics.h"

#include <gmock/gmock.h>

#include <map>
#include <thread>

#include "server/telemetry/metrics.h"
#include "tests/server/support/fake_predictor.h"

namespace credence::server {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Age in three bins, Unit of two categories, HR in two bins; risks in two.
checkpoint::Manifest WithReference() {
  checkpoint::Manifest manifest = testing::MakeFakePredictor()->manifest;
  manifest.calibration_bin_edges = {0.5};
  manifest.reference = {
      .cases = 10,
      .inputs = {{.edges = {40, 60}, .counts = {2, 3, 5}},
                 {.edges = {}, .counts = {4, 5}, .missing = 1},
                 {.edges = {80}, .counts = {8, 0}, .missing = 2, .out_of_range = 5}},
      .risk = {7, 3},
      .deferred = 1,
      .expected_mixture_nll = 0.25,
      .expected_brier = 0.125,
      .epistemic = 0.0625};
  return manifest;
}

data::EncodedRow Row(double age, double unit, double rate, bool rate_out_of_range = false) {
  data::EncodedRow row;
  row.observed = {
      {.value = age}, {.value = unit}, {.value = rate, .out_of_range = rate_out_of_range}};
  return row;
}

TEST(InputCounts, CountsEachInputInItsBin) {
  InputCounts counts("fake", 1, WithReference());
  for (const data::EncodedRow& row :
       {Row(39, 0, 79), Row(40, 1, 80), Row(90, 1, kNone, true), Row(kNone, kNone, 100, true)}) {
    counts.Count({.judged = 0.25, .encoded = &row});
  }
  const InputTotals totals = counts.Read();
  EXPECT_EQ(totals.records, 4);
  EXPECT_THAT(totals.inputs[0].bins, ElementsAre(1, 1, 1));
  EXPECT_EQ(totals.inputs[0].missing, 1);
  EXPECT_EQ(totals.inputs[0].out_of_range, 0);
  EXPECT_THAT(totals.inputs[1].bins, ElementsAre(1, 2));
  EXPECT_EQ(totals.inputs[1].missing, 1);
  EXPECT_THAT(totals.inputs[2].bins, ElementsAre(1, 2));
  EXPECT_EQ(totals.inputs[2].missing, 1);
  EXPECT_EQ(totals.inputs[2].out_of_range, 2);
}

TEST(InputCounts, SumsWhatIsExpectedOfPredictions) {
  InputCounts counts("fake", 1, WithReference());
  counts.Count({.judged = 0.25, .entropy = 0.5, .epistemic = 0.125, .deferred = true});
  counts.Count({.judged = 0.5, .entropy = 0.75, .epistemic = 0.25});
  const InputTotals totals = counts.Read();
  EXPECT_EQ(totals.predictions, 2);
  EXPECT_EQ(totals.deferred, 1);
  EXPECT_THAT(totals.risk, ElementsAre(1, 1));  // a bin holds its lower edge
  EXPECT_EQ(totals.expected_mixture_nll, 1.25);
  EXPECT_EQ(totals.expected_brier, 0.25 * 0.75 + 0.25);
  EXPECT_EQ(totals.epistemic, 0.375);
}

TEST(InputCounts, CountsNoInputOfARawTensor) {
  InputCounts counts("fake", 1, WithReference());
  counts.Count({.judged = 0.75});
  const InputTotals totals = counts.Read();
  EXPECT_EQ(totals.predictions, 1);
  EXPECT_EQ(totals.records, 0);
  for (const auto& input : totals.inputs) {
    EXPECT_THAT(input.bins, Each(0));
    EXPECT_EQ(input.missing, 0);
  }
}

TEST(InputCounts, HasOneBinForAnInputWithoutReference) {
  checkpoint::Manifest manifest = WithReference();
  manifest.reference.reset();
  InputCounts counts("fake", 1, manifest);
  const data::EncodedRow row = Row(90, 1, kNone);
  counts.Count({.judged = 0.25, .encoded = &row});
  const InputTotals totals = counts.Read();
  EXPECT_THAT(totals.inputs[0].bins, ElementsAre(1));
  EXPECT_THAT(totals.inputs[1].bins, ElementsAre(0, 1));
  EXPECT_THAT(totals.inputs[2].bins, ElementsAre(0));
  EXPECT_EQ(totals.inputs[2].missing, 1);
}

TEST(InputCounts, LosesNothingToThreads) {
  InputCounts counts("fake", 1, WithReference());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&counts] {
      const data::EncodedRow row = Row(50, 0, 90);
      for (int i = 0; i < 1000; ++i) counts.Count({.judged = 0.5, .entropy = 1, .encoded = &row});
    });
  }
  for (auto& thread : threads) thread.join();
  const InputTotals totals = counts.Read();
  EXPECT_THAT(totals.inputs[0].bins, ElementsAre(0, 4000, 0));
  EXPECT_THAT(totals.risk, ElementsAre(0, 4000));
  EXPECT_EQ(totals.expected_mixture_nll, 4000);
  EXPECT_EQ(totals.expected_brier, 1000);
}

TEST(InputCounts, BoundsItsBinsWhateverTheSchema) {
  checkpoint::Manifest manifest;
  data::Variable many;
  many.kind = data::VariableKind::kCategorical;
  many.categories.resize(1000);
  manifest.schema.variables.assign(6, many);
  InputCounts counts("fake", 1, manifest);
  EXPECT_EQ(counts.inputs().size(), 4);
  EXPECT_EQ(counts.uncounted(), 2);
  data::EncodedRow row;
  row.observed.resize(6, {.value = 999});
  counts.Count({.judged = 0.5, .encoded = &row});
  EXPECT_EQ(counts.Read().inputs[3].bins[999], 1);
}

TEST(InputMetrics, HasEverySeriesFromTheStart) {
  Metrics metrics;
  const auto counts = metrics.inputs().Add("fake", 1, WithReference());
  const std::string page = metrics.Page();
  const std::string of = "{model=\"fake\",version=\"1\"";
  for (const std::string& series : {
           "credence_input_values_total" + of + ",input=\"Age\",bin=\"00\"} 0\n",
           "credence_input_values_total" + of + ",input=\"Age\",bin=\"02\"} 0\n",
           "credence_input_values_total" + of + ",input=\"HR\",bin=\"missing\"} 0\n",
           "credence_input_out_of_range_total" + of + ",input=\"Unit\"} 0\n",
           "credence_predicted_risk_bin_total" + of + ",bin=\"01\"} 0\n",
           "credence_expected_mixture_nll_nats_total" + of + "} 0\n",
           "credence_expected_brier_score_total" + of + "} 0\n",
           "credence_input_reference_ratio" + of + ",input=\"Unit\",bin=\"01\"} 0.5\n",
           "credence_input_reference_ratio" + of + ",input=\"HR\",bin=\"missing\"} 0.2\n",
           "credence_input_out_of_range_reference_ratio" + of + ",input=\"HR\"} 0.5\n",
           "credence_predicted_risk_reference_ratio" + of + ",bin=\"00\"} 0.7\n",
           "credence_reference_cases" + of + "} 10\n",
           "credence_reference_figure" + of + ",figure=\"expected_mixture_nll\"} 0.25\n",
           "credence_reference_figure" + of + ",figure=\"expected_brier\"} 0.125\n",
           "credence_reference_figure" + of + ",figure=\"epistemic\"} 0.0625\n",
           "credence_reference_figure" + of + ",figure=\"deferral\"} 0.1\n",
       }) {
    EXPECT_THAT(page, HasSubstr(series));
  }
}

// The sum of a family's samples by the label `of`.
std::map<std::string, double> SumBy(const std::vector<prometheus::MetricFamily>& families,
                                    const std::string& name, const std::string& of) {
  std::map<std::string, double> sums;
  for (const auto& family : families) {
    for (const auto& metric : family.metric) {
      for (const auto& label : metric.label) {
        if (family.name == name && label.name == of) {
          sums[label.value] += metric.counter.value + metric.gauge.value;
        }
      }
    }
  }
  return sums;
}

TEST(InputMetrics, CountsEachRecordOnceForEachInput) {
  InputMetrics metrics;
  const auto counts = metrics.Add("fake", 1, WithReference());
  for (const data::EncodedRow& row : {Row(39, 0, 79), Row(kNone, kNone, kNone, true)}) {
    counts->Count({.judged = 0.25, .encoded = &row});
  }
  const auto families = metrics.Collect();
  for (const auto& [input, sum] : SumBy(families, "credence_input_values_total", "input")) {
    EXPECT_EQ(sum, 2) << input;
  }
  for (const auto& [input, sum] : SumBy(families, "credence_input_reference_ratio", "input")) {
    EXPECT_DOUBLE_EQ(sum, 1) << input;
  }
}

TEST(InputMetrics, AddUpOverReplicas) {
  InputMetrics one, two, both;
  const auto first = one.Add("fake", 1, WithReference());
  const auto second = two.Add("fake", 1, WithReference());
  const auto whole = both.Add("fake", 1, WithReference());
  for (int i = 0; i < 20; ++i) {
    const data::EncodedRow row = Row(20 + 3 * i, i % 2, i % 5 == 0 ? kNone : 70 + i, i % 7 == 0);
    const Met met = {.judged = i / 32.0, .entropy = i / 64.0, .encoded = &row};
    (i % 3 == 0 ? first : second)->Count(met);
    whole->Count(met);
  }
  for (const auto& [name, label] : {std::pair("credence_input_values_total", "bin"),
                                    std::pair("credence_input_values_total", "input"),
                                    std::pair("credence_input_out_of_range_total", "input"),
                                    std::pair("credence_predicted_risk_bin_total", "bin"),
                                    std::pair("credence_expected_mixture_nll_nats_total", "model"),
                                    std::pair("credence_expected_brier_score_total", "model")}) {
    auto sum = SumBy(one.Collect(), name, label);
    for (const auto& [value, more] : SumBy(two.Collect(), name, label)) sum[value] += more;
    EXPECT_EQ(sum, SumBy(both.Collect(), name, label)) << name;
  }
}

TEST(InputMetrics, GoWithTheirVersion) {
  Metrics metrics;
  auto first = metrics.inputs().Add("fake", 1, WithReference());
  const auto second = metrics.inputs().Add("fake", 2, WithReference());
  first.reset();
  const std::string page = metrics.Page();
  EXPECT_THAT(page, Not(HasSubstr("{model=\"fake\",version=\"1\",input=")));
  EXPECT_THAT(page, HasSubstr("{model=\"fake\",version=\"2\",input="));
}

}  // namespace
}  // namespace credence::server
