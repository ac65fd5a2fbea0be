// The rules by which outcomes meet predictions: the same for every database, in memory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "server/journal/journal.h"

namespace credence::server {

// A prediction that a database holds, with its outcome where there is one.
struct StoredPair {
  int64_t row = 0;    // of the prediction, in its database
  int64_t model = 0;  // row of the model version
  bool has_outcome = false;
  JournalPair pair;
};

// One transaction: every prediction that its outcomes may name is added first, then the outcomes
// are joined in their order. A database stores changed() and sequence() in the end.
//
// An outcome with a receipt names that one prediction. The checks, first to last: label, times,
// duplicate and stale (however late: it is counted already), horizon. An observed_at at most
// kClockSkew before predicted_at is stored as predicted_at.
class OutcomeJoiner {
 public:
  // sequence: the last one given out.
  OutcomeJoiner(int64_t sequence, absl::Duration horizon);

  // Whether predictions with this id were added.
  bool Knows(const std::string& prediction_id) const { return stored_.contains(prediction_id); }
  void Add(StoredPair stored);

  OutcomeJoins Join(const JournalOutcome& outcome);

  // Counted and corrected, each once.
  std::vector<const StoredPair*> changed() const;
  int64_t sequence() const { return sequence_; }

 private:
  struct Entry {
    StoredPair stored;
    bool changed = false;
  };
  OutcomeJoin JoinOne(const JournalOutcome& outcome, Entry& entry);

  int64_t sequence_;
  const absl::Duration horizon_;
  absl::flat_hash_map<std::string, std::vector<Entry>> stored_;  // the latest prediction first
};

}  // namespace credence::server
