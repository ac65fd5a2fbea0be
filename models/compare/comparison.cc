#include "models/compare/comparison.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "models/compare/run.h"

namespace credence::compare {
namespace {

template <typename Struct, size_t N, typename Part>
std::vector<MeanError> Means(const Column<Struct> (&columns)[N],
                             const std::vector<Judgement>& of_seed, Part part) {
  std::vector<MeanError> means;
  for (const Column<Struct>& column : columns) {
    std::vector<double> values;
    for (const Judgement& judgement : of_seed) values.push_back(judgement.*part.*column.value);
    means.push_back(MeanOf(values));
  }
  return means;
}

template <typename Struct, size_t N>
const MeanError& ByName(const Column<Struct> (&columns)[N], const std::vector<MeanError>& means,
                        const std::string& name) {
  size_t i = 0;
  while (columns[i].name != name) ++i;
  return means[i];
}

std::vector<const Answers*> AnswersOf(const MethodResult& result) {
  std::vector<const Answers*> answers;
  for (const Judgement& judgement : result.of_seed) answers.push_back(&judgement.answers);
  return answers;
}

template <typename Number>
void Append(const std::vector<Number>& more, std::vector<Number>& all) {
  all.insert(all.end(), more.begin(), more.end());
}

// Fold after fold: the same order for every method.
absl::StatusOr<Judgement> Pool(const std::vector<Judgement>& folds) {
  Judgement pooled = folds.front();
  if (folds.size() == 1) return pooled;
  Answers& all = pooled.answers;
  for (auto fold = folds.begin() + 1; fold != folds.end(); ++fold) {
    const Answers& answers = fold->answers;
    all.cases_sha256 += answers.cases_sha256;
    Append(answers.risk, all.risk);
    Append(answers.event, all.event);
    Append(answers.mixture_nll, all.mixture_nll);
    Append(answers.average_nll, all.average_nll);
    Append(answers.brier, all.brier);
    Append(answers.epistemic, all.epistemic);
  }
  const auto figures = ComputeFigures(all);
  if (!figures.ok()) return figures.status();
  pooled.figures = *figures;
  const std::vector<MeanError> cost = Means(kCostColumns, folds, &Judgement::cost);
  for (size_t c = 0; c < cost.size(); ++c) pooled.cost.*kCostColumns[c].value = cost[c].mean;
  return pooled;
}

// `runs`: the folds of one seed, or the one run of a set without folds. Answers to the rows as they
// were before the test data changed say nothing now; the fingerprint sees to it.
absl::Status AddSeed(std::span<const PlannedRun> runs, std::vector<MethodResult>& results) {
  const PlannedRun& first = runs.front();
  if (results.empty() || results.back().name != first.method) {
    results.push_back({.name = first.method,
                       .label = first.label,
                       .sweep_of = first.sweep_of,
                       .family = first.recipe.posterior.family,
                       .components = first.recipe.posterior.components});
  }
  std::vector<Judgement> folds;
  for (const PlannedRun& run : runs) {
    auto judgement = FindJudgement(run);
    if (absl::IsNotFound(judgement.status())) return absl::OkStatus();
    if (!judgement.ok()) return judgement.status();
    folds.push_back(*std::move(judgement));
  }
  auto pooled = Pool(folds);
  if (!pooled.ok()) return pooled.status();
  results.back().of_seed.push_back(*std::move(pooled));
  return absl::OkStatus();
}

void Summarize(MethodResult& result) {
  result.figures = Means(kFigureColumns, result.of_seed, &Judgement::figures);
  result.cost = Means(kCostColumns, result.of_seed, &Judgement::cost);
}

absl::Status Pair(const Suite& suite, SetResult& set) {
  const MethodResult* baseline = FindMethod(set, suite.baseline);
  if (baseline == nullptr || !baseline->is_done()) return absl::OkStatus();
  const auto of_baseline = AnswersOf(*baseline);
  for (auto* results : {&set.methods, &set.sweep}) {
    for (MethodResult& result : *results) {
      if (!result.is_done() || result.name == suite.baseline) continue;
      const auto differences =
          PairedDifferences(AnswersOf(result), of_baseline, {.replicates = suite.replicates});
      if (!differences.ok()) return differences.status();
      result.differences = *differences;
    }
  }
  return absl::OkStatus();
}

// A swept method's own K is a point of its sweep.
void CompleteSweep(SetResult& set) {
  std::vector<MethodResult> own;
  for (const MethodResult& method : set.methods) {
    const bool is_swept = std::any_of(set.sweep.begin(), set.sweep.end(),
                                      [&](const auto& p) { return p.sweep_of == method.name; });
    if (!is_swept) continue;
    own.push_back(method);
    own.back().sweep_of = method.name;
  }
  set.sweep.insert(set.sweep.end(), own.begin(), own.end());
  std::stable_sort(set.sweep.begin(), set.sweep.end(), [](const auto& a, const auto& b) {
    return std::pair(a.sweep_of, a.components) < std::pair(b.sweep_of, b.components);
  });
}

void Describe(SetResult& set) {
  for (const MethodResult& method : set.methods) {
    if (!method.is_done()) continue;
    const Answers& answers = method.of_seed.front().answers;
    set.cases = static_cast<int64_t>(answers.size());
    set.events = std::accumulate(answers.event.begin(), answers.event.end(), int64_t{0});
    set.binary = answers.binary;
    return;
  }
}

}  // namespace

MeanError MeanOf(const std::vector<double>& values) {
  double sum = 0, squares = 0, n = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    sum += value;
    ++n;
  }
  if (n == 0) return {};
  const double mean = sum / n;
  for (const double value : values) {
    if (std::isfinite(value)) squares += (value - mean) * (value - mean);
  }
  return {mean, n > 1 ? std::sqrt(squares / (n - 1) / n) : kNone};
}

const MethodResult* FindMethod(const SetResult& set, const std::string& name) {
  const auto found = std::find_if(set.methods.begin(), set.methods.end(),
                                  [&](const MethodResult& result) { return result.name == name; });
  return found == set.methods.end() ? nullptr : &*found;
}

std::string LabelOf(const SetResult& set, const std::string& name) {
  const MethodResult* method = FindMethod(set, name);
  return method == nullptr ? name : method->label;
}

const MeanError& FigureOf(const MethodResult& result, const std::string& name) {
  return ByName(kFigureColumns, result.figures, name);
}

const MeanError& CostOf(const MethodResult& result, const std::string& name) {
  return ByName(kCostColumns, result.cost, name);
}

absl::StatusOr<Comparison> Compare(const Suite& suite, const std::vector<PlannedRun>& runs) {
  Comparison comparison{.suite = suite.name,
                        .description = suite.description,
                        .baseline = suite.baseline,
                        .seeds = static_cast<int>(suite.seeds.size()),
                        .replicates = suite.replicates,
                        .sets = {}};
  for (const SetEntry& set : suite.sets) {
    comparison.sets.push_back({.name = set.name, .label = set.label, .folds = set.folds});
  }
  for (size_t r = 0; r < runs.size();) {
    SetResult& set = comparison.sets[runs[r].set];
    const size_t count = std::max(1, set.folds);
    auto status = AddSeed(std::span(runs).subspan(r, count),
                          runs[r].sweep_of.empty() ? set.methods : set.sweep);
    if (!status.ok()) return status;
    r += count;
  }
  for (SetResult& set : comparison.sets) {
    for (auto* results : {&set.methods, &set.sweep}) {
      for (MethodResult& result : *results) Summarize(result);
    }
    if (auto status = Pair(suite, set); !status.ok()) return status;
    CompleteSweep(set);
    Describe(set);
  }
  return comparison;
}

}  // namespace credence::compare
