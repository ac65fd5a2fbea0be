// One real patient, stay 132539 of set A, with inputs computed here from the raw readings of its
// file.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>

#include "models/data/dataset.h"
#include "models/data/fit.h"
#include "models/data/physionet2012.h"
#include "models/data/summary.h"
#include "tests/models/data/shipped_schema.h"

namespace credence::data {
namespace {

using nlohmann::json;

class Golden : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    absl::Status status = ReadRecords(kData + "set-a-sample-txt.tar.gz", [](Record record) {
      records_.push_back(std::move(record));
      return absl::OkStatus();
    });
    ASSERT_TRUE(status.ok()) << status;
    ASSERT_EQ(records_.at(0).id, "132539");
    const json definition = DefaultEncodingSettings("icu_summary").value();
    const Schema schema = ShippedSchema();
    const Summarizer summarizer = Summarizer::Parse(schema, definition).value();
    Chart chart = MakeChart(schema, records_[0]).value();
    const auto slots = summarizer.Derive(std::move(chart.series));
    const std::vector<double> values = summarizer.Summarize(chart, slots);
    for (size_t i = 0; i < values.size(); ++i) summaries_[summarizer.names()[i]] = values[i];
  }
  static void TearDownTestSuite() {
    records_.clear();
    summaries_.clear();
  }

  static std::vector<Record> records_;
  static std::map<std::string, double> summaries_;
};

std::vector<Record> Golden::records_;
std::map<std::string, double> Golden::summaries_;

// Readings and times are floats of up to 7 digits, the largest of a few hundred.
constexpr double kRounding = 1e-4;

double At(int hour, int minute) { return hour + minute / 60.0; }

TEST_F(Golden, SummarizesTheHeartRate) {
  const std::vector<double> day_one = {73, 77, 60, 62, 80, 74, 73, 64, 64, 66, 61, 58,
                                       58, 60, 63, 69, 61, 65, 77, 60, 62, 73, 66, 71};
  const std::vector<double> day_two = {67, 80, 80, 78, 85, 83, 84, 73, 77, 73, 73, 84, 86};
  const double first = std::accumulate(day_one.begin(), day_one.end(), 0.0);
  const double second = std::accumulate(day_two.begin(), day_two.end(), 0.0);
  EXPECT_EQ(summaries_.at("HR.last"), 86);
  EXPECT_EQ(summaries_.at("HR.min"), 58);
  EXPECT_EQ(summaries_.at("HR.max"), 86);
  EXPECT_NEAR(summaries_.at("HR.mean"), (first + second) / 37, kRounding);
  EXPECT_NEAR(summaries_.at("HR.late_mean"), second / 13, kRounding);
  EXPECT_EQ(summaries_.at("HR.change"), 86 - 73);
  EXPECT_NEAR(summaries_.at("HR.count"), std::log(1 + 37), kRounding);
  EXPECT_NEAR(summaries_.at("HR.since"), std::log(1 + 48 - At(47, 37)), kRounding);
}

TEST_F(Golden, TakesTheLogOfLaboratoryValues) {
  // BUN 13 at 10:37 and 8 at 33:07; creatinine 0.8 and 0.7 at the same times.
  EXPECT_NEAR(summaries_.at("BUN.last"), std::log(8.05), kRounding);
  EXPECT_NEAR(summaries_.at("BUN.mean"), (std::log(13.05) + std::log(8.05)) / 2, kRounding);
  EXPECT_NEAR(summaries_.at("BUN.late_mean"), std::log(8.05), kRounding);
  EXPECT_NEAR(summaries_.at("BUN.since"), std::log(1 + 48 - At(33, 7)), kRounding);
  EXPECT_NEAR(summaries_.at("BUN/Creatinine.last"), std::log(8 / 0.7), kRounding);
  EXPECT_NEAR(summaries_.at("BUN/Creatinine.change"), std::log(8 / 0.7) - std::log(13 / 0.8),
              kRounding);
  EXPECT_EQ(summaries_.at("Na-HCO3.last"), 136 - 28);
}

TEST_F(Golden, DerivesPressuresFromTheCuffWhereThereIsNoLine) {
  EXPECT_EQ(summaries_.at("SBP.last"), 128);
  EXPECT_EQ(summaries_.at("SBP.min"), 96);
  EXPECT_EQ(summaries_.at("SBP.max"), 157);
  EXPECT_EQ(summaries_.at("PulsePressure.last"), 128 - 55);
  EXPECT_EQ(summaries_.at("PulsePressure.change"), (128 - 55) - (147 - 65));
  EXPECT_NEAR(summaries_.at("ShockIndex.last"), 86.0 / 128, kRounding);
  EXPECT_EQ(summaries_.at("SysABP.count"), 0);
  EXPECT_NEAR(summaries_.at("NISysABP.count"), std::log(1 + 34), kRounding);
}

TEST_F(Golden, AddsUpTheUrine) {
  const std::vector<double> day_one = {900, 60, 30, 170, 60,  170, 120, 80, 100, 60,
                                       80,  50, 60, 120, 140, 80,  70,  80, 40};
  // Two values are charted at 27:37.
  const std::vector<double> day_two = {100, 130, 400, 0,   80,  100, 450, 220, 210, 240,
                                       100, 100, 50,  120, 450, 450, 250, 300, 280};
  const double first = std::accumulate(day_one.begin(), day_one.end(), 0.0);
  const double second = std::accumulate(day_two.begin(), day_two.end(), 0.0);
  EXPECT_NEAR(summaries_.at("Urine.sum"), std::sqrt(first + second), kRounding);
  EXPECT_NEAR(summaries_.at("Urine.late_sum"), std::sqrt(second), kRounding);
  EXPECT_NEAR(summaries_.at("Urine.last"), std::log(281), kRounding);
  EXPECT_NEAR(summaries_.at("Urine.count"), std::log(1 + 38), kRounding);
}

TEST_F(Golden, ScoresTheReadings) {
  // One GCS of 13 is 14, the others are 15; 16 of 34 mean pressures are below 70; creatinine,
  // platelets and urine are normal, bilirubin and PaO2 were not measured.
  EXPECT_EQ(summaries_.at("SOFA.last"), 0);
  EXPECT_EQ(summaries_.at("SOFA.worst"), 2);
  EXPECT_NEAR(summaries_.at("SOFA.mean"), 1.0 / 13 + 16.0 / 34, kRounding);
  // Last: 23 breaths a minute. Worst: 24 breaths, 96 mmHg, 35.1 or 38.2 degrees, GCS 14.
  EXPECT_EQ(summaries_.at("NEWS.last"), 2);
  EXPECT_EQ(summaries_.at("NEWS.worst"), 2 + 2 + 1 + 3);
}

TEST_F(Golden, KnowsWhatIsMissing) {
  EXPECT_EQ(summaries_.at("Age"), 54);
  EXPECT_EQ(summaries_.at("Gender"), 0);
  EXPECT_EQ(summaries_.at("ICUType.surgical"), 1);
  EXPECT_EQ(summaries_.at("ICUType.medical"), 0);
  EXPECT_NEAR(summaries_.at("last_hour"), At(47, 37), kRounding);
  EXPECT_EQ(summaries_.at("MechVent.any"), 0);
  EXPECT_EQ(summaries_.at("PaO2.count"), 0);
  for (const char* name : {"Height", "body_mass_index", "PaO2.last", "PaO2/FiO2.min"}) {
    EXPECT_TRUE(std::isnan(summaries_.at(name))) << name;
  }
}

TEST_F(Golden, StandardizesByTheFittedState) {
  const std::vector<int> labels(records_.size(), 0);
  const json state =
      FitEncoding("icu_summary", ShippedSchema(), records_, labels, json::object()).value();
  const auto encoder = MakeEncoder(ShippedSchema(), state).value();
  const std::vector<float> row = encoder->Encode(records_[0])->values;
  size_t fold = state["inputs"].size();
  for (size_t i = 0; i < state["inputs"].size(); ++i) {
    const json& input = state["inputs"][i];
    const double x = summaries_.at(input["name"]);
    const double z = (x - input["median"].get<double>()) / input["sd"].get<double>();
    const double wanted = std::isnan(x) ? 0 : std::clamp(z, -3.0, 3.0);
    EXPECT_NEAR(row[i], wanted * input["scale"].get<double>(), kRounding) << input;
    if (!input.contains("fold_scale")) continue;
    const double folded = std::isnan(x) ? 0 : std::abs(wanted) - 0.8;
    EXPECT_NEAR(row[fold++], folded * input["fold_scale"].get<double>(), kRounding) << input;
  }
  const auto z = [&](const std::string& name) {
    for (size_t i = 0; i < state["inputs"].size(); ++i) {
      const json& input = state["inputs"][i];
      if (input["name"] == name) return row[i] / input["scale"].get<double>();
    }
    return 0.0;
  };
  for (const json& product : state["products"]) {
    const double both = std::clamp(z(product["of"][0]) * z(product["of"][1]), -3.0, 3.0);
    EXPECT_NEAR(row[fold++], both * product["scale"].get<double>(), kRounding) << product;
  }
  for (const json& flag : state["flags"]) {
    const bool missing = std::isnan(summaries_.at(flag["missing_like"]));
    EXPECT_NEAR(row[fold++], missing ? flag["scale"].get<double>() : 0, kRounding) << flag;
  }
  EXPECT_EQ(fold, row.size());
}

TEST_F(Golden, PutsTheSeriesOnAGridBeforeTheSummaries) {
  const std::vector<int> labels(records_.size(), 0);
  const Schema schema = ShippedSchema();
  const json state = FitEncoding("icu_series", schema, records_, labels, json::object()).value();
  const auto encoder = MakeEncoder(schema, state).value();
  const std::vector<float> row = encoder->Encode(records_[0])->values;
  ASSERT_EQ(state["steps"], 24);
  ASSERT_EQ(state["channels"][13]["name"], "HR");
  const double median = state["channels"][13]["median"];
  const double sd = state["channels"][13]["sd"];
  const auto cell = [&](size_t step) {
    return &row[step * state["step_width"].get<size_t>() + 13 * 3];
  };
  // Hours 0-2: 73, 77, 60; hours 24-26: 67; hours 28-30: 80; hours 46-48: 86.
  EXPECT_NEAR(cell(0)[0], (70 - median) / sd, kRounding);
  EXPECT_NEAR(cell(0)[2], (2 - At(1, 37)) / 48, kRounding);
  EXPECT_NEAR(cell(12)[0], (67 - median) / sd, kRounding);
  EXPECT_NEAR(cell(23)[0], (86 - median) / sd, kRounding);
  EXPECT_EQ(cell(23)[1], 1);
  // PaO2 was never measured.
  ASSERT_EQ(state["channels"][19]["name"], "PaO2");
  EXPECT_EQ(cell(5)[18], 0);
  EXPECT_EQ(cell(5)[19], 0);
  EXPECT_EQ(cell(5)[20], 1);
  // The tail is the very row of icu_summary.
  const json summary = FitEncoding("icu_summary", schema, records_, labels, json::object()).value();
  const std::vector<float> tail = MakeEncoder(schema, summary).value()->Encode(records_[0])->values;
  EXPECT_TRUE(std::equal(tail.rbegin(), tail.rend(), row.rbegin()));
  EXPECT_EQ(row.size(), 24 * state["step_width"].get<size_t>() + tail.size());
}

}  // namespace
}  // namespace credence::data
