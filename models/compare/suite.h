// A comparison, written down: which data sets, which methods, which seeds. docs/comparison.md lists
// every key. Reading is strict, as that of a recipe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace credence::compare {

// [[sets]]: a recipe, and the records that every checkpoint is judged on. Paths are absolute.
struct SetEntry {
  std::string name;    // of its folder and in the results
  std::string label;   // for people; the name where the suite is silent
  std::string recipe;  // says how to train, and on what
  std::vector<std::string> test_records, test_outcomes;  // never trained on; one each
  // "ICUType=medical": records with this category are not trained on; no others are judged on.
  // Empty: all.
  std::string train_without, test_only;
  // 2 or more: no test records, but cross-validation on what is trained on. Each of a method's
  // networks sees the other folds and answers its own; a seed's answers are pooled.
  int folds = 0;
  std::vector<std::string> overrides;  // of the recipe, "section.key=value"
};

// [[methods]]: what is laid over a set's recipe.
struct MethodEntry {
  std::string name, label;
  std::string file;                    // a method file, see training::ReadRecipe; may be empty
  std::vector<std::string> overrides;  // on top of it
};

// [[shift.others]]: patients whom no checkpoint of the suite knows, for out-of-distribution
// detection: the set's test records or, where it names none, all of its recipe's. names:
// "theirs=ours", which of their variables are what the checkpoints call otherwise; all others are
// left out. Empty: they are called the same.
struct OtherPatients {
  SetEntry set;
  std::vector<std::string> names;
};

// [shift]: what the checkpoints of these sets answer once more, see shifted.h.
struct ShiftEntry {
  std::vector<std::string> sets;   // none: no shifts
  std::vector<std::string> kinds;  // rows of data::Shifts
  std::vector<int64_t> severities = {1, 2, 3, 4, 5};
  uint64_t seed = 1;
  std::vector<OtherPatients> others;
};

// [sweep]: these methods once more with each of these numbers of components K.
struct Sweep {
  std::vector<std::string> sets;  // empty: all
  std::vector<std::string> methods;
  std::vector<int64_t> components;
};

// [quick]: what --quick puts in place of the rest.
struct Quick {
  std::vector<uint64_t> seeds = {1, 2};
  std::vector<std::string> methods;    // empty: all
  int64_t records = 0;                 // the first ones of each file of records; 0: all
  std::vector<int64_t> severities;     // of [shift]; empty: as there
  std::vector<std::string> overrides;  // on top of every method
};

struct Suite {
  std::string path;
  std::string name, description;
  std::vector<uint64_t> seeds = {1, 2, 3, 4, 5};
  std::string baseline = "rank1_gaussian";  // the method that the others are paired with
  int replicates = 1000;                    // of the bootstrap
  std::vector<SetEntry> sets;
  std::vector<MethodEntry> methods;
  Sweep sweep;
  ShiftEntry shift;
  Quick quick;
  int64_t records = 0;  // see Quick::records
};

// Paths in the file are relative to its folder. Errors: NotFound; InvalidArgument naming file, key,
// value got and value wanted.
absl::StatusOr<Suite> ReadSuite(const std::string& path);

// The quick form: its seeds, its methods, its overrides, no sweep.
Suite MakeQuick(Suite suite);

// Errors: InvalidArgument for a name that is no method's of the suite.
absl::Status CheckMethods(const Suite& suite, const std::string& key,
                          const std::vector<std::string>& names);

}  // namespace credence::compare
