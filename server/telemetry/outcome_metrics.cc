#include "server/telemetry/outcome_metrics.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace credence::server {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Labels;

// Where a manifest has no edges: 20 bins of equal width.
constexpr int kBinsWithoutEdges = 20;
// A minute to 90 days: a ward's outcome of the day, and one that comes after a quarter.
const prometheus::Histogram::BucketBoundaries kDelays = {
    60,        600,       3600,       21600,      86400,      2 * 86400,
    4 * 86400, 7 * 86400, 14 * 86400, 30 * 86400, 60 * 86400, 90 * 86400};
// An infinite sum would hide all that comes after it.
const double kMostNats = -std::log(DBL_MIN);

struct Described {
  const char* name;
  const char* help;
};
constexpr std::array<Described, 4> kPerBin = {{
    {"credence_calibration_outcomes_total", "Outcomes counted, by bin of the judged probability p"},
    {"credence_calibration_predicted_events_total", "Sum of the judged probabilities p"},
    {"credence_calibration_observed_events_total", "Outcomes with the judged event"},
    {"credence_calibration_variance_total", "Sum of p (1 - p)"},
}};
constexpr std::array<Described, 3> kPerDecision = {{
    {"credence_brier_score_total", "Sum of the judged event's Brier scores, (p - y)^2"},
    {"credence_mixture_nll_nats_total", "Sum of the labels' mixture NLLs"},
    {"credence_average_nll_nats_total", "Sum of the labels' average NLLs"},
}};

Family<Counter>& FamilyOf(prometheus::Registry& registry, const Described& described) {
  return prometheus::BuildCounter().Name(described.name).Help(described.help).Register(registry);
}

std::vector<double> EdgesOf(const checkpoint::Manifest& manifest) {
  if (!manifest.calibration_bin_edges.empty()) return manifest.calibration_bin_edges;
  std::vector<double> edges;
  for (int i = 1; i < kBinsWithoutEdges; ++i) edges.push_back(i / double{kBinsWithoutEdges});
  return edges;
}

Labels With(Labels labels, const std::string& key, std::string value) {
  labels.emplace(key, std::move(value));
  return labels;
}

}  // namespace

JudgedEvent Judge(const std::vector<double>& probabilities, int label, int positive_class) {
  const auto top = std::ranges::max_element(probabilities) - probabilities.begin();
  const auto judged = probabilities.size() == 2 ? positive_class : static_cast<int>(top);
  return {.probability = probabilities[judged], .happened = label == judged};
}

OutcomeStatusMetrics::OutcomeStatusMetrics(prometheus::Registry& registry, const std::string& model,
                                           const std::string& version)
    : family_(FamilyOf(registry,
                       {"credence_outcomes_total",
                        "Outcomes reported, by what was done with them; model and version are "
                        "empty where none in service was found"})) {
  for (size_t s = 0; s < counters_.size(); ++s) {
    counters_[s] = &family_.Add(
        {{"model", model}, {"version", version}, {"status", std::string(kOutcomeStatusNames[s])}});
  }
}

OutcomeStatusMetrics::~OutcomeStatusMetrics() {
  for (Counter* counter : counters_) family_.Remove(counter);
}

struct OutcomeMetrics::Decided {
  std::vector<std::array<Counter*, kPerBin.size()>> bins;
  std::array<Counter*, kPerDecision.size()> sums = {};
};

OutcomeMetrics::Decided OutcomeMetrics::Register(prometheus::Registry& registry,
                                                 const Labels& labels) {
  const auto add = [this](Family<Counter>& family, const Labels& named) {
    Counter* counter = &family.Add(named);
    remove_.push_back([&family, counter] { family.Remove(counter); });
    return counter;
  };
  Decided decided;
  decided.bins.resize(inner_edges_.size() + 1);
  for (size_t f = 0; f < kPerBin.size(); ++f) {
    auto& family = FamilyOf(registry, kPerBin[f]);
    for (size_t b = 0; b < decided.bins.size(); ++b) {
      decided.bins[b][f] = add(family, With(labels, "bin", absl::StrFormat("%02d", b)));
    }
  }
  for (size_t f = 0; f < kPerDecision.size(); ++f) {
    decided.sums[f] = add(FamilyOf(registry, kPerDecision[f]), labels);
  }
  return decided;
}

OutcomeMetrics::OutcomeMetrics(prometheus::Registry& registry, const std::string& model,
                               int64_t version, const checkpoint::Manifest& manifest)
    : positive_class_(manifest.positive_class),
      inner_edges_(EdgesOf(manifest)),
      statuses_(registry, model, absl::StrCat(version)) {
  const Labels labels = {{"model", model}, {"version", absl::StrCat(version)}};
  const char* const names[] = {"keep", "defer"};
  for (int d = 0; d < 2; ++d) {
    decided_[d] = std::make_unique<Decided>(Register(registry, With(labels, "decision", names[d])));
  }
  auto& delays =
      prometheus::BuildHistogram()
          .Name("credence_outcome_delay_seconds")
          .Help("Time from a prediction to the receipt of its outcome, of outcomes counted")
          .Register(registry);
  delay_ = &delays.Add(labels, kDelays);
  remove_.push_back([&delays, this] { delays.Remove(delay_); });
}

OutcomeMetrics::~OutcomeMetrics() {
  for (const auto& remove : remove_) remove();
}

void OutcomeMetrics::CountPair(const JournalPair& pair) {
  const JournalPrediction& prediction = pair.prediction;
  const JudgedEvent judged = Judge(prediction.probabilities, pair.label, positive_class_);
  const double p = judged.probability;
  const auto bin = std::ranges::upper_bound(inner_edges_, p) - inner_edges_.begin();
  Decided& decided = *decided_[prediction.deferred ? 1 : 0];
  auto& [outcomes, predicted, observed, variance] = decided.bins[bin];
  counted_.fetch_add(1);
  outcomes->Increment();
  predicted->Increment(p);
  if (judged.happened) observed->Increment();
  variance->Increment(p * (1 - p));
  auto& [brier, mixture_nll, average_nll] = decided.sums;
  const double miss = p - (judged.happened ? 1 : 0);
  brier->Increment(miss * miss);
  mixture_nll->Increment(-std::log(std::max(prediction.probabilities[pair.label], DBL_MIN)));
  average_nll->Increment(std::min(prediction.average_nll[pair.label], kMostNats));
  delay_->Observe(absl::ToDoubleSeconds(pair.received_at - prediction.predicted_at));
}

}  // namespace credence::server
