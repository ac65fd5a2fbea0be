#include "models/data/encode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "models/data/chart.h"
#include "models/data/fit.h"
#include "tests/models/data/shipped_schema.h"

namespace credence::data {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

// Two records that know little: enough to fit on where a test looks at warnings and errors only.
std::unique_ptr<Encoder> AnyEncoder(const std::string& kind = "icu_summary") {
  Record low;
  low.series = {MakeSeries("HR", {1, 2}, {60, 70})};
  Record high;
  high.series = {MakeSeries("HR", {1, 2}, {80, 120})};
  const std::vector<Record> records = {low, high};
  const std::vector<int> labels = {0, 1};
  const json state = FitEncoding(kind, ShippedSchema(), records, labels, json::object()).value();
  return MakeEncoder(ShippedSchema(), state).value();
}

EncodedRow Encode(const Record& record) { return AnyEncoder()->Encode(record).value(); }

int CountOf(const EncodedRow& row, WarningKind kind, const std::string& field) {
  for (const Warning& warning : row.warnings) {
    if (warning.kind == kind && warning.field == field) return warning.count;
  }
  return -1;
}

void ExpectRefused(const Record& record, const std::string& part) {
  const absl::Status status = AnyEncoder()->Encode(record).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(part));
}

Record WithSeries(Series series) {
  Record record;
  record.series = {std::move(series)};
  return record;
}

Record WithFeature(Feature feature) {
  Record record;
  record.features = {std::move(feature)};
  return record;
}

TEST(Encode, WarnsOfEveryVariableThatIsMissingAltogether) {
  const EncodedRow row = Encode(Record());
  EXPECT_EQ(row.warnings.size(), 41u);
  EXPECT_EQ(row.warnings[0].field, "Age");
  EXPECT_EQ(row.warnings[0].kind, WarningKind::kImputed);
  EXPECT_EQ(row.imputed_fraction, 1);
  EXPECT_DOUBLE_EQ(Encode(WithSeries(MakeSeries("HR", {1}, {80}))).imputed_fraction, 40.0 / 41);
}

TEST(Encode, GivesFiniteInputsToAnEmptyRecord) {
  for (const char* kind : {"icu_summary", "icu_series"}) {
    const std::unique_ptr<Encoder> encoder = AnyEncoder(kind);
    const EncodedRow row = encoder->Encode(Record()).value();
    EXPECT_EQ(static_cast<int64_t>(row.values.size()), encoder->width());
    for (const float value : row.values) ASSERT_TRUE(std::isfinite(value));
  }
}

TEST(Encode, LeavesImpossibleReadingsOutAndCountsThem) {
  const EncodedRow row = Encode(WithSeries(MakeSeries("HR", {0, 1, 2}, {0, 80, 400})));
  EXPECT_EQ(CountOf(row, WarningKind::kOutOfRange, "HR"), 2);
  EXPECT_EQ(row.out_of_range, 2);
  EXPECT_EQ(row.values, Encode(WithSeries(MakeSeries("HR", {1}, {80}))).values);
}

TEST(Encode, TakesAVariableWithNoUsableReadingAsMissing) {
  const EncodedRow row = Encode(WithSeries(MakeSeries("Temp", {1}, {-17.8F})));
  EXPECT_EQ(CountOf(row, WarningKind::kImputed, "Temp"), 0);
  EXPECT_EQ(CountOf(row, WarningKind::kOutOfRange, "Temp"), 1);
}

TEST(Encode, RepairsChartingMistakes) {
  Record wrong;
  wrong.series = {MakeSeries("pH", {1, 2, 3}, {735, 73.5F, 7.35F}),
                  MakeSeries("Temp", {1}, {98.6F}), MakeSeries("FiO2", {1}, {40})};
  Record right;
  right.series = {MakeSeries("pH", {1, 2, 3}, {7.35F, 7.35F, 7.35F}), MakeSeries("Temp", {1}, {37}),
                  MakeSeries("FiO2", {1}, {0.4F})};
  const EncodedRow repaired = Encode(wrong);
  const EncodedRow given = Encode(right);
  EXPECT_EQ(CountOf(repaired, WarningKind::kRepaired, "pH"), 2);
  EXPECT_EQ(CountOf(repaired, WarningKind::kRepaired, "Temp"), 1);
  EXPECT_EQ(CountOf(repaired, WarningKind::kRepaired, "FiO2"), 1);
  EXPECT_EQ(repaired.out_of_range, 0);
  // Float readings: 7 digits.
  for (size_t i = 0; i < given.values.size(); ++i) {
    EXPECT_NEAR(repaired.values[i], given.values[i], 1e-4);
  }
}

TEST(Encode, WarnsOfValuesBeyondTheTrainingRange) {
  const EncodedRow row = Encode(WithSeries(MakeSeries("HR", {1, 2}, {290, 295})));
  EXPECT_EQ(CountOf(row, WarningKind::kClipped, "HR"), 0);
  EXPECT_EQ(row.out_of_range, 0);
  EXPECT_EQ(
      CountOf(Encode(WithSeries(MakeSeries("HR", {1, 2}, {65, 75}))), WarningKind::kClipped, "HR"),
      -1);
}

TEST(Encode, TakesAFeatureOfASeriesAsItsReadingAtHourZero) {
  Record feature;
  feature.features = {MakeFeature("Weight", 80.0)};
  feature.series = {MakeSeries("Weight", {5}, {82})};
  EXPECT_EQ(Encode(feature).values,
            Encode(WithSeries(MakeSeries("Weight", {0, 5}, {80, 82}))).values);
}

TEST(Encode, RoundsAFeatureOfASeriesToFloatAsTrainingDoes) {
  const Schema schema = ShippedSchema();
  const Chart chart = MakeChart(schema, WithFeature(MakeFeature("Weight", 80.1))).value();
  const size_t weight = schema.Find("Weight") - schema.variables.data();
  EXPECT_EQ(chart.series[weight].at(0).value, static_cast<double>(80.1F));
}

TEST(Encode, RefusesUnknownAndRepeatedNames) {
  ExpectRefused(WithFeature(MakeFeature("Agee", 60.0)), "\"Agee\": got an unknown name");
  ExpectRefused(WithSeries(MakeSeries("Pulse", {1}, {80})), "\"Pulse\": got an unknown name");
  Record record;
  record.series = {MakeSeries("HR", {1}, {80}), MakeSeries("HR", {2}, {80})};
  ExpectRefused(record, "HR: got it twice");
  record.series.clear();
  record.features = {MakeFeature("Weight", 80.0), MakeFeature("Weight", 81.0)};
  ExpectRefused(record, "Weight: got it twice");
}

TEST(Encode, RefusesWhatIsNotANumber) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  ExpectRefused(WithFeature(MakeFeature("Age", kNan)), "Age: got no finite number");
  ExpectRefused(WithFeature(MakeFeature("Age", "old")), "Age: got a category");
  ExpectRefused(WithFeature(MakeFeature("Gender", 1.0)), "want one of: female, male");
  ExpectRefused(WithFeature(MakeFeature("Gender", "x")), "Gender: got \"x\"");
  ExpectRefused(WithSeries(MakeSeries("HR", {1, 2}, {80, static_cast<float>(kNan)})),
                "HR.values[1]: got no finite number");
  ExpectRefused(WithSeries(MakeSeries("HR", {1}, {std::numeric_limits<float>::infinity()})),
                "HR.values[0]");
}

TEST(Encode, RefusesTimesThatCannotBe) {
  ExpectRefused(WithSeries(MakeSeries("HR", {-1}, {80})), "HR.hours[0]: got -1, want hours >= 0");
  ExpectRefused(WithSeries(MakeSeries("HR", {2, 1}, {80, 80})), "HR.hours[1]: got 1");
  ExpectRefused(WithSeries(MakeSeries("HR", {NAN}, {80})), "HR.hours[0]: got nan");
  ExpectRefused(WithSeries(MakeSeries("HR", {48.5F}, {80})), "want at most 48");
  ExpectRefused(WithSeries(MakeSeries("HR", {1, 2}, {80})), "got 2 hours and 1 values");
}

TEST(Encode, RefusesAnotherUnitAndTheWrongKind) {
  Series series = MakeSeries("Temp", {1}, {98});
  series.unit = "degF";
  ExpectRefused(WithSeries(series), "Temp: got unit \"degF\", want \"C\"");
  ExpectRefused(WithSeries(MakeSeries("Age", {1}, {60})), "Age: got a series");
}

TEST(MakeEncoder, KeepsItsStateThroughJsonText) {
  for (const char* kind : {"icu_summary", "icu_series"}) {
    const std::unique_ptr<Encoder> first = AnyEncoder(kind);
    const json state = json::parse(first->ToJson().dump());
    const std::unique_ptr<Encoder> second = MakeEncoder(ShippedSchema(), state).value();
    Record record;
    record.features = {MakeFeature("Age", 77.0), MakeFeature("ICUType", "medical")};
    record.series = {MakeSeries("HR", {0, 3, 30}, {71, 93, 88}), MakeSeries("pH", {9}, {7.21F})};
    EXPECT_EQ(first->Encode(record)->values, second->Encode(record)->values);
    EXPECT_EQ(second->ToJson(), state);
  }
}

TEST(MakeEncoder, GivesATensorModelItsWidthOnly) {
  const auto encoder = MakeEncoder(Schema(), {{"kind", "tensor"}, {"width", 76}});
  ASSERT_TRUE(encoder.ok()) << encoder.status();
  EXPECT_EQ((*encoder)->width(), 76);
  EXPECT_EQ((*encoder)->Encode(Record()).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(MakeEncoder, RefusesAMisspeltFieldOfATensorEncoding) {
  const auto encoder = MakeEncoder(Schema(), {{"kind", "tensor"}, {"width", 76}, {"widht", 77}});
  EXPECT_THAT(encoder.status().message(), HasSubstr("widht"));
}

TEST(MakeEncoder, RefusesAStateThatDoesNotFit) {
  const auto refused = [](const std::string& field, const json& value, const std::string& part) {
    json state = AnyEncoder("icu_series")->ToJson();
    state[json::json_pointer(field)] = value;
    const absl::Status status = MakeEncoder(ShippedSchema(), state).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << field;
    EXPECT_THAT(std::string(status.message()), HasSubstr(part));
  };
  refused("/kind", "icu", "encoding.kind: got \"icu\"");
  refused("/kind", 7, "encoding.kind: got 7, want a string");
  refused("/width", 5, "encoding.width: got 5");
  refused("/inputs/3/sd", 0, "encoding.inputs[3]");
  refused("/inputs/3/name", "x", "encoding.inputs[3]: got \"x\"");
  refused("/inputs", json::array(), "encoding.inputs: got 0 inputs");
  refused("/flags", {{{"missing_like", "x"}, {"scale", 1}}}, "encoding.flags[0]: got \"x\"");
  refused("/products/0/of", {"Age"}, "encoding.products[0].of: got 1 names, want 2");
  refused("/products/0/of", {"Age", "Age", "Age"}, "encoding.products[0].of: got 3 names");
  refused("/clip", 0, "encoding.clip: got 0");
  refused("/channels/0/name", "x", "got \"x\", want a variable of the schema");
  refused("/bin_hours", 5, "want steps that fill 48 hours");
  refused("/bin_hours", -2, "encoding.bin_hours: got -2, want more than 0");
  refused("/steps", 1e300, "encoding.steps: got 1e+300, want a whole number from 1 to 10000");
  refused("/steps", 0, "encoding.steps: got 0");
  refused("/steps", 1.5, "encoding.steps: got 1.5");
  refused("/summarized", "HR", "encoding.summarized");
  refused("/derived/0/op", "power", "op: got \"power\"");
  refused("/log_offsets/HR", "x", "encoding.log_offsets.HR");
}

// steps * step_width would wrap around to a row without a grid, and Encode would write past it.
TEST(MakeEncoder, RefusesAGridThatWrapsAround) {
  json state = AnyEncoder("icu_series")->ToJson();
  state["width"] = AnyEncoder("icu_summary")->width();
  state["steps"] = 0x1p62;
  state["bin_hours"] = 48 / 0x1p62;
  const absl::Status status = MakeEncoder(ShippedSchema(), state).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("encoding.steps: got 4.61"));
}

TEST(MakeEncoder, RefusesMisspeltFields) {
  json state = AnyEncoder("icu_series")->ToJson();
  state["flags"] = {{{"missing_like", "HR.last"}, {"scale", 1}}};
  for (const char* field :
       {"/log_offset", "/derived/0/off", "/inputs/3/foldscale", "/channels/0/mean",
        "/products/0/weight", "/flags/0/scal", "/body_mass_index/hight"}) {
    json wrong = state;
    wrong[json::json_pointer(field)] = 1;
    const absl::Status status = MakeEncoder(ShippedSchema(), wrong).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << field;
    EXPECT_THAT(std::string(status.message()), HasSubstr("want no such field")) << field;
  }
  state = AnyEncoder("icu_summary")->ToJson();
  state["bin_hours"] = 2;  // of icu_series
  EXPECT_FALSE(MakeEncoder(ShippedSchema(), state).ok());
}

// Each merge of a merged series would double its readings.
TEST(MakeEncoder, MergesVariablesOfTheSchemaOnly) {
  json state = AnyEncoder()->ToJson();
  ASSERT_EQ(state["derived"][1]["op"], "merge");
  state["derived"][1]["of"] = {"NIDiasABP", "SBP"};
  const absl::Status status = MakeEncoder(ShippedSchema(), state).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("encoding.derived[1].of: got a derived series"));
}

}  // namespace
}  // namespace credence::data
