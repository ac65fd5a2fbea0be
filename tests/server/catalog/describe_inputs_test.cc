// From a served model's counts to what GetInputs answers, and from requests to the counts.
#include "server/catalog/describe_inputs.h"

#include <gmock/gmock.h>

#include <cmath>

#include "models/metrics/stability.h"
#include "tests/server/support/server_test.h"

namespace credence::server {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

void AddReference(checkpoint::Manifest& manifest) {
  manifest.calibration_bin_edges = {0.5};
  manifest.reference = {
      .cases = 10,
      .inputs = {{.edges = {40, 60}, .counts = {2, 3, 5}},
                 {.edges = {}, .counts = {4, 4}, .missing = 2},
                 {.edges = {80}, .counts = {8, 1}, .missing = 1, .out_of_range = 5}},
      .risk = {7, 3},
      .deferred = 1,
      .expected_mixture_nll = 0.25,
      .expected_brier = 0.125,
      .epistemic = 0.0625};
}

Served MakeServed(bool with_reference) {
  Served served;
  served.model = "fake";
  served.version = 3;
  auto predictor = testing::MakeFakePredictor();
  if (with_reference) AddReference(predictor->manifest);
  served.inputs = std::make_shared<InputCounts>("fake", 3, predictor->manifest);
  served.predictor = std::move(predictor);
  return served;
}

v1::GetInputsResponse Describe(const Served& served) {
  v1::GetInputsResponse out;
  DescribeInputs(served, out);
  return out;
}

TEST(DescribeInputs, PutsNowBesideTheReference) {
  const Served served = MakeServed(true);
  data::EncodedRow row;
  row.observed = {{.value = 70}, {.value = 1}, {.value = 90, .out_of_range = true}};
  served.inputs->Count(
      {.judged = 0.75, .entropy = 0.5, .epistemic = 0.25, .deferred = true, .encoded = &row});
  row.observed = {{.value = 50}, {}, {.value = 79}};
  served.inputs->Count({.judged = 0.25, .entropy = 0.25, .epistemic = 0.125, .encoded = &row});
  served.inputs->Count({.judged = 0.25, .entropy = 0.25, .epistemic = 0.125});  // a raw tensor
  const v1::GetInputsResponse out = Describe(served);
  EXPECT_EQ(out.model(), "fake");
  EXPECT_EQ(out.version(), 3);
  EXPECT_EQ(out.predictions(), 3);
  ASSERT_EQ(out.inputs_size(), 3);

  const v1::InputDrift& age = out.inputs(0);
  EXPECT_EQ(age.name(), "Age");
  EXPECT_EQ(age.unit(), "years");
  EXPECT_THAT(age.edges(), ElementsAre(40, 60));
  EXPECT_THAT(age.reference(), ElementsAre(0.2, 0.3, 0.5));
  EXPECT_THAT(age.current(), ElementsAre(0, 0.5, 0.5));
  // Half a count in each of three bins: (2.5, 3.5, 5.5) / 11.5 and (0.5, 1.5, 1.5) / 3.5.
  double psi = 0;
  for (const auto& [p, q] : {std::pair(2.5 / 11.5, 0.5 / 3.5), std::pair(3.5 / 11.5, 1.5 / 3.5),
                             std::pair(5.5 / 11.5, 1.5 / 3.5)}) {
    psi += (q - p) * std::log(q / p);
  }
  EXPECT_NEAR(age.psi(), psi, 1e-15);
  // 5.991 is the quantile of a chi-square of 2 degrees of freedom.
  EXPECT_NEAR(age.psi_null_q95(), 5.991464547 * (1. / 10 + 1. / 2), 1e-8);

  const v1::InputDrift& unit = out.inputs(1);
  EXPECT_THAT(unit.categories(), ElementsAre("medical", "surgical"));
  EXPECT_THAT(unit.reference(), ElementsAre(0.5, 0.5));  // of the values that were there
  EXPECT_THAT(unit.current(), ElementsAre(0, 1));
  EXPECT_EQ(unit.missing(), 0.5);
  EXPECT_EQ(unit.reference_missing(), 0.2);

  const v1::InputDrift& rate = out.inputs(2);
  EXPECT_EQ(rate.out_of_range(), 0.5);
  EXPECT_EQ(rate.reference_out_of_range(), 0.5);

  EXPECT_THAT(out.risk().edges(), ElementsAre(0.5));
  EXPECT_THAT(out.risk().reference(), ElementsAre(0.7, 0.3));
  EXPECT_THAT(out.risk().current(), ElementsAre(DoubleEq(2. / 3), DoubleEq(1. / 3)));
  EXPECT_TRUE(out.risk().has_psi());
  EXPECT_DOUBLE_EQ(out.expected_mixture_nll(), 1. / 3);
  EXPECT_DOUBLE_EQ(out.expected_brier(), 0.1875);
  EXPECT_DOUBLE_EQ(out.mean_epistemic(), 0.5 / 3);
  EXPECT_DOUBLE_EQ(out.deferral_ratio(), 1. / 3);
  EXPECT_EQ(out.reference_mixture_nll(), 0.25);
  EXPECT_EQ(out.reference_brier(), 0.125);
  EXPECT_EQ(out.reference_epistemic(), 0.0625);
  EXPECT_EQ(out.reference_deferral_ratio(), 0.1);
}

TEST(DescribeInputs, SaysNothingOfNowBeforeTheFirstPrediction) {
  const v1::GetInputsResponse out = Describe(MakeServed(true));
  EXPECT_THAT(out.inputs(0).current(), IsEmpty());
  EXPECT_FALSE(out.inputs(0).has_psi());
  EXPECT_FALSE(out.inputs(0).has_psi_null_q95());
  EXPECT_FALSE(out.risk().has_psi());
  EXPECT_FALSE(out.has_expected_mixture_nll());
  EXPECT_FALSE(out.has_deferral_ratio());
  EXPECT_TRUE(out.has_reference_mixture_nll());
}

TEST(DescribeInputs, ComparesNothingWithoutAReference) {
  const Served served = MakeServed(false);
  data::EncodedRow row;
  row.observed = {{.value = 70}, {.value = 1}, {}};
  served.inputs->Count({.judged = 0.75, .encoded = &row});
  const v1::GetInputsResponse out = Describe(served);
  EXPECT_EQ(out.inputs(2).missing(), 1);
  EXPECT_THAT(out.inputs(0).reference(), IsEmpty());
  EXPECT_FALSE(out.inputs(0).has_psi());
  EXPECT_FALSE(out.risk().has_psi());
  EXPECT_FALSE(out.has_reference_brier());
}

class CountedRequests : public testing::ServerTest {};

TEST_F(CountedRequests, CountEveryInstanceOfEveryAnswer) {
  amend = AddReference;
  Start();
  v1::PredictRequest request;
  request.set_model("fake");
  for (const double age : {30, 50, 70}) {
    auto* instance = request.add_instances();
    auto* feature = instance->add_features();
    feature->set_name("Age");
    feature->set_number(age);
    auto* series = instance->add_series();
    series->set_code("HR");
    series->set_unit("Hz");  // 60 per minute and 90 per minute
    series->add_hours(1), series->add_values(1);
    series->add_hours(2), series->add_values(1.5);
  }
  ASSERT_TRUE(Predict(request).ok());
  ASSERT_TRUE(Predict(RowRequest({1, 2, 3})).ok());
  const std::string of = "{model=\"fake\",version=\"2\"";
  const auto values = [&](const std::string& input, const std::string& bin) {
    return Metric("credence_input_values_total" + of + ",input=\"" + input + "\",bin=\"" + bin +
                  "\"}");
  };
  EXPECT_EQ(values("Age", "00"), 1);
  EXPECT_EQ(values("Age", "02"), 1);
  EXPECT_EQ(values("Unit", "missing"), 3);
  EXPECT_EQ(values("HR", "00"), 0);
  EXPECT_EQ(values("HR", "01"), 3);
  const auto risk = [&](const std::string& bin) {
    return Metric("credence_predicted_risk_bin_total" + of + ",bin=\"" + bin + "\"}");
  };
  EXPECT_EQ(risk("00") + risk("01"), 4);
  EXPECT_GT(Metric("credence_expected_mixture_nll_nats_total" + of), 0);
  EXPECT_EQ(
      Metric("credence_input_values_total{model=\"fake\",version=\"1\",input=\"Age\",bin=\"00\"}"),
      0);
}

TEST_F(CountedRequests, CountNothingOfARefusedRequest) {
  amend = AddReference;
  Start();
  v1::PredictRequest request = RowRequest({1, 2, 3});
  request.add_instances()->mutable_tensor()->add_values(1);
  ASSERT_FALSE(Predict(request).ok());
  EXPECT_EQ(Metric("credence_predicted_risk_bin_total{model=\"fake\",version=\"2\",bin=\"01\"}"),
            0);
  EXPECT_EQ(Metric("credence_predicted_risk_bin_total{model=\"fake\",version=\"2\",bin=\"00\"}"),
            0);
}

}  // namespace
}  // namespace credence::server
