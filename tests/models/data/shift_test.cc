#include "models/data/shift.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/models/data/shipped_schema.h"

namespace credence::data {
namespace {

using ::testing::HasSubstr;

Record MakeRecord(const std::string& id, std::vector<Feature> features,
                  std::vector<Series> series = {}) {
  Record record;
  record.id = id;
  record.features = std::move(features);
  record.series = std::move(series);
  return record;
}

// A long chart: 2000 readings of one series, to count on.
Record LongRecord(const std::string& code, float value) {
  Record record = MakeRecord("1", {MakeFeature("Height", 170.0)});
  Series series = MakeSeries(code, {}, {});
  for (int i = 0; i < 2000; ++i) {
    series.hours.push_back(static_cast<float>(i) / 60.0F);
    series.values.push_back(value);
  }
  record.series = {series};
  return record;
}

ShiftScale Scale(std::map<std::string, double> stddev = {}) {
  return {.schema = ShippedSchema(), .stddev = std::move(stddev)};
}

Record Shifted(const ShiftScale& scale, const std::string& shift, int severity, Record record,
               uint64_t seed = 1) {
  auto shifted = ShiftRecord(scale, shift, severity, seed, std::move(record));
  EXPECT_TRUE(shifted.ok()) << shifted.status();
  return *std::move(shifted);
}

TEST(Shift, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(std::string(ShiftRecord(Scale(), "rain", 1, 1, {}).status().message()),
              HasSubstr("got \"rain\", wanted one of missing, channels, units, noise, delay"));
  for (int severity : {0, 6}) {
    EXPECT_EQ(ShiftRecord(Scale(), "noise", severity, 1, {}).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

TEST(Shift, SeveritiesRise) {
  for (const Shift& shift : Shifts()) {
    for (int s = 1; s < kSeverities; ++s) EXPECT_LT(shift.amounts[s - 1], shift.amounts[s]);
  }
}

TEST(Shift, DependsOnSeedAndIdAlone) {
  const ShiftScale scale = Scale({{"HR", 10.0}});
  const Record record = LongRecord("HR", 80);
  Record other = record;
  other.id = "2";
  const auto values = [&](const Record& of, uint64_t seed) {
    return Shifted(scale, "noise", 3, of, seed).series[0].values;
  };
  EXPECT_EQ(values(record, 1), values(record, 1));
  EXPECT_NE(values(record, 1), values(record, 2));
  EXPECT_NE(values(record, 1), values(other, 1));
}

// Five standard deviations of a binomial share.
TEST(Shift, MissingLosesTheStatedShareAndMoreOfTheSameReadings) {
  size_t before = 2000;
  for (int severity = 1; severity <= kSeverities; ++severity) {
    const double wanted = Shifts()[0].amounts[severity - 1];
    const Record shifted = Shifted(Scale(), "missing", severity, LongRecord("HR", 80));
    const size_t kept = shifted.series[0].hours.size();
    EXPECT_EQ(kept, shifted.series[0].values.size());
    EXPECT_NEAR(1 - static_cast<double>(kept) / 2000, wanted,
                5 * std::sqrt(wanted * (1 - wanted) / 2000));
    EXPECT_LT(kept, before);
    before = kept;
  }
}

TEST(Shift, ChannelsAreLostAsAWhole) {
  Record record = MakeRecord("1", {});
  for (const Variable& variable : ShippedSchema().variables) {
    if (variable.kind == VariableKind::kSeries) {
      record.series.push_back(MakeSeries(variable.name, {1, 2}, {1, 2}));
    }
  }
  const Record shifted = Shifted(Scale(), "channels", 4, record);
  EXPECT_LT(shifted.series.size(), record.series.size());
  ASSERT_FALSE(shifted.series.empty());
  for (const Series& series : shifted.series) EXPECT_EQ(series.hours.size(), 2U);
}

// Over many records a series is now as it was, now in each of its other scales, and in nothing
// else.
TEST(Shift, UnitsAreThoseThatTheSchemaAccepts) {
  int as_is = 0, fahrenheit = 0, kelvin = 0;
  for (int id = 0; id < 400; ++id) {
    const Record record = MakeRecord(std::to_string(id), {}, {MakeSeries("Temp", {1}, {37})});
    const float value = Shifted(Scale(), "units", 5, record).series[0].values[0];
    if (std::abs(value - 37.0F) < 1e-3F) ++as_is;
    if (std::abs(value - 98.6F) < 1e-3F) ++fahrenheit;
    if (std::abs(value - 310.15F) < 1e-3F) ++kelvin;
  }
  EXPECT_EQ(as_is + fahrenheit + kelvin, 400);
  EXPECT_NEAR(as_is, 240, 5 * std::sqrt(400 * .4 * .6));
  EXPECT_GT(fahrenheit, 0);
  EXPECT_GT(kelvin, 0);
}

TEST(Shift, UnitsOfOneScaleStay) {
  const Record record = MakeRecord("1", {}, {MakeSeries("HR", {1}, {80})});
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    EXPECT_EQ(Shifted(Scale(), "units", 5, record, seed).series[0].values[0], 80);
  }
}

// The mean within five standard errors; the standard deviation within five of its own, which is
// stddev / sqrt(2 n).
TEST(Shift, NoiseHasTheTrainingStandardDeviation) {
  const Record shifted = Shifted(Scale({{"HR", 10.0}}), "noise", 3, LongRecord("HR", 150));
  double sum = 0, squares = 0;
  for (float value : shifted.series[0].values) {
    sum += value - 150;
    squares += (value - 150) * (value - 150);
  }
  EXPECT_NEAR(sum / 2000, 0, 5 * 5 / std::sqrt(2000));
  EXPECT_NEAR(std::sqrt(squares / 2000), 5, 5 * 5 / std::sqrt(4000));
}

TEST(Shift, NoiseStaysPlausibleAndSparesScores) {
  const ShiftScale scale = Scale({{"HR", 1000.0}, {"GCS", 3.0}, {"MechVent", 1.0}});
  const Record noisy = Shifted(scale, "noise", 5, LongRecord("HR", 80));
  for (float value : noisy.series[0].values) {
    EXPECT_GE(value, 10);
    EXPECT_LE(value, 300);
  }
  for (const char* code : {"GCS", "MechVent"}) {
    const Record record = LongRecord(code, 1);
    EXPECT_EQ(Shifted(scale, "noise", 5, record).series[0].values, record.series[0].values);
  }
}

TEST(Shift, DelayMovesReadingsAndLosesTheLast) {
  const Record record = MakeRecord(
      "1", {}, {MakeSeries("HR", {0, 40, 47}, {80, 81, 82}), MakeSeries("K", {46}, {4})});
  const Record shifted = Shifted(Scale(), "delay", 3, record);
  ASSERT_EQ(shifted.series.size(), 1U);
  EXPECT_EQ(shifted.series[0].hours, (std::vector<float>{4, 44}));
  EXPECT_EQ(shifted.series[0].values, (std::vector<float>{80, 81}));
}

TEST(FitShiftScale, IsTheDeviationOfUsableReadings) {
  const std::vector<Record> training = {
      MakeRecord("1", {}, {MakeSeries("HR", {1, 2}, {70, 90})}),
      MakeRecord("2", {}, {MakeSeries("HR", {1, 2}, {80, 9999})})};
  const auto scale = FitShiftScale(ShippedSchema(), training);
  ASSERT_TRUE(scale.ok()) << scale.status();
  EXPECT_NEAR(scale->stddev.at("HR"), std::sqrt(200.0 / 3), 1e-6);
  EXPECT_EQ(scale->stddev.count("K"), 0U);
}

TEST(WithCategory, KeepsThePatientsOfOneUnit) {
  const std::vector<Record> records = {MakeRecord("1", {MakeFeature("ICUType", "medical")}),
                                       MakeRecord("2", {MakeFeature("ICUType", "surgical")}),
                                       MakeRecord("3", {MakeFeature("Age", 60.0)})};
  const auto kept = WithCategory(records, "ICUType", "medical");
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].id, "1");
}

}  // namespace
}  // namespace credence::data
