#include "models/data/scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "models/data/encode.h"
#include "models/data/fit.h"
#include "models/data/summary.h"
#include "tests/models/data/shipped_schema.h"

namespace credence::data {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr char kOne[] = R"json([{"name": "S", "items": [
  {"series": "pH", "edges": [7.33, 7.5], "points": [2, 0, 1]},
  {"series": "PulsePressure", "edges": [20], "points": [3, 0]},
  {"number": "Age", "edges": [45, 65], "points": [0, 10, 20]},
  {"late_sum": "Urine", "edges": [500], "points": [100, 0]}]}])json";

json Definition(const json& scores) {
  json definition = DefaultEncodingSettings("icu_summary").value();
  definition["scores"] = scores;
  return definition;
}

std::map<std::string, double> Summarize(const Record& record) {
  const Schema schema = ShippedSchema();
  const Summarizer summarizer = Summarizer::Parse(schema, Definition(json::parse(kOne))).value();
  Chart chart = MakeChart(schema, record).value();
  const auto slots = summarizer.Derive(std::move(chart.series));
  const std::vector<double> values = summarizer.Summarize(chart, slots);
  std::map<std::string, double> out;
  for (size_t i = 0; i < values.size(); ++i) out[summarizer.names()[i]] = values[i];
  return out;
}

void ExpectScore(const Record& record, double last, double worst, double mean) {
  const std::map<std::string, double> summaries = Summarize(record);
  EXPECT_EQ(summaries.at("S.last"), last);
  EXPECT_EQ(summaries.at("S.worst"), worst);
  EXPECT_DOUBLE_EQ(summaries.at("S.mean"), mean);
}

TEST(Scores, AnEmptyRecordEarnsNothing) { ExpectScore(Record(), 0, 0, 0); }

TEST(Scores, AnEdgeBelongsToThePointsAboveIt) {
  Record record;
  record.series = {MakeSeries("pH", {1, 2, 3, 4}, {7.2F, 7.33F, 7.49F, 7.5F})};
  ExpectScore(record, 1, 2, 3.0 / 4);
}

TEST(Scores, AddsUpItsItems) {
  Record record;
  record.features = {MakeFeature("Age", 65.0)};
  record.series = {MakeSeries("pH", {1}, {7.4F}), MakeSeries("SysABP", {1, 2}, {100, 60}),
                   MakeSeries("DiasABP", {1, 2}, {50, 50})};
  ExpectScore(record, 20 + 3, 20 + 3, 20 + 1.5);
}

TEST(Scores, SumsTheLateReadingsOnly) {
  Record record;
  record.series = {MakeSeries("Urine", {1, 24, 40}, {1000, 200, 250})};
  ExpectScore(record, 100, 100, 100);
  record.series = {MakeSeries("Urine", {1, 24, 40}, {0, 200, 300})};
  ExpectScore(record, 0, 0, 0);
  record.series = {MakeSeries("Urine", {1, 23}, {10, 10})};  // nothing charted late
  ExpectScore(record, 0, 0, 0);
}

TEST(Scores, RefusesWhatItCannotScore) {
  const auto refused = [](const std::string& field, const json& value, const std::string& part) {
    json scores = json::parse(kOne);
    scores[json::json_pointer(field)] = value;
    const absl::Status status = Summarizer::Parse(ShippedSchema(), Definition(scores)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << field;
    EXPECT_THAT(std::string(status.message()), HasSubstr(part));
  };
  refused("/0/name", 7, "encoding.scores[0].name: got 7, want a string");
  refused("/0/name", "HR", "encoding.scores[0].name: got \"HR\", want one that is not taken");
  refused("/1", json::parse(kOne)[0], "encoding.scores[1].name: got \"S\"");
  refused("/0/weight", 1, "encoding.scores[0].weight: got 1, want no such field");
  refused("/0/items/0/point", 1, "encoding.scores[0].items[0].point: got 1, want no such field");
  refused("/0/items/0/number", "Age",
          "encoding.scores[0].items[0]: got 2 of series, number and late_sum, want one");
  refused("/0/items/0/series", "Age",
          "encoding.scores[0].items[0]: got \"Age\", want the name of a series");
  refused("/0/items/2/number", "HR",
          "encoding.scores[0].items[2]: got \"HR\", want the name of a numeric variable");
  refused("/0/items/2/number", "SBP", "got \"SBP\", want the name of a numeric variable");
  refused("/0/items/3/late_sum", "Urin", "got \"Urin\", want the name of a series");
  refused("/0/items/0/edges", {7.5, 7.33},
          "encoding.scores[0].items[0].edges[1]: got 7.33, want a float32 above the edge before");
  refused("/0/items/0/edges", {1, 1e300}, "encoding.scores[0].items[0].edges[1]: got 1e+300");
  refused("/0/items/0/points", {1, 2},
          "encoding.scores[0].items[0].points: got 2 for 2 edges, want 3");
  refused("/0/items/0/points", {1, 2, "x"}, "want a list of finite numbers");
}

TEST(Scores, ComeAfterAllOtherSummaries) {
  const Schema schema = ShippedSchema();
  json without = DefaultEncodingSettings("icu_summary").value();
  const auto with = Summarizer::Parse(schema, without)->names();
  without.erase("scores");  // as in manifests written before there were scores
  std::vector<std::string> names = Summarizer::Parse(schema, without)->names();
  EXPECT_EQ(names.back(), "last_hour");
  for (const json& score : DefaultScores()) {
    for (const char* part : {".last", ".worst", ".mean"}) {
      names.push_back(score["name"].get<std::string>() + part);
    }
  }
  EXPECT_EQ(with, names);
  EXPECT_EQ(with.size(), 324u + 3 * 7);
}

}  // namespace
}  // namespace credence::data
