// What happens to every answer beside being sent: each prediction gets its receipt, and a place in
// the journal.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "credence/v1/prediction.pb.h"
#include "server/journal/writer.h"
#include "server/outcomes/receipt.h"

namespace credence::server {

// Thread-safe.
class Recorder {
 public:
  // writer: nullptr where there is no journal. Both outlive this.
  Recorder(const ReceiptKeys& keys, JournalWriter* writer) : keys_(keys), writer_(writer) {}

  // Whether Predict may answer, see JournalWriter::Admit. Errors: UNAVAILABLE, error::JournalFails.
  absl::Status Admit() const;

  // Signs and queues each prediction of a whole response. request: what it answers. now: when.
  void Record(const v1::PredictRequest& request, absl::Time now,
              v1::PredictResponse& response) const;

 private:
  const ReceiptKeys& keys_;
  JournalWriter* const writer_;
};

}  // namespace credence::server
