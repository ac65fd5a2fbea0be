#include "models/data/fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "models/data/encode.h"
#include "tests/models/data/shipped_schema.h"

namespace credence::data {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

// 100 records: age runs with the label, GCS is charted in the first 40 only, lactate in one.
struct Cohort {
  std::vector<Record> records;
  std::vector<int> labels;
};

Cohort MakeCohort() {
  Cohort cohort;
  for (int i = 0; i < 100; ++i) {
    Record record;
    record.features = {MakeFeature("Age", 30.0 + i / 2)};
    record.series = {MakeSeries("HR", {1}, {60.0F + static_cast<float>(i % 10)})};
    if (i < 40) record.series.push_back(MakeSeries("GCS", {1, 2}, {15, 14}));
    if (i == 0) record.series.push_back(MakeSeries("Lactate", {1}, {2}));
    cohort.records.push_back(record);
    cohort.labels.push_back(i >= 50);
  }
  return cohort;
}

json Fit(const json& settings, const std::string& kind = "icu_summary") {
  const Cohort cohort = MakeCohort();
  return FitEncoding(kind, ShippedSchema(), cohort.records, cohort.labels, settings).value();
}

json Find(const json& list, const char* field, const std::string& name) {
  for (const json& entry : list) {
    if (entry[field] == name) return entry;
  }
  return nullptr;
}

TEST(FitEncoding, CentresOnTheMedianAndScalesByTheDeviation) {
  const json age = Find(Fit(json::object())["inputs"], "name", "Age");
  EXPECT_EQ(age["median"], 54.5);
  // Each of 30 .. 79 twice: variance (50^2 - 1) / 12.
  EXPECT_NEAR(age["sd"].get<double>(), std::sqrt(2499.0 / 12), 1e-4);
  EXPECT_EQ(age["min"], 30);
  EXPECT_EQ(age["max"], 79);
}

TEST(FitEncoding, FlagsEachPatternOfMissingnessOnce) {
  const json flags = Fit({{"flag_share", 0.02}})["flags"];
  EXPECT_FALSE(Find(flags, "missing_like", "GCS.last").is_null());
  EXPECT_TRUE(Find(flags, "missing_like", "GCS.min").is_null());       // as GCS.last
  EXPECT_TRUE(Find(flags, "missing_like", "HR.last").is_null());       // never missing
  EXPECT_TRUE(Find(flags, "missing_like", "Lactate.last").is_null());  // too rarely there
  EXPECT_FALSE(Find(Fit(json::object())["flags"], "missing_like", "Lactate.last").is_null());
}

TEST(FitEncoding, ScalesByRelevance) {
  const json inputs = Fit(json::object())["inputs"];
  // Age orders the labels: |corr| is about sqrt(3) / 2, and sqrt(.87 / .08) = 3.3 is cut to 2.5.
  EXPECT_EQ(Find(inputs, "name", "Age")["scale"], 2.5);
  // HR has the same values in both classes.
  EXPECT_EQ(Find(inputs, "name", "HR.last")["scale"], 0.2);
  EXPECT_EQ(Find(Fit({{"relevance", false}})["inputs"], "name", "Age")["scale"], 1);
}

TEST(FitEncoding, FoldsNoInputOfTwoValues) {
  const json inputs = Fit(json::object())["inputs"];
  EXPECT_TRUE(Find(inputs, "name", "Age").contains("fold_scale"));
  EXPECT_FALSE(Find(inputs, "name", "GCS.count").contains("fold_scale"));
  EXPECT_FALSE(Find(inputs, "name", "Height").contains("fold_scale"));
}

TEST(FitEncoding, StatesTheDimensionsThatANetworkNeeds) {
  const json state = Fit({{"bin_hours", 1}}, "icu_series");
  EXPECT_EQ(state["kind"], "icu_series");
  EXPECT_EQ(state["steps"], 48);
  EXPECT_EQ(state["step_width"], 3 * 34);
  EXPECT_EQ(state["width"], MakeEncoder(ShippedSchema(), state).value()->width());
  EXPECT_EQ(state["width"], 48 * 3 * 34 + Fit(json::object())["width"].get<int>());
}

TEST(FitEncoding, IsDeterministic) { EXPECT_EQ(Fit(json::object()), Fit(json::object())); }

TEST(FitEncoding, RefusesWhatItCannotFit) {
  const Cohort cohort = MakeCohort();
  const auto refused = [&](const std::string& kind, const json& settings, const std::string& part) {
    const absl::Status status =
        FitEncoding(kind, ShippedSchema(), cohort.records, cohort.labels, settings).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(part));
  };
  refused("icu", json::object(),
          "kind: got \"icu\", want icu_summary, icu_series, mimic3_benchmark or table");
  refused("icu_summary", {{"clipp", 3}}, "got unknown field \"clipp\"");
  refused("icu_summary", {{"clip", -1}}, "clip > 0");
  refused("icu_summary", {{"summarized", {"Pulse"}}}, "got \"Pulse\"");
  refused("icu_summary", json::array({1}), "settings");
  refused("icu_summary", {{"products", {{"of", {"x"}}, {"with", {"Age"}}}}}, "got \"x\"");
  refused("icu_series", {{"bin_hours", 0}}, "bin_hours");
  refused("icu_series", {{"bin_hours", 1e-12}}, "bin_hours");
  refused("icu_series", {{"bin_hours", 5}}, "bin_hours");
  const absl::Status unequal =
      FitEncoding("icu_summary", ShippedSchema(), cohort.records, {}, json::object()).status();
  EXPECT_EQ(unequal.code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace credence::data
