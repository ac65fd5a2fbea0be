#include "models/compare/claims.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace credence::compare {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <typename Struct, size_t N>
std::vector<MeanError> Columns(const Column<Struct> (&columns)[N],
                               const std::vector<std::pair<std::string, MeanError>>& known) {
  std::vector<MeanError> means(N);
  for (size_t c = 0; c < N; ++c) {
    for (const auto& [name, mean] : known) {
      if (name == columns[c].name) means[c] = mean;
    }
  }
  return means;
}

MethodResult Method(const std::string& name, double nll, double average, MeanError row) {
  MethodResult result{.name = name, .label = name, .sweep_of = "", .family = ""};
  result.of_seed = {Judgement{}};
  result.figures =
      Columns(kFigureColumns,
              {{"mixture_nll", {nll, 0}}, {"average_nll", {average, 0}}, {"ece", {0.01, 0}}});
  result.cost = Columns(kCostColumns, {{"row_microseconds", row}});
  return result;
}

// What is left out of a set is left out of its findings.
Comparison Of(std::vector<MethodResult> methods, std::vector<MethodResult> sweep = {}) {
  SetResult set{.name = "set", .label = "A set"};
  set.methods = std::move(methods);
  set.sweep = std::move(sweep);
  return {.suite = "", .description = "", .baseline = "rank1_gaussian", .sets = {set}};
}

std::vector<std::string> Said(const Comparison& comparison, int claim) {
  std::vector<std::string> said;
  for (const Finding& finding : FindingsOf(comparison, comparison.sets[0])) {
    if (finding.claim != claim) continue;
    said.push_back(finding.statement + ": " + NameOf(finding.verdict) + ", " + finding.figures);
  }
  return said;
}

MethodResult Base() { return Method("rank1_gaussian", 0.28, 0.29, {10, 1}); }

TEST(Claims, AnIntervalDecidesWhichIsLower) {
  MethodResult worse = Method("deterministic", 0.29, 0.29, {});
  worse.differences.mixture_nll = {0.01, {0.005, 0.015}};
  worse.differences.ece = {0.001, {-0.001, 0.003}};
  MethodResult better = Method("dropout", 0.27, 0.29, {});
  better.differences.mixture_nll = {-0.01, {-0.015, -0.005}};
  EXPECT_THAT(
      Said(Of({Base(), worse, better}), 1),
      ElementsAre("rank1_gaussian has a lower mixture NLL than deterministic: holds, 0.2800, "
                  "0.2900: -0.0100 (-0.0150 to -0.0050)",
                  "rank1_gaussian has a lower ECE than deterministic: undecided, 0.0100, 0.0100: "
                  "-0.0010 (-0.0030 to +0.0010)",
                  "rank1_gaussian has a lower mixture NLL than dropout: fails, 0.2800, 0.2700: "
                  "+0.0100 (+0.0050 to +0.0150)"));
}

// The ensemble gains .02 over the deterministic network, so .01 is near.
TEST(Claims, NearTheEnsembleIsWithinHalfOfItsGain) {
  const MethodResult deterministic = Method("deterministic", 0.29, 0.29, {});
  MethodResult ensemble = Method("ensemble", 0.27, 0.28, {30, 1});
  const auto verdict = [&](double low, double high) {
    ensemble.differences.mixture_nll = {(low + high) / 2, {low, high}};
    const Comparison comparison = Of({Base(), deterministic, ensemble});
    for (const Finding& finding : FindingsOf(comparison, comparison.sets[0])) {
      if (finding.claim == 2) return finding.verdict;
    }
    return Verdict::kUndecided;
  };
  EXPECT_EQ(verdict(-0.009, 0.001), Verdict::kHolds);
  EXPECT_EQ(verdict(-0.011, 0.001), Verdict::kUndecided);
  EXPECT_EQ(verdict(-0.013, -0.011), Verdict::kFails);
}

TEST(Claims, CostsAreApartByTwiceTheStandardErrorOfTheirDifference) {
  EXPECT_THAT(Said(Of({Base(), Method("ensemble", 0.27, 0.28, {30, 1})}), 2),
              ElementsAre("rank1_gaussian has fewer microseconds of CPU for one row than "
                          "ensemble: holds, 3.0 times fewer: 10.0, 30.0"));
  // hypot(1, 1) * 2 = 2.83
  EXPECT_THAT(Said(Of({Base(), Method("ensemble", 0.27, 0.28, {12.8, 1})}), 2),
              ElementsAre("rank1_gaussian has fewer microseconds of CPU for one row than "
                          "ensemble: undecided, 1.3 times fewer: 10.0, 12.8"));
  EXPECT_THAT(Said(Of({Base(), Method("ensemble", 0.27, 0.28, {5, 1})}), 2),
              ElementsAre("rank1_gaussian has fewer microseconds of CPU for one row than "
                          "ensemble: fails, 2.0 times more: 10.0, 5.0"));
}

TEST(Claims, EachLossAndEachNumberOfComponentsIsSetAgainstTheBaseline) {
  MethodResult loss = Method("rank1_mixture_loss", 0.27, 0.3, {});
  loss.differences.mixture_nll = {-0.01, {-0.02, -0.001}};
  MethodResult base = Base();
  base.components = 4;
  MethodResult one = Method("rank1_gaussian_k1", 0.3, 0.3, {}), eight = one;
  one.sweep_of = eight.sweep_of = base.sweep_of = "rank1_gaussian";
  eight.components = 8;
  one.differences.mixture_nll = eight.differences.mixture_nll = {0.02, {0.01, 0.03}};
  const Comparison comparison = Of({base, loss}, {one, base, eight});
  EXPECT_THAT(Said(comparison, 3),
              ElementsAre("rank1_gaussian's mixture NLL is below its average NLL: holds, 0.2800, "
                          "0.2900: -0.0100",
                          "rank1_mixture_loss has a lower mixture NLL than rank1_gaussian: holds, "
                          "0.2700, 0.2800: -0.0100 (-0.0200 to -0.0010)"));
  EXPECT_THAT(Said(comparison, 5), ElementsAre("K = 4 has a lower mixture NLL than K = 1: holds, "
                                               "0.2800, 0.3000: -0.0200 (-0.0300 to -0.0100)",
                                               "K = 8 has a lower mixture NLL than K = 4: fails, "
                                               "0.3000, 0.2800: +0.0200 (+0.0100 to +0.0300)"));
}

TEST(Claims, NothingIsSaidWithoutTheBaseline) {
  const Comparison comparison = Of({Method("deterministic", 0.29, 0.29, {})});
  EXPECT_THAT(FindingsOf(comparison, comparison.sets[0]), IsEmpty());
}

}  // namespace
}  // namespace credence::compare
