// The encodings "table" and "tensor", fitted and used.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "models/data/encode.h"
#include "models/data/fit.h"

namespace credence::data {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Schema Small() {
  return ParseSchema(json::parse(R"json({"name": "small", "horizon_hours": 0, "variables": [
      {"name": "bun", "kind": "numeric", "unit": "mg/dL", "plausible": {"min": 1, "max": 400}},
      {"name": "sex", "kind": "categorical", "categories": ["female", "male"]},
      {"name": "ca", "kind": "categorical", "categories": ["no", "yes", "metastatic"]}]})json"))
      .value();
}

Record Patient(double bun, const std::string& sex, const std::string& ca) {
  Record record;
  if (!std::isnan(bun)) record.features.push_back({.name = "bun", .value = bun});
  if (!sex.empty()) record.features.push_back({.name = "sex", .value = sex});
  if (!ca.empty()) record.features.push_back({.name = "ca", .value = ca});
  return record;
}

const std::vector<Record>& Training() {
  static const std::vector<Record> records = {
      Patient(1, "female", "no"), Patient(10, "male", "yes"), Patient(100, "male", "no"),
      Patient(NAN, "male", "no"), Patient(10, "female", "metastatic")};
  return records;
}

json Fit(const json& settings, const std::vector<int>& labels = {0, 0, 1, 1, 0}) {
  return FitEncoding("table", Small(), Training(), labels, settings).value();
}

std::vector<float> Row(const json& state, const Record& record) {
  return MakeEncoder(Small(), state).value()->Encode(record).value().values;
}

TEST(TableEncoding, StandardizesFoldsOneHotsAndFlags) {
  const json state = Fit({{"relevance", false}, {"log_offsets", {{"bun", 0}}}});
  // bun, sex, ca.no, ca.yes, ca.metastatic; bun folded; a flag for bun.
  EXPECT_EQ(state["width"], 7);
  const double sd = std::sqrt(0.5) * std::log(10.0);  // of log 1, 10, 100, 10
  const std::vector<float> row = Row(state, Patient(100, "female", "yes"));
  EXPECT_NEAR(row[0], std::log(10.0) / sd, 1e-5);
  EXPECT_NEAR(row[5], std::log(10.0) / sd - 0.8, 1e-5);
  EXPECT_LT(row[1], 0);        // the median patient is a man
  EXPECT_GT(row[3], 0);        // ca.yes
  EXPECT_FLOAT_EQ(row[4], 0);  // ca.metastatic: the median
  EXPECT_EQ(row[6], 0);
}

TEST(TableEncoding, GivesZerosAndTheFlagWhereAllIsMissing) {
  const json state = Fit({{"relevance", false}});
  EXPECT_THAT(Row(state, Record()), ElementsAre(0, 0, 0, 0, 0, 0, 1));
}

TEST(TableEncoding, LeavesOutImpossibleValuesAndWarns) {
  const auto encoder = MakeEncoder(Small(), Fit(json::object())).value();
  const EncodedRow row = encoder->Encode(Patient(4000, "male", "no")).value();
  EXPECT_EQ(row.out_of_range, 1);
  EXPECT_NEAR(row.imputed_fraction, 1.0 / 3, 1e-12);
  EXPECT_EQ(row.observed.size(), 3u);
  EXPECT_EQ(row.values, Row(encoder->ToJson(), Patient(NAN, "male", "no")));
}

TEST(TableEncoding, WarnsOfAValueBeyondTheTrainingRange) {
  const auto encoder = MakeEncoder(Small(), Fit(json::object())).value();
  const EncodedRow row = encoder->Encode(Patient(390, "male", "no")).value();
  ASSERT_EQ(row.warnings.size(), 1u);
  EXPECT_EQ(row.warnings[0].kind, WarningKind::kClipped);
  EXPECT_EQ(row.warnings[0].field, "bun");
}

TEST(TableEncoding, GoesThroughAManifestUnchanged) {
  const json state = Fit({{"log_offsets", {{"bun", 0.05}}}});
  const json again = json::parse(MakeEncoder(Small(), state).value()->ToJson().dump());
  EXPECT_EQ(again, state);
  for (const Record& record : Training()) EXPECT_EQ(Row(again, record), Row(state, record));
}

TEST(TableEncoding, ScalesByTheStrongestCorrelationOfAnyClass) {
  // Of three classes "yes" is class 1 alone: as relevant as an input can be.
  const json state = Fit(json::object(), {0, 1, 0, 0, 2});
  EXPECT_EQ(state["inputs"][3]["name"], "ca.yes");
  EXPECT_EQ(state["inputs"][3]["scale"], 2.5);
}

TEST(TableEncoding, RefusesWhatItDoesNotKnow) {
  const auto refused = [](const json& settings, const Schema& schema) {
    const std::vector<int> labels = {0, 0, 1, 1, 0};
    return std::string(
        FitEncoding("table", schema, Training(), labels, settings).status().message());
  };
  EXPECT_THAT(refused({{"bin_hours", 1}}, Small()), HasSubstr("got unknown field \"bin_hours\""));
  EXPECT_THAT(refused({{"log_offsets", {{"sex", 1}}}}, Small()),
              HasSubstr("encoding.log_offsets: got \"sex\", want numeric variables"));
  Schema series = Small();
  series.variables[0].kind = VariableKind::kSeries;
  EXPECT_THAT(refused(json::object(), series), HasSubstr("bun is a series"));
  json state = Fit(json::object());
  state["bin_hours"] = 1;
  EXPECT_THAT(std::string(MakeEncoder(Small(), state).status().message()), HasSubstr("bin_hours"));
}

TEST(TensorEncoding, PassesARowOnAndRefusesAnotherWidth) {
  const std::vector<Record> records = {{.id = "a", .tensor = {1, 2, 3}}};
  const std::vector<int> labels = {2};
  const json state = FitEncoding("tensor", {}, records, labels, json::object()).value();
  const auto encoder = MakeEncoder({}, state).value();
  EXPECT_THAT(encoder->Encode(records[0])->values, ElementsAre(1, 2, 3));
  EXPECT_EQ(encoder->Encode({.id = "b", .tensor = {1}}).status().message(),
            "got a tensor of 1 values, want 3");
  const std::vector<Record> unequal = {{.id = "a", .tensor = {1}}, {.id = "b", .tensor = {1, 2}}};
  const std::vector<int> two = {0, 1};
  EXPECT_EQ(FitEncoding("tensor", {}, unequal, two, json::object()).status().message(),
            "record b: got a tensor of 2 values, want 1 as in the first");
}

}  // namespace
}  // namespace credence::data
