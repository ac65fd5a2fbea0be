// Files -> labelled records -> a matrix, and how to divide them.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "models/data/encode.h"
#include "models/data/record.h"

namespace credence::data {

// Records with their outcomes, in file order.
struct LabelledRecords {
  std::vector<Record> records;
  std::vector<int> labels;          // [records], class numbers
  std::vector<std::string> groups;  // [records]: whom each is about; empty: each about its own id

  // [records]: the risk that another model gave, for comparison, or empty; and that model's name.
  std::vector<double> baseline;
  std::string baseline_name;

  // Records of one group are never divided between training and judging. REQUIRES: i < records.
  const std::string& group(size_t i) const { return groups.empty() ? records[i].id : groups[i]; }
};

// An encoded set. rows [N, width] row-major.
struct Dataset {
  std::vector<std::string> ids;
  std::vector<float> rows;
  int64_t width = 0;
  std::vector<int> labels;

  int64_t size() const { return static_cast<int64_t>(labels.size()); }
  std::span<const float> row(int64_t i) const {
    return std::span(rows).subspan(static_cast<size_t>(i * width), static_cast<size_t>(width));
  }
};

// Paths as in physionet2012.h. Errors: theirs; InvalidArgument for a record without an outcome.
absl::StatusOr<LabelledRecords> ReadLabelledRecords(const std::string& records_path,
                                                    const std::string& outcomes_path);

// The records at `indices`, in that order.
LabelledRecords Select(const LabelledRecords& all, std::span<const int64_t> indices);

// progress(done, total), if given, is called after every record. Errors: the encoder's, with the
// record's id before.
absl::StatusOr<Dataset> EncodeRecords(const Encoder& encoder, const LabelledRecords& labelled,
                                      const std::function<void(int64_t, int64_t)>& progress = {});

// `more` behind `all`. A baseline stays where both have it, or `all` is empty.
void Append(LabelledRecords more, LabelledRecords& all);

// Two parts of 0 .. N-1, each in ascending order.
struct Split {
  std::vector<int64_t> training;
  std::vector<int64_t> held_out;
};

// Every class is spread evenly over the folds: class counts of two folds differ by at most 1 per
// class. Split f holds out fold f. The same seed gives the same folds on every platform. Errors:
// InvalidArgument unless 2 <= folds <= N.
absl::StatusOr<std::vector<Split>> StratifiedFolds(std::span<const int> labels, int folds,
                                                   uint64_t seed);

// Holds out round(fraction * count) of every class. Errors: InvalidArgument unless 0 <= fraction
// < 1.
absl::StatusOr<Split> StratifiedHoldOut(std::span<const int> labels, double fraction,
                                        uint64_t seed);

// The same over whole groups: a group counts once, with the highest label of its records, and all
// of its records go where it goes. Where every group has one record, these are the functions above.
absl::StatusOr<std::vector<Split>> GroupFolds(const LabelledRecords& all, int folds, uint64_t seed);
absl::StatusOr<Split> GroupHoldOut(const LabelledRecords& all, double fraction, uint64_t seed);

// A group's fixed place in [0, 1), the same in every file, on every platform and for good: FNV-1a
// (64 bits) of its name, one step of SplitMix64 (docs/checkpoint_format.md, section 3), and the
// upper 53 bits as a fraction.
double PlaceOf(const std::string& group);

// Holds out the records whose group's place is below `share`. Errors: InvalidArgument unless 0 <=
// share < 1, and where a part that should have records has none.
absl::StatusOr<Split> SplitByPlace(const LabelledRecords& all, double share);

}  // namespace credence::data
