#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "models/data/dataset.h"

namespace credence::data {
namespace {

// Fisher-Yates with plain modulo: std::shuffle differs between standard libraries, and the bias of
// the modulo is below 1e-13 for any set that fits in memory.
void Shuffle(std::vector<int64_t>& items, std::mt19937_64& generator) {
  for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[generator() % i]);
}

// Shuffled indices of every class, by label.
std::map<int, std::vector<int64_t>> ShuffledClasses(std::span<const int> labels, uint64_t seed) {
  std::map<int, std::vector<int64_t>> classes;
  for (size_t i = 0; i < labels.size(); ++i) classes[labels[i]].push_back(static_cast<int64_t>(i));
  std::mt19937_64 generator(seed);
  for (auto& [label, members] : classes) Shuffle(members, generator);
  return classes;
}

Split SplitBy(const std::vector<int>& part, int held_out) {
  Split split;
  for (size_t i = 0; i < part.size(); ++i) {
    (part[i] == held_out ? split.held_out : split.training).push_back(static_cast<int64_t>(i));
  }
  return split;
}

}  // namespace

absl::StatusOr<std::vector<Split>> StratifiedFolds(std::span<const int> labels, int folds,
                                                   uint64_t seed) {
  if (folds < 2 || static_cast<size_t>(folds) > labels.size()) {
    return absl::InvalidArgumentError(absl::StrCat("folds: got ", folds, " for ", labels.size(),
                                                   " records, want 2 to the number of records"));
  }
  std::vector<int> fold_of(labels.size());
  int next = 0;  // runs on from class to class, so that the folds' sizes differ by at most 1 too
  for (const auto& [label, members] : ShuffledClasses(labels, seed)) {
    for (const int64_t index : members) {
      fold_of[static_cast<size_t>(index)] = next;
      next = (next + 1) % folds;
    }
  }
  std::vector<Split> splits;
  for (int fold = 0; fold < folds; ++fold) splits.push_back(SplitBy(fold_of, fold));
  return splits;
}

absl::StatusOr<Split> StratifiedHoldOut(std::span<const int> labels, double fraction,
                                        uint64_t seed) {
  if (!(fraction >= 0 && fraction < 1)) {
    return absl::InvalidArgumentError(
        absl::StrCat("hold-out fraction: got ", fraction, ", want 0 to less than 1"));
  }
  std::vector<int> part(labels.size(), 0);
  for (const auto& [label, members] : ShuffledClasses(labels, seed)) {
    const auto count = std::lround(fraction * static_cast<double>(members.size()));
    for (long i = 0; i < count; ++i) part[static_cast<size_t>(members[static_cast<size_t>(i)])] = 1;
  }
  return SplitBy(part, 1);
}

}  // namespace credence::data
