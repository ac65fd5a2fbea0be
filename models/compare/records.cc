#include "models/compare/records.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/checkpoint/safetensors.h"
#include "models/data/shift.h"
#include "models/training/cross_validate.h"

namespace credence::compare {
namespace {

using training::Part;

std::string ListOverride(const char* key, const std::vector<std::string>& paths) {
  if (paths.empty()) return absl::StrCat(key, "=[]");
  return absl::StrCat(key, "=['", absl::StrJoin(paths, "', '"), "']");
}

void KeepFirst(int64_t count, data::LabelledRecords& labelled) {
  if (count == 0 || static_cast<int64_t>(labelled.records.size()) <= count) return;
  std::vector<int64_t> first(count);
  std::iota(first.begin(), first.end(), int64_t{0});
  labelled = data::Select(labelled, first);
}

// Keeps the records with this category, or those without it.
absl::Status KeepCategory(const SetEntry& set, const std::string& category, bool with,
                          data::LabelledRecords& labelled) {
  const size_t equals = category.find('=');
  const std::string name = category.substr(0, equals), value = category.substr(equals + 1);
  std::vector<int64_t> kept;
  for (size_t i = 0; i < labelled.records.size(); ++i) {
    if (data::HasCategory(labelled.records[i], name, value) == with) kept.push_back(i);
  }
  const size_t all = labelled.records.size();
  if (kept.empty() || kept.size() == all) {
    const size_t have = with ? kept.size() : all - kept.size();
    return absl::InvalidArgumentError(absl::StrCat("sets.", set.name, ": got ", category, " in ",
                                                   have, " of ", all,
                                                   " records, wanted it in some, not in all"));
  }
  labelled = data::Select(labelled, kept);
  return absl::OkStatus();
}

absl::StatusOr<training::Charts> ReadPart(const Suite& suite, const SetEntry& set, Part part) {
  const auto recipe = training::ReadRecipe(set.recipe, OverridesOf(set));
  if (!recipe.ok()) return recipe.status();
  auto charts = training::ReadCharts(*recipe, part);
  if (!charts.ok()) return charts;
  KeepFirst(suite.records, charts->labelled);
  const bool judged = part == Part::kTest;
  const std::string& category = judged ? set.test_only : set.train_without;
  if (category.empty()) return charts;
  auto status = KeepCategory(set, category, judged, charts->labelled);
  if (!status.ok()) return status;
  return charts;
}

TestCases CasesOf(data::LabelledRecords labelled) {
  std::string text;
  for (size_t i = 0; i < labelled.records.size(); ++i) {
    absl::StrAppend(&text, labelled.records[i].id, " ", labelled.labels[i], "\n");
  }
  return {.labelled = std::move(labelled),
          .sha256 = checkpoint::Sha256(std::as_bytes(std::span(text)))};
}

absl::StatusOr<std::vector<SetRecords>> FoldsOf(const training::Charts& all, int folds) {
  const uint64_t seed = training::CrossValidateOptions{}.fold_seed;
  const auto splits = data::GroupFolds(all.labelled, folds, seed);
  if (!splits.ok()) return splits.status();
  std::vector<SetRecords> records;
  for (const data::Split& split : *splits) {
    training::Charts others{.schema = all.schema,
                            .labelled = data::Select(all.labelled, split.training),
                            .hashes = all.hashes};
    records.push_back({.training = std::make_shared<const training::Charts>(std::move(others)),
                       .test = CasesOf(data::Select(all.labelled, split.held_out))});
  }
  return records;
}

}  // namespace

std::vector<std::string> OverridesOf(const SetEntry& set) {
  std::vector<std::string> overrides = set.overrides;
  if (!set.test_records.empty()) {
    overrides.insert(overrides.end(), {ListOverride("data.test_records", set.test_records),
                                       ListOverride("data.test_outcomes", set.test_outcomes)});
  }
  return overrides;
}

absl::StatusOr<std::vector<SetRecords>> ReadSetRecords(const Suite& suite, const SetEntry& set) {
  auto training = ReadPart(suite, set, Part::kTraining);
  if (!training.ok()) return training.status();
  if (set.folds > 0) return FoldsOf(*training, set.folds);
  auto test = ReadPart(suite, set, Part::kTest);
  if (!test.ok()) return test.status();
  return std::vector<SetRecords>{
      {.training = std::make_shared<const training::Charts>(*std::move(training)),
       .test = CasesOf(std::move(test->labelled))}};
}

absl::StatusOr<training::Charts> ReadOtherRecords(const Suite& suite, const SetEntry& set) {
  return ReadPart(suite, set, set.test_records.empty() ? Part::kAll : Part::kTest);
}

}  // namespace credence::compare
