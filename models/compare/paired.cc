#include "models/compare/paired.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "models/metrics/calibration.h"

namespace credence::compare {
namespace {

std::vector<size_t> OrderOf(const Answers& answers) {
  std::vector<size_t> order(answers.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return answers.risk[a] < answers.risk[b]; });
  return order;
}

// Two lists of networks, pair by pair.
class Pairs {
 public:
  Pairs(const std::vector<const Answers*>& method, const std::vector<const Answers*>& baseline)
      : seeds_(std::min(method.size(), baseline.size())) {
    for (size_t s = 0; s < seeds_; ++s) {
      networks_.push_back({method[s], OrderOf(*method[s]), 1.0 / static_cast<double>(seeds_)});
      networks_.push_back({baseline[s], OrderOf(*baseline[s]), -1.0 / static_cast<double>(seeds_)});
    }
    nll_ = RowDifferences(&Answers::mixture_nll);
    brier_ = RowDifferences(&Answers::brier);
    event_ = RowDifferences(&Answers::event);
  }

  // Differences on these rows, as Differences has them.
  std::vector<double> On(std::span<const size_t> index) const {
    double nll = 0, brier = 0, ece = 0, auroc = 0, right = 0;
    std::vector<int> counts(nll_.size(), 0);
    for (const size_t i : index) {
      nll += nll_[i];
      brier += brier_[i];
      right += event_[i];
      ++counts[i];
    }
    for (const Network& network : networks_) {
      ece += network.weight * WeightedEce(*network.answers, counts);
      auroc += is_binary() ? network.weight * WeightedAuroc(*network.answers, network.order, counts)
                           : kNone;
    }
    const double n = static_cast<double>(index.size());
    return {nll / n, brier / n, ece, auroc, is_binary() ? kNone : right / n};
  }

 private:
  struct Network {
    const Answers* answers;
    std::vector<size_t> order;
    double weight;
  };

  bool is_binary() const { return networks_.front().answers->binary; }

  template <typename Number>
  std::vector<double> RowDifferences(std::vector<Number> Answers::*column) const {
    std::vector<double> sums(networks_.front().answers->size(), 0);
    for (const Network& network : networks_) {
      const std::vector<Number>& values = network.answers->*column;
      for (size_t i = 0; i < sums.size(); ++i) sums[i] += network.weight * values[i];
    }
    return sums;
  }

  size_t seeds_;
  std::vector<Network> networks_;
  std::vector<double> nll_, brier_, event_;
};

absl::Status CheckPairs(const std::vector<const Answers*>& method,
                        const std::vector<const Answers*>& baseline) {
  if (method.empty() || baseline.empty()) {
    return absl::InvalidArgumentError("pairs: got no seed, wanted at least 1 of each method");
  }
  for (const auto* side : {&method, &baseline}) {
    for (const Answers* answers : *side) {
      if (answers->cases_sha256 == baseline.front()->cases_sha256 &&
          answers->size() == baseline.front()->size()) {
        continue;
      }
      return absl::InvalidArgumentError(absl::StrCat("pairs: got answers to ", answers->size(),
                                                     " rows, wanted the ", baseline.front()->size(),
                                                     " rows that the baseline answered"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

double WeightedAuroc(const Answers& answers, const std::vector<size_t>& order,
                     const std::vector<int>& counts) {
  // Twice the number of pairs won: ties count once.
  double won = 0, with = 0, without = 0;
  for (size_t begin = 0; begin < order.size();) {
    double tied_with = 0, tied_without = 0;
    size_t end = begin;
    for (; end < order.size() && answers.risk[order[end]] == answers.risk[order[begin]]; ++end) {
      (answers.event[order[end]] == 1 ? tied_with : tied_without) += counts[order[end]];
    }
    won += tied_with * (2 * without + tied_without);
    with += tied_with;
    without += tied_without;
    begin = end;
  }
  return with > 0 && without > 0 ? won / (2 * with * without) : kNone;
}

double WeightedEce(const Answers& answers, const std::vector<int>& counts) {
  double missed[metrics::kEceBins] = {};  // events less risks, summed
  double total = 0, sum = 0;
  for (size_t i = 0; i < answers.size(); ++i) {
    const int bin =
        std::min(static_cast<int>(answers.risk[i] * metrics::kEceBins), metrics::kEceBins - 1);
    missed[bin] += counts[i] * (answers.event[i] - answers.risk[i]);
    total += counts[i];
  }
  for (const double miss : missed) sum += std::abs(miss);
  return total > 0 ? sum / total : kNone;
}

absl::StatusOr<Differences> PairedDifferences(const std::vector<const Answers*>& method,
                                              const std::vector<const Answers*>& baseline,
                                              const metrics::BootstrapOptions& options) {
  if (auto status = CheckPairs(method, baseline); !status.ok()) return status;
  const Pairs pairs(method, baseline);
  const size_t n = method.front()->size();
  std::vector<size_t> all(n);
  std::iota(all.begin(), all.end(), size_t{0});
  const std::vector<double> values = pairs.On(all);
  const auto intervals = metrics::Bootstrap(
      n, [&](std::span<const size_t> index) { return pairs.On(index); }, options);
  if (!intervals.ok()) return intervals.status();
  return Differences{.mixture_nll = {values[0], (*intervals)[0]},
                     .brier = {values[1], (*intervals)[1]},
                     .ece = {values[2], (*intervals)[2]},
                     .auroc = {values[3], (*intervals)[3]},
                     .accuracy = {values[4], (*intervals)[4]}};
}

}  // namespace credence::compare
