#include "server/catalog/examples.h"

#include <gmock/gmock.h>

#include "tests/server/support/fake_predictor.h"

namespace credence::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

absl::StatusOr<v1::Examples> Read(const std::string& text) {
  const auto predictor = testing::MakeFakePredictor();
  predictor->examples = text;
  return ReadExamples(*predictor);
}

std::string Error(const std::string& text) { return std::string(Read(text).status().message()); }

TEST(Examples, AreOptional) { EXPECT_EQ(Read("")->examples_size(), 0); }

TEST(Examples, AreCasesOfTheModelsSchema) {
  const auto examples = Read(R"({"examples": [
      {"name": "old", "description": "One of 90.",
       "instance": {"features": [{"name": "Age", "number": 90}],
                    "series": [{"code": "HR", "hours": [0, 1], "values": [80, 81]}]}}]})");
  ASSERT_TRUE(examples.ok()) << examples.status();
  EXPECT_EQ(examples->examples(0).name(), "old");
  EXPECT_EQ(examples->examples(0).instance().series(0).values(1), 81);
}

TEST(Examples, OfAnotherSchemaAreRefusedByName) {
  EXPECT_THAT(Error(R"({"examples": [{"name": "odd",
                        "instance": {"features": [{"name": "Agee", "number": 1}]}}]})"),
              AllOf(HasSubstr("examples.json: 'odd'"), HasSubstr("features[Agee]")));
  EXPECT_THAT(Error(R"({"examples": [{"name": "none"}]})"), HasSubstr("'none': instances[0]"));
}

TEST(Examples, ThatAreNoJsonAreRefused) {
  EXPECT_THAT(Error("{\"examples\": ["), HasSubstr("examples.json: body: no valid JSON"));
  EXPECT_THAT(Error(R"({"samples": []})"), HasSubstr("samples: got an unknown field"));
}

TEST(Examples, HaveNamesOfTheirOwn) {
  const std::string one =
      R"({"name": "same", "instance": {"features": [{"name": "Age", "number": 1}]}})";
  EXPECT_THAT(Error("{\"examples\": [" + one + ", " + one + "]}"),
              HasSubstr("name: got 'same', wanted one that no other example has"));
}

}  // namespace
}  // namespace credence::server
