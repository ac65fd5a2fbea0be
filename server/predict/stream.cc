#include "server/predict/stream.h"

#include <deque>

#include "server/predict/errors.h"
#include "server/predict/wire.h"

namespace credence::server {
namespace {

// One message of the stream, from read to written.
struct Slot {
  grpc::ByteBuffer bytes;  // first the request's, then the response's
  v1::PredictStreamRequest request;
  v1::PredictStreamResponse response;
  bool answered = false;
};

}  // namespace

// Reads while fewer than max_in_flight slots are open; writes the front slot once it is answered.
class StreamReactor : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  StreamReactor(const Streams& streams, StreamOptions options)
      : streams_(streams), options_(std::move(options)) {}

  // Keeps itself alive until the call is over, and takes the first step.
  void Open(std::shared_ptr<StreamReactor> self) {
    self_ = std::move(self);
    Step();
  }
  // Starts whatever can be started.
  void Step() {
    Change([] {});
  }

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone() override { const auto last = std::move(self_); }

 private:
  void Answered(Slot* slot, absl::Status status);
  // Changes the state, then starts whatever can be started. Nothing of this object may be used
  // after it: the call may be over.
  template <typename F>
  void Change(F&& change);
  void Write() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Read(bool draining) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Streams& streams_;
  StreamOptions options_;
  std::shared_ptr<StreamReactor> self_;
  std::mutex mutex_;
  std::deque<std::unique_ptr<Slot>> slots_ ABSL_GUARDED_BY(mutex_);  // in the order of the requests
  std::unique_ptr<Slot> incoming_ ABSL_GUARDED_BY(mutex_);           // being read
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool no_more_ ABSL_GUARDED_BY(mutex_) =
      false;                                     // the client has sent its last request, or is gone
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;  // nothing can be written any more
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

void StreamReactor::OnReadDone(bool ok) {
  if (!ok) {
    return Change([this] {
      incoming_.reset();
      no_more_ = true;
    });
  }
  Slot* slot = nullptr;
  Change([this, &slot] {
    if (!finished_) slot = slots_.emplace_back(std::move(incoming_)).get();
  });
  if (slot == nullptr) return;  // it came after the stream had ended
  const absl::Status parsed = Parse(slot->bytes, options_.max_message_bytes, slot->request);
  options_.answer(parsed,
                  {slot->request.request(), *slot->response.mutable_response(), options_.caller,
                   [this, slot](const absl::Status& status) { Answered(slot, status); }});
}

void StreamReactor::Answered(Slot* slot, absl::Status status) {
  if (status.ok()) status = Serialize(slot->response, slot->bytes);
  if (!status.ok()) {
    *slot->response.mutable_error() = ToRpcStatus(status);
    Serialize(slot->response, slot->bytes).IgnoreError();  // a few kilobytes
  }
  Change([slot] { slot->answered = true; });
}

void StreamReactor::OnWriteDone(bool ok) {
  Change([this, ok] {
    writing_ = false;
    broken_ = broken_ || !ok;
    slots_.pop_front();
  });
}

template <typename F>
void StreamReactor::Change(F&& change) {
  absl::Status status;
  {
    std::lock_guard lock(mutex_);
    change();
    const bool draining = streams_.draining();
    Write();
    Read(draining);
    if (finished_ || !slots_.empty() || !(no_more_ || draining)) return;
    finished_ = true;
    if (!no_more_) status = error::Draining();
    if (broken_) status = error::Cancelled();
  }
  options_.finished(status);
  Finish(ToGrpcStatus(status));
}

void StreamReactor::Write() {
  const auto ready = [this] { return !writing_ && !slots_.empty() && slots_.front()->answered; };
  while (broken_ && ready()) slots_.pop_front();
  if (!ready()) return;
  writing_ = true;
  StartWrite(&slots_.front()->bytes);
}

void StreamReactor::Read(bool draining) {
  const bool room = static_cast<int>(slots_.size()) < options_.max_in_flight;
  if (no_more_ || draining || incoming_ != nullptr || !room) return;
  incoming_ = std::make_unique<Slot>();
  StartRead(&incoming_->bytes);
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Streams::Start(StreamOptions options) {
  auto reactor = std::make_shared<StreamReactor>(*this, std::move(options));
  StreamReactor* started = reactor.get();
  {
    std::lock_guard lock(mutex_);
    std::erase_if(open_, [](const auto& stream) { return stream.expired(); });
    open_.push_back(reactor);
  }
  started->Open(std::move(reactor));
  return started;
}

void Streams::Drain() {
  draining_.store(true, std::memory_order_release);
  std::vector<std::shared_ptr<StreamReactor>> streams;
  {
    std::lock_guard lock(mutex_);
    for (const auto& stream : open_) {
      if (auto alive = stream.lock()) streams.push_back(std::move(alive));
    }
  }
  for (const auto& stream : streams) stream->Step();
}

}  // namespace credence::server
