#include "models/tools/evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace credence::tools {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Risks from 0.01 to 0.99; the event happens where a fixed pattern says so; the middle is deferred.
Answered ManyAnswers() {
  Answered answered;
  for (int i = 0; i < 400; ++i) {
    const double risk = 0.01 + 0.98 * (i % 100) / 99;
    const int label = (i * 37 % 100) / 100.0 < risk ? 1 : 0;
    const double nll = -std::log(label == 1 ? risk : 1 - risk);
    answered.table.risk.push_back(risk);
    answered.table.label.push_back(label);
    answered.table.mixture_nll.push_back(nll);
    answered.table.average_nll.push_back(nll + 0.01);
    answered.total.push_back(risk * (1 - risk));
    answered.epistemic.push_back(0.1 * risk * (1 - risk));
    answered.deferred.push_back(risk > 0.4 && risk < 0.6);
  }
  answered.without_outcome = 3;
  return answered;
}

Subject SomeSubject() {
  return {.model = "age<1>",
          .version = 2,
          .members = 8,
          .executor = "fake",
          .weights_sha256 = std::string(64, 'a'),
          .records = "set-c.events.csv.gz",
          .outcomes = "Outcomes-c.txt",
          .event = "died",
          .other = "survived"};
}

TEST(Evaluate, DividesTheCasesIntoKeptAndDeferred) {
  const Evaluation evaluation = *Evaluate(ManyAnswers(), SomeSubject(), 0);
  EXPECT_EQ(evaluation.all.cases, 400);
  EXPECT_EQ(evaluation.kept.cases + evaluation.deferred.cases, 400);
  EXPECT_EQ(evaluation.kept.events + evaluation.deferred.events, evaluation.all.events);
  EXPECT_NEAR(evaluation.deferral_rate(), 0.2, 1e-12);
  EXPECT_LT(evaluation.kept.figures.mixture_nll, evaluation.deferred.figures.mixture_nll);
  EXPECT_TRUE(evaluation.intervals.empty());
}

TEST(Evaluate, LeavesTheFiguresOfAnEmptyGroupUndefined) {
  Answered answered = ManyAnswers();
  answered.deferred.assign(400, false);
  const Evaluation evaluation = *Evaluate(answered, SomeSubject(), 0);
  EXPECT_EQ(evaluation.deferred.cases, 0);
  EXPECT_TRUE(std::isnan(evaluation.deferred.figures.brier));
  EXPECT_TRUE(ToJson(evaluation)["deferred"]["figures"]["brier"].is_null());
  EXPECT_THAT(ToText(evaluation), HasSubstr(" -\n"));
}

TEST(Evaluate, RefusesNoAnswers) {
  EXPECT_EQ(Evaluate({}, SomeSubject(), 0).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(EvaluationJson, HoldsFiguresIntervalsAndCurves) {
  const nlohmann::json json = ToJson(*Evaluate(ManyAnswers(), SomeSubject(), 50));
  for (const metrics::FigureRow& row : metrics::kFigureRows) {
    const double value = json["all"]["figures"][row.name];
    const auto& interval = json["intervals_95"][row.name];
    EXPECT_LE(interval[0], interval[1]) << row.name;
    EXPECT_TRUE(std::isfinite(value)) << row.name;
  }
  EXPECT_EQ(json["reliability"].size(), 15u);
  EXPECT_EQ(json["risk_coverage"].size(), 100u);
  EXPECT_LT(json["null_ece"]["q10"], json["null_ece"]["q90"]);
  EXPECT_EQ(json["without_outcome"], 3);
}

// The bootstrap's interval of a calibrated model's ECE leaves out 0, since noise alone makes gaps.
TEST(Evaluate, TheEcesIntervalIsThatOfTheTrueError) {
  const Evaluation evaluation = *Evaluate(ManyAnswers(), SomeSubject(), 200);
  EXPECT_EQ(evaluation.rows()[3].name, std::string("ece"));
  EXPECT_EQ(evaluation.intervals[3].low, 0);
  EXPECT_GE(evaluation.intervals[3].high, evaluation.all.figures.ece);
  EXPECT_EQ(evaluation.ece_debiased.interval->low, 0);
}

// Risks that are 0.2 too high in every bin: both errors see it, and 0 is not believable.
TEST(Evaluate, TheEcesIntervalLeavesOutZeroWhereRisksAreOff) {
  Answered answered = ManyAnswers();
  for (double& risk : answered.table.risk) risk = std::min(0.99, risk + 0.2);
  const Evaluation evaluation = *Evaluate(answered, SomeSubject(), 200);
  EXPECT_GT(evaluation.intervals[3].low, 0.1);
  EXPECT_NEAR(evaluation.ece_debiased.value, 0.2, 0.04);
}

TEST(Evaluate, HasTheMeanUncertaintyOfEachGroup) {
  const Answered answered = ManyAnswers();
  const Evaluation evaluation = *Evaluate(answered, SomeSubject(), 50);
  const Uncertainty &all = evaluation.all.uncertainty, &kept = evaluation.kept.uncertainty;
  double total = 0;
  for (const double value : answered.total) total += value / 400;
  EXPECT_NEAR(all.total, total, 1e-12);
  EXPECT_NEAR(all.epistemic, 0.1 * total, 1e-12);
  EXPECT_NEAR(all.aleatoric, 0.9 * total, 1e-12);
  EXPECT_LT(kept.epistemic, evaluation.deferred.uncertainty.epistemic);
  EXPECT_LT(evaluation.uncertainty_low.epistemic, all.epistemic);
  EXPECT_GT(evaluation.uncertainty_high.epistemic, all.epistemic);
  const nlohmann::json json = ToJson(evaluation);
  EXPECT_EQ(json["all"]["mean_uncertainty_nats"]["epistemic"], all.epistemic);
  EXPECT_EQ(json["intervals_95"]["mean_epistemic"][0], evaluation.uncertainty_low.epistemic);
  EXPECT_EQ(json["ece_debiased"], evaluation.ece_debiased.value);
}

TEST(EvaluationText, ShowsEveryFigureAndWhatWasLeftOut) {
  const std::string text = ToText(*Evaluate(ManyAnswers(), SomeSubject(), 50));
  for (const metrics::FigureRow& row : metrics::kFigureRows)
    EXPECT_THAT(text, HasSubstr(row.label));
  EXPECT_THAT(text, HasSubstr("Epistemic uncertainty (nats)"));
  EXPECT_THAT(text, HasSubstr("RMS ECE, debiased"));
  EXPECT_THAT(text, HasSubstr("Deferral rate 20.0 %"));
  EXPECT_THAT(text, HasSubstr("3 records have no outcome"));
}

TEST(EvaluationPage, ShowsTheSixChartsAndEscapesNames) {
  const Answered answered = ManyAnswers();
  const std::string html = Render(ToPage(*Evaluate(answered, SomeSubject(), 50), answered));
  size_t charts = 0;
  for (size_t at = html.find("<figure"); at != std::string::npos;
       at = html.find("<figure", at + 1)) {
    ++charts;
  }
  EXPECT_EQ(charts, 6u);
  EXPECT_THAT(html, HasSubstr("age&lt;1&gt;, version 2"));
  EXPECT_THAT(html, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace credence::tools
