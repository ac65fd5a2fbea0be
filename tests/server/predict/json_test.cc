#include "server/predict/json.h"

#include <gmock/gmock.h>

#include "credence/v1/outcome.pb.h"
#include "credence/v1/prediction.pb.h"
#include "google/rpc/error_details.pb.h"
#include "server/predict/errors.h"
#include "tests/server/support/server_test.h"

namespace credence::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

std::map<std::string, std::string> Wrong(const std::string& json) {
  v1::PredictRequest request;
  return testing::FieldViolations(ToGrpcStatus(FromJson(json, request)));
}

TEST(Json, FillsAMessage) {
  v1::PredictRequest request;
  ASSERT_TRUE(FromJson(R"({"model": "m", "version": "7", "instances": [
      {"predictionId": "a", "tensor": {"raw": "AAAAAA=="}, "label": 0}]})",
                       request)
                  .ok());
  EXPECT_EQ(request.version(), 7);
  EXPECT_EQ(request.instances(0).tensor().raw(), std::string(4, '\0'));
  EXPECT_TRUE(request.instances(0).has_label());
}

TEST(Json, SaysWhichFieldItDoesNotKnow) {
  EXPECT_THAT(Wrong(R"({"modle": 1})"),
              ElementsAre(Pair("modle",
                               "got an unknown field, wanted one of model, version, "
                               "instances, includeMembers, exploratory")));
  EXPECT_THAT(Wrong(R"({"instances": [{}, {"features": [{"nmae": ""}]}]})"),
              ElementsAre(Pair("instances[1].features[0].nmae",
                               "got an unknown field, wanted one of name, number, category, "
                               "unit")));
}

TEST(Json, SaysWhatItGotAndWhatItWanted) {
  EXPECT_THAT(Wrong(R"({"model": 3})"), ElementsAre(Pair("model", "got 3, wanted a string")));
  EXPECT_THAT(Wrong(R"({"version": 1.5})"),
              ElementsAre(Pair("version", "got 1.5, wanted a whole number")));
  EXPECT_THAT(Wrong(R"({"instances": [{"features": [{"number": "x"}]}]})"),
              ElementsAre(Pair("instances[0].features[0].number", "got \"x\", wanted a number")));
}

TEST(Json, SaysWhereTheTextStopsToBeJson) {
  for (const char* json : {"", "{", "{\"model\": \"m\"} x", "{model}", "\xff"}) {
    v1::PredictRequest request;
    EXPECT_EQ(FromJson(json, request).code(), absl::StatusCode::kInvalidArgument) << json;
  }
  for (const char* json : {"[]", "3", "null", "\"text\""}) {
    EXPECT_THAT(Wrong(json), ElementsAre(Pair("body", HasSubstr("JSON")))) << json;
  }
}

TEST(Json, QuotesBytesThatAreNoUtf8AsText) {
  v1::PredictRequest request;
  const auto error = FromJson("{\"\xff\": 1}", request);
  EXPECT_THAT(error.message(), ::testing::Not(HasSubstr("\xff")));
  EXPECT_THAT(testing::FieldViolations(ToGrpcStatus(error)), ::testing::SizeIs(1));
}

TEST(Json, SurvivesDeepNesting) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "{\"instances\":[";
  v1::PredictRequest request;
  EXPECT_FALSE(FromJson(deep, request).ok());
}

TEST(Json, PrintsZerosAndLeavesOutWhatIsAbsent) {
  v1::OutcomeResult result;
  result.set_version(int64_t{1} << 60);
  EXPECT_EQ(*ToJson(result),
            R"({"predictionId":"","status":"OUTCOME_STATUS_UNSPECIFIED","model":"",)"
            R"("version":"1152921504606846976","message":""})");
}

TEST(Query, FillsAMessage) {
  v1::GetCalibrationRequest request;
  ASSERT_TRUE(FromQuery({{"model", "m"},
                         {"version", "3"},
                         {"decision", "keep"},
                         {"last_duration", "86400s"},
                         {"targetClass", "0"},
                         {"cohort", ""}},
                        request)
                  .ok());
  EXPECT_EQ(request.model(), "m");
  EXPECT_EQ(request.version(), 3);
  EXPECT_EQ(request.decision(), v1::DECISION_KEEP);
  EXPECT_EQ(request.last_duration().seconds(), 86400);
  EXPECT_TRUE(request.has_target_class());
}

TEST(Query, RefusesWhatDoesNotFit) {
  const auto error = [](const std::vector<std::pair<std::string, std::string>>& query) {
    v1::GetCalibrationRequest request;
    return std::string(FromQuery(query, request).message());
  };
  EXPECT_THAT(error({{"modle", "m"}}), HasSubstr("modle: got an unknown parameter, wanted one of"));
  EXPECT_THAT(error({{"model", "m"}, {"model", "n"}}), HasSubstr("model: got it more than once"));
  EXPECT_THAT(error({{"version", "new"}}),
              HasSubstr("version: got \"new\", wanted a whole number"));
  EXPECT_THAT(error({{"decision", "maybe"}}), HasSubstr("wanted one of DECISION_UNSPECIFIED"));
  EXPECT_THAT(
      error({{"last_duration", "1 day"}}),
      HasSubstr("last_duration: got another text, wanted a duration in seconds such as 86400s"));
  EXPECT_THAT(error({{"last_duration", "1s"}, {"last_outcomes", "1"}}),
              HasSubstr("last_outcomes: got it beside last_duration, wanted one of the two"));
}

TEST(ErrorJson, HasTheDetails) {
  Violations violations;
  violations.Add("model", "nothing", "a name");
  const std::string text = ErrorToJson(ToRpcStatus(violations.ToStatus()));
  EXPECT_THAT(text, HasSubstr(R"("code":3)"));
  EXPECT_THAT(text, HasSubstr(R"("field":"model","description":"got nothing, wanted a name")"));
}

TEST(ErrorJson, NamesADetailOfATypeItDoesNotKnow) {
  google::rpc::Status error;
  error.set_code(5);
  error.add_details()->set_type_url("type.googleapis.com/example.Unknown");
  EXPECT_EQ(
      ErrorToJson(error),
      R"({"code":5,"message":"","details":[{"@type":"type.googleapis.com/example.Unknown"}]})");
}

TEST(HttpStatus, IsThatOfTheCode) {
  EXPECT_EQ(HttpStatus(0), 200);
  EXPECT_EQ(HttpStatus(3), 400);
  EXPECT_EQ(HttpStatus(5), 404);
  EXPECT_EQ(HttpStatus(14), 503);
  EXPECT_EQ(HttpStatus(16), 401);
  EXPECT_EQ(HttpStatus(99), 500);
}

}  // namespace
}  // namespace credence::server
