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

// The groups in the order of their first records.
struct Groups {
  std::vector<int> labels;     // [groups], the highest of the group's records
  std::vector<size_t> of_row;  // [records]
};

Groups GroupsOf(const LabelledRecords& all) {
  Groups out;
  std::map<std::string, size_t> known;
  for (size_t i = 0; i < all.labels.size(); ++i) {
    const auto [entry, added] = known.emplace(all.group(i), out.labels.size());
    if (added) out.labels.push_back(all.labels[i]);
    int& label = out.labels[entry->second];
    label = std::max(label, all.labels[i]);
    out.of_row.push_back(entry->second);
  }
  return out;
}

Split ToRows(const Groups& groups, const Split& of_groups) {
  std::vector<int> part(groups.labels.size(), 0);
  for (const int64_t group : of_groups.held_out) part[static_cast<size_t>(group)] = 1;
  std::vector<int> of_row;
  for (const size_t group : groups.of_row) of_row.push_back(part[group]);
  return SplitBy(of_row, 1);
}

uint64_t HashOf(const std::string& text) {
  uint64_t z = 0xcbf29ce484222325;
  for (const char c : text) z = (z ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  z += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
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

absl::StatusOr<std::vector<Split>> GroupFolds(const LabelledRecords& all, int folds,
                                              uint64_t seed) {
  const Groups groups = GroupsOf(all);
  absl::StatusOr<std::vector<Split>> splits = StratifiedFolds(groups.labels, folds, seed);
  if (!splits.ok()) return splits.status();
  for (Split& split : *splits) split = ToRows(groups, split);
  return splits;
}

absl::StatusOr<Split> GroupHoldOut(const LabelledRecords& all, double fraction, uint64_t seed) {
  const Groups groups = GroupsOf(all);
  const absl::StatusOr<Split> split = StratifiedHoldOut(groups.labels, fraction, seed);
  if (!split.ok()) return split.status();
  return ToRows(groups, *split);
}

double PlaceOf(const std::string& group) {
  return static_cast<double>(HashOf(group) >> 11) * 0x1p-53;
}

absl::StatusOr<Split> SplitByPlace(const LabelledRecords& all, double share) {
  if (!(share >= 0 && share < 1)) {
    return absl::InvalidArgumentError(
        absl::StrCat("test share: got ", share, ", want 0 to less than 1"));
  }
  std::vector<int> part;
  for (size_t i = 0; i < all.records.size(); ++i) part.push_back(PlaceOf(all.group(i)) < share);
  Split split = SplitBy(part, 1);
  if (split.training.empty() || (share > 0 && split.held_out.empty())) {
    return absl::InvalidArgumentError(
        absl::StrCat("test share: got ", share, ", which leaves ", split.training.size(),
                     " records to train on and ", split.held_out.size(), " to judge by"));
  }
  return split;
}

}  // namespace credence::data
