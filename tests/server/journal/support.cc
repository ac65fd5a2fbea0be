#include "tests/server/journal/support.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cmath>
#include <filesystem>

namespace credence::server::testing {

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "credence-journal-XXXXXX").string();
  path_ = mkdtemp(name.data()) == nullptr ? "" : name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

absl::Time At(double seconds) { return absl::FromUnixSeconds(1767225600) + absl::Seconds(seconds); }

JournalPrediction Prediction(const std::string& id, double seconds, double p) {
  return {.prediction_id = id,
          .model = "m",
          .version = 1,
          .predicted_at = At(seconds),
          .probabilities = {1 - p, p},
          .average_nll = {-std::log(1 - p) + 0.01, -std::log(p) + 0.01},
          .epistemic = 0.01,
          .deferred = false,
          .cohort = ""};
}

JournalOutcome Outcome(const std::string& id, int label, double seconds) {
  return {.prediction_id = id,
          .model = "",
          .version = 0,
          .label = label,
          .observed_at = At(seconds + 3600),
          .received_at = At(seconds + 7200),
          .receipt = {}};
}

void ExpectEqual(const JournalPrediction& got, const JournalPrediction& wanted) {
  EXPECT_EQ(got.prediction_id, wanted.prediction_id);
  EXPECT_EQ(got.model, wanted.model);
  EXPECT_EQ(got.version, wanted.version);
  EXPECT_EQ(absl::ToUnixMicros(got.predicted_at), absl::ToUnixMicros(wanted.predicted_at));
  EXPECT_EQ(got.probabilities, wanted.probabilities);
  EXPECT_EQ(got.average_nll, wanted.average_nll);
  EXPECT_EQ(got.epistemic, wanted.epistemic);
  EXPECT_EQ(got.deferred, wanted.deferred);
  EXPECT_EQ(got.cohort, wanted.cohort);
}

std::vector<OutcomeJoins> MustWrite(Journal& journal,
                                    const std::vector<JournalPrediction>& predictions,
                                    const std::vector<JournalOutcome>& outcomes) {
  std::vector<OutcomeJoins> joins;
  const absl::Status status = journal.Write(predictions, outcomes, absl::Hours(24 * 90), joins);
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(joins.size(), outcomes.size());
  joins.resize(outcomes.size(), OutcomeJoins(1));
  return joins;
}

std::vector<JournalPair> MustRead(Journal& journal, PairQuery query) {
  auto pairs = journal.Read(query);
  EXPECT_TRUE(pairs.ok()) << pairs.status();
  return pairs.ok() ? *std::move(pairs) : std::vector<JournalPair>();
}

}  // namespace credence::server::testing
