// The durable store of predictions and their outcomes: the seam between the server and a database.
// Holds ids, times, probabilities and decisions; no features, no names.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace credence::server {

// One answered instance. Its key is (prediction_id, model, version): the first one stays, so that a
// client may repeat a request.
struct JournalPrediction {
  std::string prediction_id;
  std::string model;
  int64_t version = 0;
  absl::Time predicted_at;            // microseconds are kept
  std::vector<double> probabilities;  // [C] predictive mean
  std::vector<double> average_nll;    // [C] nats
  double epistemic = 0;               // nats
  bool deferred = false;
  std::string cohort;  // one of the model's list, or empty
};

// An outcome to store.
struct JournalOutcome {
  // Names the prediction: prediction_id, narrowed by model and version where they are given.
  std::string prediction_id;
  std::string model;    // empty: any
  int64_t version = 0;  // 0: any
  int label = 0;        // class index, >= 0
  // InfinitePast: not given; received_at then, or predicted_at where that is later.
  absl::Time observed_at;
  absl::Time received_at;
  // From a receipt: stored first where the journal does not hold it yet; the outcome then names
  // this prediction and no other.
  std::optional<JournalPrediction> receipt;
};

// Clocks, of clients and of replicas, may differ by so much.
inline constexpr absl::Duration kClockSkew = absl::Minutes(5);

enum class OutcomeState {
  kCounted,
  kDuplicate,
  kCorrected,
  kUnknownPrediction,
  kTooLate,
  kLabelInvalid,  // label >= the prediction's C
  kInvalid,       // observed_at more than kClockSkew before predicted_at
  kStale,         // another label, observed before the one that is stored: that one stays
};

// A prediction joined with its outcome.
struct JournalPair {
  int64_t sequence = 0;  // rises with every outcome counted or corrected, in the order of commits
  JournalPrediction prediction;
  int label = 0;
  absl::Time observed_at;
  absl::Time received_at;
  int corrections = 0;  // how often the label was changed
  // As it was first counted: what a test over the stream of outcomes sees, whatever was corrected
  // since. Equal to label and sequence where corrections is 0.
  int first_label = 0;
  int64_t first_sequence = 0;
};

// What was done with one outcome: one entry per prediction it was joined with, the latest
// prediction first.
struct OutcomeJoin {
  OutcomeState state = OutcomeState::kUnknownPrediction;
  JournalPair pair;         // empty where no prediction was found
  int previous_label = -1;  // kCorrected
};
using OutcomeJoins = std::vector<OutcomeJoin>;  // never empty

// Which pairs to read.
struct PairQuery {
  std::string model;
  int64_t version = 0;                          // required
  std::string cohort = "";                      // empty: all
  std::optional<bool> deferred = std::nullopt;  // both
  absl::Time received_since = absl::InfinitePast();
  int64_t last = 0;            // the newest by sequence; 0: no bound
  int64_t after_sequence = 0;  // only later ones
};

// Predictions of a model version made since a time, and how many of them have an outcome.
struct Coverage {
  int64_t predictions = 0;
  int64_t with_outcome = 0;
};

// A model version that the journal has predictions of.
struct JournalVersion {
  std::string model;
  int64_t version = 0;
};

// A database. One thread at a time calls Write; the other methods are thread-safe and may run
// beside it. Errors of every method: Unavailable (down, locked, cannot connect), ResourceExhausted
// (disk full), DataLoss (corrupt file), Internal; the message names the store, never a prediction.
class Journal {
 public:
  virtual ~Journal() = default;

  // Stores predictions, then outcomes in the order given, in one transaction: durable, and visible
  // to every reader, when this returns OK; nothing is stored where it fails. joins: one entry per
  // outcome. horizon: an outcome received later than this after its prediction is kTooLate and not
  // stored; one that is stored already stays kDuplicate.
  virtual absl::Status Write(std::span<const JournalPrediction> predictions,
                             std::span<const JournalOutcome> outcomes, absl::Duration horizon,
                             std::vector<OutcomeJoins>& joins) = 0;

  // In the order of their sequence.
  virtual absl::StatusOr<std::vector<JournalPair>> Read(const PairQuery& query) = 0;

  virtual absl::StatusOr<Coverage> Count(const std::string& model, int64_t version,
                                         absl::Time predicted_since) = 0;

  virtual absl::StatusOr<std::vector<JournalVersion>> Versions() = 0;

  // A small piece of text under a name, e.g. the state of a sequential alarm: the one with the
  // highest sequence stays, of equal ones the later, so that replicas may write it at the same
  // time. LoadState: NotFound where there is none.
  virtual absl::Status SaveState(const std::string& name, int64_t sequence,
                                 const std::string& text) = 0;
  virtual absl::StatusOr<std::string> LoadState(const std::string& name) = 0;

  // Deletes predictions made before this time, with their outcomes, in small transactions; then
  // gives room back. Returns how many were deleted. stop: asked between transactions; what is left
  // is for the next call.
  virtual absl::StatusOr<int64_t> Purge(absl::Time predicted_before,
                                        const std::stop_token& stop) = 0;

  // "sqlite" or "postgres".
  virtual std::string kind() const = 0;
};

}  // namespace credence::server
