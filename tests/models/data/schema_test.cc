#include "models/data/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/models/data/shipped_schema.h"

namespace credence::data {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

double Convert(const char* name, const char* unit, double value) {
  const absl::StatusOr<AcceptedUnit> accepted = ResolveUnit(*ShippedSchema().Find(name), unit);
  EXPECT_TRUE(accepted.ok()) << accepted.status();
  return accepted.ok() ? value * accepted->factor + accepted->offset : 0;
}

json OneVariable(const json& changes) {
  json variable = {{"name", "HR"}, {"kind", "series"}, {"unit", "bpm"}};
  variable.update(changes);
  return {{"name", "s"}, {"variables", {variable}}};
}

void ExpectRefused(const json& schema, const std::string& part) {
  const absl::StatusOr<Schema> parsed = ParseSchema(schema);
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(parsed.status().message()), HasSubstr(part));
}

TEST(Schema, ShippedOneHasEveryVariableOfTheChallenge) {
  const Schema schema = ShippedSchema();
  int series = 0;
  for (const Variable& variable : schema.variables) {
    series += variable.kind == VariableKind::kSeries;
    EXPECT_FALSE(variable.description.empty()) << variable.name;
    EXPECT_FALSE(variable.missing.empty()) << variable.name;
    EXPECT_EQ(variable.plausible.has_value(), variable.kind != VariableKind::kCategorical);
  }
  EXPECT_EQ(series, 37);  // 36 and Weight
  EXPECT_EQ(schema.variables.size(), 41u);
  EXPECT_EQ(schema.horizon_hours, 48);
}

TEST(Schema, SurvivesARoundTrip) {
  const json first = SchemaToJson(ShippedSchema());
  EXPECT_EQ(SchemaToJson(ParseSchema(first).value()), first);
}

TEST(Schema, ConvertsUnits) {
  // Textbook pairs; the tolerance is that of the pair's own rounding.
  EXPECT_NEAR(Convert("Temp", "degF", 98.6), 37.0, 1e-9);
  EXPECT_NEAR(Convert("Temp", "K", 310.15), 37.0, 1e-9);
  EXPECT_NEAR(Convert("Creatinine", "umol/L", 88.42), 1.0, 1e-4);
  EXPECT_NEAR(Convert("BUN", "mmol/L", 7.14), 20.0, 0.01);
  EXPECT_NEAR(Convert("Glucose", "mmol/L", 5.5506), 100.0, 0.01);
  EXPECT_NEAR(Convert("Bilirubin", "umol/L", 17.1), 1.0, 1e-3);
  EXPECT_NEAR(Convert("Lactate", "mg/dL", 18.016), 2.0, 1e-3);
  EXPECT_NEAR(Convert("Mg", "mmol/L", 0.8229), 2.0, 1e-3);
  EXPECT_NEAR(Convert("Cholesterol", "mmol/L", 5.172), 200.0, 0.1);
  EXPECT_NEAR(Convert("PaO2", "kPa", 13.332), 100.0, 0.01);
  EXPECT_NEAR(Convert("Weight", "lb", 220.462), 100.0, 1e-3);
  EXPECT_DOUBLE_EQ(Convert("Height", "in", 70), 177.8);
  EXPECT_DOUBLE_EQ(Convert("Height", "m", 1.75), 175);
  EXPECT_DOUBLE_EQ(Convert("Albumin", "g/L", 40), 4);
  EXPECT_DOUBLE_EQ(Convert("FiO2", "%", 40), 0.4);
  EXPECT_DOUBLE_EQ(Convert("K", "mmol/L", 4.1), 4.1);
  EXPECT_DOUBLE_EQ(Convert("HR", "", 80), 80);
}

TEST(Schema, RefusesAnUnknownUnitAndNamesTheKnownOnes) {
  const absl::Status status = ResolveUnit(*ShippedSchema().Find("Temp"), "furlong").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("got unit \"furlong\", want one of: C, Cel"));
}

TEST(Schema, RefusesWhatItDoesNotUnderstand) {
  ExpectRefused(OneVariable({{"kind", "wave"}}), "schema.variables[0].kind: got \"wave\"");
  ExpectRefused(OneVariable({{"rangee", 1}}), "schema.variables[0].rangee");
  ExpectRefused(OneVariable({{"unit", 3}}), "schema.variables[0].unit: got 3, want a string");
  ExpectRefused(OneVariable({{"plausible", {{"min", 2}, {"max", 1}}}}), "want min <= max");
  ExpectRefused(OneVariable({{"categories", {"a"}}}), "categories");
  ExpectRefused(OneVariable({{"accepted_units", {{{"unit", "/min"}, {"factor", 0}}}}}), "factor 0");
  ExpectRefused(OneVariable({{"accepted_units", "x"}}), "want a list");
  ExpectRefused(OneVariable({{"accepted_units", {{{"unit", "Hz"}, {"factr", 60}}}}}),
                "schema.variables[0].accepted_units[0].factr");
  ExpectRefused(OneVariable({{"repairs", {{{"min", 1}, {"max", 2}, {"ofset", 3}}}}}),
                "schema.variables[0].repairs[0].ofset");
  ExpectRefused(OneVariable({{"plausible", {{"min", 1}, {"max", 2}, {"mean", 1}}}}),
                "schema.variables[0].plausible.mean");
  ExpectRefused(json::array(), "schema: got [], want an object");
}

TEST(Schema, RefusesANameTwice) {
  json schema = OneVariable(json::object());
  schema["variables"].push_back(schema["variables"][0]);
  ExpectRefused(schema, "schema.variables[1].name: got \"HR\" twice");
}

}  // namespace
}  // namespace credence::data
