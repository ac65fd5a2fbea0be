// What was kept of one event table so far, on disk: a killed run goes on from there.
//
// Two files in the working folder: TABLE.part, the kept readings one after the other as they lie in
// memory (12 bytes each), and TABLE.json, written after it and in one step: how many readings of
// the part count, which row of the table comes next and where it starts, and what the part belongs
// to. Both serve the machine that wrote them, until the run is over.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

namespace credence::data::mimic3 {

// One reading of one stay of the cohort.
struct Kept {
  uint32_t stay = 0;    // index into Cohort::stays
  uint16_t minute = 0;  // of the stay, 0 to 48 * 60
  uint8_t variable = 0;
  uint8_t table = 0;
  float value = 0;  // in the schema's unit
};
static_assert(sizeof(Kept) == 12);

// What becomes of rows: the first two count all such rows, the others one row each.
enum Fate { kOfItem, kOfCohort, kOfOtherStay, kOutsideHours, kMarkedAsError, kNoNumber, kFates };

// "of an item that is read".
const char* NameOf(Fate fate);

// How far a table has been read, and what became of its rows.
struct PartState {
  int64_t rows = 0, offset = 0;         // of the table
  int64_t readings = 0;                 // of the part
  bool done = false;                    // the table was read to its end
  std::array<int64_t, kFates> tally{};  // rows, by Fate
};

// Not thread-safe.
class Part {
 public:
  // Goes on with what an earlier run left in `folder`, if it has the same identity: of the table's
  // file, the cohort and the items. Else starts anew. Errors: Internal where files cannot be
  // written.
  static absl::StatusOr<Part> Open(const std::string& folder, const std::string& table,
                                   const std::string& identity);

  PartState& state() { return state_; }
  const PartState& state() const { return state_; }

  absl::Status Add(const Kept& kept);
  // Makes state() what a later run finds.
  absl::Status Save();
  // Every reading that was saved, in the table's order.
  absl::Status Read(absl::FunctionRef<void(const Kept&)> each) const;
  // Deletes both files.
  static void Remove(const std::string& folder, const std::string& table);

 private:
  using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
  Part(std::string path, std::string state_path, std::string identity)
      : path_(std::move(path)),
        state_path_(std::move(state_path)),
        identity_(std::move(identity)) {}
  bool Restore();

  std::string path_, state_path_, identity_;
  PartState state_;
  File file_{nullptr, &std::fclose};
};

}  // namespace credence::data::mimic3
