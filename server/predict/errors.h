// Every error a request can get, by name. Details travel as google.rpc messages in the status's
// payloads and become grpc-status-details-bin. Messages may hold what the client sent; they are
// never logged.
#pragma once

#include <grpcpp/support/status.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/rpc/status.pb.h"

namespace credence::server {

// What is wrong with a request, all of it up to a bound, so that a client can mend everything at
// once. The bound is on their number and on their bytes, since an error travels in headers, which
// gRPC clients refuse beyond 8 KiB.
class Violations {
 public:
  // field: e.g. "instances[3].series[HR].values[7]".
  void Add(std::string field, absl::string_view got, absl::string_view wanted);
  void Add(std::string field, double got, absl::string_view wanted);

  bool empty() const { return found_.empty(); }
  // What is added now is not kept.
  bool full() const { return cut_ || static_cast<int>(found_.size()) >= kMost; }

  // INVALID_ARGUMENT with google.rpc.BadRequest. REQUIRES: !empty().
  absl::Status ToStatus() const;

  static constexpr int kMost = 20;
  static constexpr size_t kMostBytes = 4096;  // of all fields and descriptions

 private:
  struct Violation {
    std::string field;
    std::string description;  // "got X, wanted Y"
  };
  std::vector<Violation> found_;
  size_t bytes_ = 0;
  bool cut_ = false;  // one found no room
};

namespace error {

absl::Status UnknownModel(absl::string_view model, const std::vector<std::string>& known);
absl::Status UnknownVersion(absl::string_view model, int64_t version,
                            const std::vector<int64_t>& known);
absl::Status UnknownCohort(absl::string_view cohort, const std::vector<std::string>& known);
// What the encoder found wrong with an instance, with its path before the encoder's own words.
absl::Status CannotEncode(const std::string& instance, const absl::Status& reason);
absl::Status TooManyInstances(int64_t got, int64_t limit);
absl::Status TooManyBytes(int64_t got, int64_t limit);
// Bytes that are no message of this type, e.g. "credence.v1.PredictRequest".
absl::Status Malformed(absl::string_view type);
// JSON that is no message; reason: the parser's words.
absl::Status BadJson(absl::string_view reason);
// Carries google.rpc.RetryInfo.
absl::Status QueueFull(int64_t waiting, int64_t limit);
absl::Status NoOutcomes();
absl::Status TooManyOutcomes(int64_t got, int64_t limit);
// FAILED_PRECONDITION: the server was started without --journal.
absl::Status NoJournal();
// UNAVAILABLE: the journal cannot be written or read now. Carries google.rpc.RetryInfo, and
// google.rpc.ErrorInfo with the reason JOURNAL_UNAVAILABLE.
absl::Status JournalFails(absl::string_view reason);
// Carries google.rpc.RetryInfo.
absl::Status Busy();
absl::Status Draining();
absl::Status Expired();
absl::Status Cancelled();

}  // namespace error

// The same code, message and details as gRPC carries them.
grpc::Status ToGrpcStatus(const absl::Status& status);
google::rpc::Status ToRpcStatus(const absl::Status& status);

}  // namespace credence::server
