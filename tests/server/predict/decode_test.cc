#include "server/predict/decode.h"

#include <gmock/gmock.h>

#include <cstring>

namespace credence::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

v1::PredictRequest OneInstance() {
  v1::PredictRequest request;
  request.add_instances();
  return request;
}

v1::Instance& First(v1::PredictRequest& request) { return *request.mutable_instances(0); }

// The message of the first violation, or nothing.
std::string Problem(const v1::PredictRequest& request) {
  Violations violations;
  Decode(request, violations);
  return violations.empty() ? "" : std::string(violations.ToStatus().message());
}

TEST(Decode, ViewsPackedValuesWithoutACopy) {
  auto request = OneInstance();
  auto* values = First(request).mutable_tensor()->mutable_values();
  values->Add(1);
  values->Add(2);
  Violations violations;
  const auto cases = Decode(request, violations);
  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(cases[0].tensor.data(), values->data());
  EXPECT_THAT(cases[0].tensor, ElementsAre(1, 2));
}

TEST(Decode, ViewsRawBytesWithoutACopyWhereTheyAreAligned) {
  auto request = OneInstance();
  const float row[] = {1, 2, 3, 4, 5};
  First(request).mutable_tensor()->set_raw(row, sizeof row);
  Violations violations;
  const auto cases = Decode(request, violations);
  EXPECT_THAT(cases[0].tensor, ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(static_cast<const void*>(cases[0].tensor.data()), First(request).tensor().raw().data());
}

TEST(Decode, RefusesBytesThatAreNoFloats) {
  auto request = OneInstance();
  First(request).mutable_tensor()->set_raw("12345");
  EXPECT_EQ(Problem(request),
            "instances[0].tensor.raw: got 5 bytes, wanted a multiple of 4, little-endian float32");
}

TEST(Decode, RefusesValuesAndRawTogether) {
  auto request = OneInstance();
  First(request).mutable_tensor()->set_raw("1234");
  First(request).mutable_tensor()->add_values(1);
  EXPECT_THAT(Problem(request), HasSubstr("got both values and raw, wanted one of them"));
}

TEST(Decode, RefusesAnEmptyTensor) {
  auto request = OneInstance();
  First(request).mutable_tensor();
  EXPECT_THAT(Problem(request), HasSubstr("instances[0].tensor: got no values"));
}

TEST(Decode, RefusesARequestWithoutInstances) {
  EXPECT_EQ(Problem({}), "instances: got none, wanted at least one");
}

TEST(Decode, RefusesAnInstanceWithoutInput) {
  EXPECT_THAT(Problem(OneInstance()), HasSubstr("instances[0]: got no input"));
}

TEST(Decode, RefusesATensorBesideNamedInputs) {
  auto request = OneInstance();
  First(request).mutable_tensor()->add_values(1);
  First(request).add_features()->set_name("Age");
  EXPECT_THAT(Problem(request), HasSubstr("got both a tensor and named inputs"));
}

TEST(Decode, RefusesHoursAndValuesOfUnequalLength) {
  auto request = OneInstance();
  auto* series = First(request).add_series();
  series->set_code("HR");
  series->add_hours(1);
  EXPECT_EQ(Problem(request),
            "instances[0].series[HR].values: got 0 values, wanted 1, as many as hours");
}

TEST(Decode, RefusesANameGivenTwice) {
  auto request = OneInstance();
  for (int i = 0; i < 2; ++i) {
    First(request).add_series()->set_code("HR");
    auto* feature = First(request).add_features();
    feature->set_name("Age");
    feature->set_number(1);
  }
  Violations violations;
  Decode(request, violations);
  EXPECT_THAT(violations.ToStatus().message(),
              HasSubstr("instances[0].features[Age]: got it twice, wanted each name once (and 1"));
}

TEST(Decode, RefusesAFeatureWithoutAValue) {
  auto request = OneInstance();
  First(request).add_features()->set_name("Age");
  EXPECT_THAT(Problem(request), HasSubstr("instances[0].features[Age]: got no value"));
}

TEST(Decode, RefusesAnOverlongPredictionId) {
  auto request = OneInstance();
  First(request).mutable_tensor()->add_values(1);
  First(request).set_prediction_id(std::string(129, 'x'));
  EXPECT_THAT(Problem(request), HasSubstr("prediction_id: got 129 bytes, wanted at most 128"));
}

TEST(Decode, KeepsEverythingOfARecord) {
  auto request = OneInstance();
  auto* feature = First(request).add_features();
  feature->set_name("Unit");
  feature->set_category("medical");
  auto* series = First(request).add_series();
  series->set_code("HR");
  series->set_unit("bpm");
  series->add_hours(1);
  series->add_values(80);
  First(request).set_label(0);
  Violations violations;
  const auto cases = Decode(request, violations);
  ASSERT_TRUE(cases[0].record);
  EXPECT_EQ(std::get<std::string>(cases[0].record->features[0].value), "medical");
  EXPECT_EQ(cases[0].record->series[0].unit, "bpm");
  EXPECT_THAT(cases[0].record->series[0].values, ElementsAre(80));
  EXPECT_EQ(cases[0].label, 0);
}

}  // namespace
}  // namespace credence::server
