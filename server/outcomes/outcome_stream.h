// ReportOutcomesStream: any number of messages, one summary at the end; a bounded number of
// outcomes in flight, beyond which nothing is read, so that HTTP/2's flow control holds the client
// back.
#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "server/outcomes/intake.h"

namespace credence::server {

struct OutcomeStreamOptions {
  int64_t max_in_flight = 10000;  // outcomes; a message may go beyond it
  int64_t max_message_bytes = 4 << 20;
  std::function<bool()> cancelled = [] { return false; };
  // Takes the outcomes of one message, see Intake::Report.
  std::function<void(const OutcomeList&, OutcomeResultList&, Intake::Done)> report;
  // Called once, when nothing of the stream is in flight any more; outcomes: how many came.
  absl::AnyInvocable<void(const absl::Status&, int64_t outcomes)> finished;
};

class OutcomeStream;

// The streams that are open. Thread-safe; outlives them.
class OutcomeStreams {
 public:
  // Fills response at the end. The reactor owns itself. An error ends the stream: that of a
  // message, or of the journal.
  grpc::ServerReadReactor<grpc::ByteBuffer>* Start(OutcomeStreamOptions options,
                                                   grpc::ByteBuffer* response);

  // Ends every stream, and each that starts from now on, by UNAVAILABLE once what was read is done.
  void Drain();
  bool draining() const { return draining_.load(std::memory_order_acquire); }

 private:
  std::atomic<bool> draining_ = false;
  std::mutex mutex_;
  std::vector<std::weak_ptr<OutcomeStream>> open_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace credence::server
