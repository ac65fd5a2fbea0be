#include "models/compare/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "models/compare/charts.h"

namespace credence::compare {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MeanOf, TwoValuesByHand) {
  // sd = sqrt(2), over sqrt(2): 1.
  const MeanError mean = MeanOf({1, 3});
  EXPECT_DOUBLE_EQ(mean.mean, 2);
  EXPECT_DOUBLE_EQ(mean.error, 1);
}

TEST(MeanOf, OneValueHasNoErrorAndNoneNoMean) {
  EXPECT_TRUE(std::isnan(MeanOf({5}).error));
  EXPECT_DOUBLE_EQ(MeanOf({5, kNone}).mean, 5);
  EXPECT_TRUE(std::isnan(MeanOf({kNone}).mean));
}

Judgement SmallJudgement(double risk) {
  Judgement judgement{.fingerprint = "f",
                      .family = "gaussian",
                      .components = 2,
                      .figures = {},
                      .cost = {.parameters = 100},
                      .answers = {.cases_sha256 = "rows",
                                  .risk = {risk, 0.2},
                                  .event = {1, 0},
                                  .mixture_nll = {-std::log(risk), -std::log(0.8)},
                                  .average_nll = {1, 1},
                                  .brier = {(1 - risk) * (1 - risk), 0.04},
                                  .epistemic = {0.1, 0.2}}};
  judgement.figures = *ComputeFigures(judgement.answers);
  return judgement;
}

MethodResult ResultOf(const std::string& name, const std::string& label) {
  MethodResult result{.name = name, .label = label, .sweep_of = "", .family = "gaussian"};
  result.of_seed = {SmallJudgement(0.6), SmallJudgement(0.7)};
  for (const auto& column : kFigureColumns) {
    result.figures.push_back(
        MeanOf({result.of_seed[0].figures.*column.value, result.of_seed[1].figures.*column.value}));
  }
  for (const auto& column : kCostColumns) {
    result.cost.push_back(MeanOf({result.of_seed[0].cost.*column.value}));
  }
  return result;
}

Comparison SmallComparison() {
  Comparison comparison{.suite = "small",
                        .description = "",
                        .baseline = "base",
                        .seeds = 2,
                        .replicates = 10,
                        .sets = {}};
  SetResult set{.name = "set", .label = "A set", .cases = 2, .events = 1};
  set.methods = {ResultOf("base", "Base"), ResultOf("other", "An | other")};
  set.methods[1].differences.mixture_nll = {0.01, {0.005, 0.02}};
  set.methods[1].differences.auroc = {-0.002, {-0.01, 0.01}};
  set.methods.push_back({.name = "open", .label = "Not done", .sweep_of = "", .family = "point"});
  comparison.sets = {set};
  return comparison;
}

TEST(Report, TheFiguresAreThoseOfTheAnswers) {
  const Figures figures = SmallJudgement(0.6).figures;
  EXPECT_NEAR(figures.mixture_nll, -(std::log(0.6) + std::log(0.8)) / 2, 1e-12);
  EXPECT_DOUBLE_EQ(figures.brier, (0.16 + 0.04) / 2);
  EXPECT_DOUBLE_EQ(figures.ece, (0.4 + 0.2) / 2);
  EXPECT_DOUBLE_EQ(figures.auroc, 1);
  EXPECT_DOUBLE_EQ(figures.epistemic, 0.15000000000000002);
  EXPECT_TRUE(std::isnan(figures.accuracy));
}

TEST(Report, MarkdownHasMeansErrorsAndMarkedDifferences) {
  const std::string text = ToMarkdown(SmallComparison());
  EXPECT_THAT(text, HasSubstr("| Base | 0.3284 +- 0.0385 |"));
  EXPECT_THAT(text, HasSubstr("| An \\| other | +0.0100 (+0.0050 to +0.0200) * | - | - | "
                              "-0.0020 (-0.0100 to +0.0100) |"));
  EXPECT_THAT(text, HasSubstr("Judged on 2 cases, 1 of them with the event (50.0 %)."));
  EXPECT_THAT(text, Not(HasSubstr("Not done")));
  EXPECT_THAT(text, Not(HasSubstr("Accuracy")));
}

TEST(Report, JsonHasNullWhereNothingIsDefined) {
  const nlohmann::json json = ToJson(SmallComparison());
  const nlohmann::json& methods = json["sets"][0]["methods"];
  ASSERT_EQ(methods.size(), 2u);
  EXPECT_NEAR(methods[0]["figures"]["brier"]["mean"].get<double>(), (0.1 + 0.065) / 2, 1e-12);
  EXPECT_TRUE(methods[0]["less_baseline"]["mixture_nll"]["value"].is_null());
  EXPECT_DOUBLE_EQ(methods[1]["less_baseline"]["mixture_nll"]["high"].get<double>(), 0.02);
  EXPECT_TRUE(methods[0]["figures"]["accuracy"]["mean"].is_null());
}

TEST(Report, ThePageNamesTheMethodsInItsCharts) {
  const std::string page = report::Render(ToPage(SmallComparison()));
  EXPECT_THAT(page, HasSubstr("Mixture NLL against parameters"));
  EXPECT_THAT(page, HasSubstr("Base: 100, NLL 0.3284"));
  EXPECT_THAT(page, HasSubstr("An | other"));
}

TEST(Report, AJudgementOnDiskIsWhatWasWritten) {
  const Judgement judgement = SmallJudgement(0.6);
  const std::string path = ::testing::TempDir() + "judgement.json";
  FILE* file = std::fopen(path.c_str(), "w");
  std::fputs(ToJson(judgement).dump().c_str(), file);
  std::fclose(file);
  const auto read = ReadJudgement(path);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(ToJson(*read), ToJson(judgement));
  EXPECT_TRUE(std::isnan(read->cost.epoch_seconds));
}

}  // namespace
}  // namespace credence::compare
