// What the tests of every journal share.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "server/journal/journal.h"

namespace credence::server::testing {

// A folder of its own, removed in the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// 2026-01-01, plus this many seconds.
absl::Time At(double seconds);

// Of model "m", version 1, two classes, made at At(seconds).
JournalPrediction Prediction(const std::string& id, double seconds = 0, double p = 0.25);

// Known an hour after At(seconds), received two hours after.
JournalOutcome Outcome(const std::string& id, int label, double seconds = 0);

// Equal to the microsecond and to the bit.
void ExpectEqual(const JournalPrediction& got, const JournalPrediction& wanted);

// Writes with a horizon of 90 days; the write must succeed.
std::vector<OutcomeJoins> MustWrite(Journal& journal,
                                    const std::vector<JournalPrediction>& predictions,
                                    const std::vector<JournalOutcome>& outcomes);

// All pairs of "m", version 1; the read must succeed.
std::vector<JournalPair> MustRead(Journal& journal, PairQuery query = {.model = "m", .version = 1});

}  // namespace credence::server::testing
