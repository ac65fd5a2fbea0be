#include "models/data/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace credence::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Schema& Small() {
  static const Schema schema = [] {
    return ParseSchema(nlohmann::json::parse(R"json({"name": "small", "horizon_hours": 0,
      "variables": [
        {"name": "age", "kind": "numeric", "unit": "years"},
        {"name": "sex", "kind": "categorical", "categories": ["female", "male"]}]})json"))
        .value();
  }();
  return schema;
}

absl::StatusOr<LabelledRecords> Read(const std::string& text, const Schema& schema = Small()) {
  const std::string path = ::testing::TempDir() + "table_test.csv";
  std::ofstream(path) << text;
  return ReadTable(path, schema, {.id = "id", .label = "died", .group = "patient"}, {"no", "yes"});
}

void ExpectRefused(const std::string& text, const std::string& part) {
  const absl::Status status = Read(text).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr(part));
}

TEST(ReadTable, ReadsTheSchemasColumnsAndNoOthers) {
  const auto read = Read(
      "los,sex,id,age,patient,died\n"
      "x,male,1,60.5,a,1\n"
      "\"y,\"\"z\"\"\",,2,,b,no\n");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->labels, ElementsAre(1, 0));
  EXPECT_THAT(read->groups, ElementsAre("a", "b"));
  ASSERT_EQ(read->records[0].features.size(), 2u);
  EXPECT_EQ(read->records[0].features[0].name, "age");
  EXPECT_EQ(std::get<double>(read->records[0].features[0].value), 60.5);
  EXPECT_EQ(std::get<std::string>(read->records[0].features[1].value), "male");
  EXPECT_TRUE(read->records[1].features.empty());
}

TEST(ReadTable, TakesACategorysNumberForItsName) {
  const auto read = Read("id,patient,died,age,sex\n1,a,0,,1\n");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(std::get<std::string>(read->records[0].features[0].value), "male");
}

TEST(ReadTable, NamesFileLineColumnGotAndWanted) {
  const std::string header = "id,patient,died,age,sex\n";
  ExpectRefused(header + "1,a,0,old,1\n",
                "table_test.csv:2: age: got \"old\", want a finite number, or nothing");
  ExpectRefused(
      header + "1,a,0,60,2\n",
      "table_test.csv:2: sex: got \"2\", want one of female, male, or a number from 0 to 1");
  ExpectRefused(header + "1,a,0,60,1\n2,b,,60,1\n",
                "table_test.csv:3: died: got \"\", want one of");
  ExpectRefused(header + "1,a,0,60,1\n1,b,0,60,1\n",
                "table_test.csv:3: id: got \"1\", want an id, each once");
  ExpectRefused(header + "1,,0,60,1\n", "patient: got \"\"");
  ExpectRefused(header + "1,a,0,60\n", ":2: got \"4 fields\", want 5, as in the header");
  ExpectRefused(header + "\"1,a,0,60,1\n", "want quotes that close on their line");
  ExpectRefused("id,patient,died,age\n", "want a column \"sex\"");
  ExpectRefused("id,patient,died,age,sex,age\n", "got \"age\", want each column once");
  ExpectRefused("", "want a header line");
}

TEST(ReadTable, RefusesASchemaWithSeries) {
  Schema schema = Small();
  schema.variables[0].kind = VariableKind::kSeries;
  const absl::Status status = Read("id\n", schema).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("age: got a series"));
}

}  // namespace
}  // namespace credence::data
