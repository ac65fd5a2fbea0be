// Shifted records and other patients, from a suite to its tables.
#include "models/compare/shifted.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "models/compare/run.h"
#include "models/compare/shift_report.h"
#include "tests/models/compare/suite_files.h"

namespace credence::compare {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Answers AnswersOf(std::vector<double> risk, std::vector<int> event, std::vector<double> epistemic) {
  Answers answers{.cases_sha256 = "rows"};
  for (size_t i = 0; i < risk.size(); ++i) {
    const double p = event[i] == 1 ? risk[i] : 1 - risk[i];
    answers.mixture_nll.push_back(-std::log(p));
    answers.brier.push_back((1 - p) * (1 - p));
  }
  answers.average_nll = answers.mixture_nll;
  answers.risk = std::move(risk);
  answers.event = std::move(event);
  answers.epistemic = std::move(epistemic);
  return answers;
}

TEST(Shifted, FiguresByHand) {
  const Answers original = AnswersOf({.2, .2, .2, .2, .2}, {0, 0, 0, 0, 1}, {.1, .1, .1, .1, .1});
  // The most epistemic case is the first; that of the highest entropy the third.
  const Answers shifted = AnswersOf({.1, .2, .5, .8, .9}, {1, 0, 1, 1, 1}, {.3, .05, .1, .2, .15});
  const auto figures = ComputeShiftFigures(shifted, original);
  ASSERT_TRUE(figures.ok()) << figures.status();
  const double kept = -(2 * std::log(.8) + std::log(.5) + std::log(.9)) / 4;
  const double by_entropy = -(std::log(.1) + 2 * std::log(.8) + std::log(.9)) / 4;
  EXPECT_NEAR(figures->kept_nll, kept, 1e-12);
  EXPECT_NEAR(figures->kept_by_entropy, by_entropy, 1e-12);
  EXPECT_NEAR(figures->epistemic, .16, 1e-12);
  // Against .1: three lie above, one is equal, one below.
  EXPECT_DOUBLE_EQ(figures->detection, 3.5 / 5);
}

constexpr char kShift[] =
    "[shift]\nsets = ['sample']\nkinds = ['missing', 'noise']\nseverities = [1, 5]\n"
    "[[shift.others]]\nname = 'support2'\nlabel = 'SUPPORT2'\nrecipe = '" CREDENCE_SOURCE_DIR
    "/models/recipes/support2.toml'\nnames = ['age=Age', 'sex=Gender', 'hrt=HR']\n";

class ShiftedTest : public ::testing::Test {
 protected:
  ShiftedTest() {
    fs::remove_all(out_);
    std::string text = SmallSuite(kShift);
    suite_ = *ReadSuite(WriteSuite("shifted", text));
    suite_.records = 40;
    runs_ = *PlanRuns(suite_, out_);
  }

  // The runs that had to answer now.
  std::vector<std::string> Judge() {
    std::vector<std::string> names;
    auto shifted = JudgeShifts(suite_, runs_, 1,
                               [&](const ShiftDone& done) { names.push_back(done.run.name()); });
    EXPECT_TRUE(shifted.ok()) << shifted.status();
    if (shifted.ok()) shifted_ = *std::move(shifted);
    return names;
  }

  const std::string out_ = ::testing::TempDir() + "shifted_test";
  Suite suite_;
  std::vector<PlannedRun> runs_;
  std::vector<std::optional<Shifted>> shifted_;
};

TEST_F(ShiftedTest, EveryCheckpointAnswersOnceAndTheTablesSayWhat) {
  ASSERT_TRUE(RunAll(suite_, {runs_[0], runs_[1], runs_[2]}, {.repeats = 1}).ok());
  EXPECT_THAT(Judge(),
              ElementsAre("sample rank1 seed 1", "sample rank1 seed 2", "sample plain seed 1"));
  const auto first = shifted_;
  EXPECT_TRUE(Judge().empty());
  EXPECT_EQ(ToJson(*shifted_[0]), ToJson(*first[0]));
  EXPECT_FALSE(shifted_[3]) << "it was never trained";

  const Shifted& rank1 = *shifted_[0];
  ASSERT_EQ(rank1.points.size(), 5u);
  EXPECT_EQ(rank1.points[0].severity, 0);
  const auto judgement = FindJudgement(runs_[0]);
  ASSERT_TRUE(judgement.ok()) << judgement.status();
  EXPECT_EQ(rank1.points[0].figures.mixture_nll, judgement->figures.mixture_nll);
  EXPECT_EQ(rank1.points[0].figures.detection, 0.5) << "the same cases twice";
  EXPECT_EQ(rank1.points[4].kind, "noise");
  EXPECT_NE(rank1.points[4].figures.mixture_nll, rank1.points[3].figures.mixture_nll);
  ASSERT_EQ(rank1.others.size(), 1u);
  EXPECT_EQ(rank1.others[0].cases, 40);
  // Of SUPPORT2's patients three of 41 inputs are known.
  EXPECT_EQ(rank1.others[0].figures.by_imputed, 1);

  const Shifted& plain = *shifted_[2];
  EXPECT_TRUE(std::isnan(plain.points[4].figures.kept_nll)) << "one network";
  EXPECT_TRUE(std::isfinite(plain.points[4].figures.kept_by_entropy));

  auto comparison = Compare(suite_, runs_);
  ASSERT_TRUE(comparison.ok()) << comparison.status();
  AttachShifts(suite_, runs_, shifted_, *comparison);
  const SetResult& set = comparison->sets[0];
  EXPECT_EQ(set.methods[0].shifted.size(), 2u);
  const std::string text = ToMarkdown(*comparison);
  EXPECT_THAT(text, HasSubstr("### Shift, noise: Sensors are noisy (training standard deviations "
                              "0.1, 2)"));
  EXPECT_THAT(text, HasSubstr("| Score | SUPPORT2 (40) |"));
  EXPECT_THAT(text, HasSubstr("6. Epistemic uncertainty grows"));
  const auto groups = ShiftChartsOf(*comparison, set);
  ASSERT_EQ(groups.size(), 3u);
  EXPECT_EQ(groups[0].charts.size(), 2u);
  const auto json = ToJson(*comparison)["sets"][0]["methods"][0]["shift"];
  EXPECT_EQ(json["points"].size(), 5u);
  EXPECT_NEAR(json["points"][0]["epistemic"]["mean"].get<double>(),
              FigureOf(set.methods[0], "epistemic").mean, 1e-12);
}

TEST_F(ShiftedTest, OtherSeveritiesAreAnsweredAnew) {
  runs_.resize(1);
  ASSERT_TRUE(RunAll(suite_, runs_, {.repeats = 1}).ok());
  EXPECT_EQ(Judge().size(), 1u);
  suite_.shift.severities = {5};
  EXPECT_EQ(Judge().size(), 1u);
  ASSERT_EQ(shifted_[0]->points.size(), 3u);
}

TEST_F(ShiftedTest, AVariableThatTheModelDoesNotHaveIsNamed) {
  runs_.resize(1);
  ASSERT_TRUE(RunAll(suite_, runs_, {.repeats = 1}).ok());
  suite_.shift.others[0].names = {"hrt=Pulse"};
  const auto status = JudgeShifts(suite_, runs_, 1, {}).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("sample rank1 seed 1, shifted: SUPPORT2: "));
  EXPECT_THAT(std::string(status.message()), HasSubstr("Pulse"));
}

// Seed by seed: severity 5 is more epistemic by .2 and .4, so by .3 +- .1.
TEST(ShiftFindings, TwiceTheStandardErrorDecides) {
  MethodResult method{.name = "base", .label = "Base", .sweep_of = "", .family = "gaussian"};
  for (const double more : {0.2, 0.4}) {
    Shifted shifted;
    shifted.points = {{"", 0, {.epistemic = 0.1}},
                      {"noise",
                       5,
                       {.mixture_nll = 1,
                        .epistemic = 0.1 + more,
                        .kept_nll = 1.1,
                        .kept_by_entropy = 1.1 + more - 0.3}}};
    method.shifted.push_back(shifted);
  }
  SetResult set{.name = "set", .label = "A set"};
  set.methods = {method};
  const Comparison comparison{.suite = "", .description = "", .baseline = "base", .sets = {set}};
  const auto findings = ShiftFindingsOf(comparison, comparison.sets[0]);
  ASSERT_EQ(findings.size(), 3u);
  EXPECT_EQ(findings[0].verdict, Verdict::kHolds);
  EXPECT_EQ(findings[0].figures, "0.1000, 0.4000: -0.3000 (-0.5000 to -0.1000)");
  EXPECT_EQ(findings[1].verdict, Verdict::kFails);
  EXPECT_EQ(findings[2].verdict, Verdict::kUndecided);
}

}  // namespace
}  // namespace credence::compare
