#include "server/outcomes/outcome_stream.h"

#include <map>

#include "server/predict/errors.h"
#include "server/predict/wire.h"

namespace credence::server {
namespace {

constexpr size_t kMostRefused = 1000;

// One message of the stream, from read to done.
struct Part {
  int64_t first = 0;  // position of its first outcome
  v1::ReportOutcomesStreamRequest request;
  OutcomeResultList results;
};

bool IsRefused(v1::OutcomeStatus status) {
  return status != v1::OUTCOME_STATUS_COUNTED && status != v1::OUTCOME_STATUS_DUPLICATE &&
         status != v1::OUTCOME_STATUS_CORRECTED;
}

// Results of any order of parts -> the response.
class Summary {
 public:
  void Add(Part& part) {
    int64_t position = part.first;
    for (v1::OutcomeResult& result : part.results) {
      ++counts_[result.status()];
      if (IsRefused(result.status())) Keep(position, result);
      ++position;
    }
  }

  v1::ReportOutcomesStreamResponse ToProto() {
    v1::ReportOutcomesStreamResponse response;
    for (const auto& [status, outcomes] : counts_) {
      auto* count = response.add_counts();
      count->set_status(status);
      count->set_outcomes(outcomes);
    }
    for (auto& [position, result] : refused_) {
      auto* refused = response.add_refused();
      refused->set_position(position);
      *refused->mutable_result() = std::move(result);
    }
    return response;
  }

 private:
  void Keep(int64_t position, v1::OutcomeResult& result) {
    const bool full = refused_.size() == kMostRefused;
    if (full && position > refused_.rbegin()->first) return;
    if (full) refused_.erase(std::prev(refused_.end()));
    refused_[position] = std::move(result);
  }

  std::map<v1::OutcomeStatus, int64_t> counts_;
  std::map<int64_t, v1::OutcomeResult> refused_;  // the first ones, by position
};

}  // namespace

// Reads while fewer than max_in_flight outcomes are with the journal; ends when all are back.
class OutcomeStream : public grpc::ServerReadReactor<grpc::ByteBuffer> {
 public:
  OutcomeStream(const OutcomeStreams& streams, OutcomeStreamOptions options,
                grpc::ByteBuffer* response)
      : streams_(streams), options_(std::move(options)), response_(response) {}

  // Keeps itself alive until the call is over, and takes the first step.
  void Open(std::shared_ptr<OutcomeStream> self) {
    self_ = std::move(self);
    Step();
  }
  // Starts whatever can be started.
  void Step() {
    Change([] {});
  }

  void OnReadDone(bool ok) override;
  void OnDone() override { const auto last = std::move(self_); }

 private:
  void Answered(Part& part, const absl::Status& status);
  // Changes the state, then starts whatever can be started. Nothing of this object may be used
  // after it: the call may be over.
  template <typename F>
  void Change(F&& change);
  absl::Status End() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const OutcomeStreams& streams_;
  OutcomeStreamOptions options_;
  grpc::ByteBuffer* const response_;
  std::shared_ptr<OutcomeStream> self_;
  grpc::ByteBuffer incoming_;  // of the read that is under way
  std::mutex mutex_;
  Summary summary_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);  // the first
  int64_t read_ ABSL_GUARDED_BY(mutex_) = 0;      // outcomes
  int64_t in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  int parts_ ABSL_GUARDED_BY(mutex_) = 0;  // in flight
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool no_more_ ABSL_GUARDED_BY(mutex_) = false;  // the client has sent all, or is gone
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

void OutcomeStream::OnReadDone(bool ok) {
  auto part = std::make_unique<Part>();
  absl::Status parsed;
  if (ok) parsed = Parse(incoming_, options_.max_message_bytes, part->request);
  const bool good = ok && parsed.ok() && part->request.outcomes_size() > 0;
  bool late = false;  // it came after the stream had ended
  const auto take = [&] {
    late = finished_;
    if (!good) {
      reading_ = false;
      no_more_ = no_more_ || !ok;
      failure_.Update(parsed);
      return;
    }
    part->first = read_;
    read_ += part->request.outcomes_size();
    in_flight_ += part->request.outcomes_size();
    ++parts_;
    reading_ = false;
  };
  if (!good) return Change(take);
  // Counted as in flight before the next read may start: that one could be the end.
  Change(take);
  if (late) return;
  Part* held = part.get();
  options_.report(
      held->request.outcomes(), held->results,
      [this, part = std::move(part)](const absl::Status& status) { Answered(*part, status); });
}

void OutcomeStream::Answered(Part& part, const absl::Status& status) {
  Change([&] {
    --parts_;
    in_flight_ -= part.request.outcomes_size();
    failure_.Update(status);
    if (status.ok()) summary_.Add(part);
  });
}

template <typename F>
void OutcomeStream::Change(F&& change) {
  absl::Status status;
  int64_t outcomes = 0;
  {
    std::lock_guard lock(mutex_);
    change();
    const bool ending = no_more_ || !failure_.ok() || streams_.draining();
    if (finished_) return;
    if (!ending && !reading_ && in_flight_ < options_.max_in_flight) {
      reading_ = true;
      StartRead(&incoming_);
    }
    if (!ending || parts_ > 0) return;
    finished_ = true;
    status = End();
    outcomes = read_;
  }
  options_.finished(status, outcomes);
  Finish(ToGrpcStatus(status));
}

absl::Status OutcomeStream::End() {
  if (!failure_.ok()) return failure_;
  if (!no_more_) return error::Draining();
  if (options_.cancelled()) return error::Cancelled();
  return Serialize(summary_.ToProto(), *response_);
}

grpc::ServerReadReactor<grpc::ByteBuffer>* OutcomeStreams::Start(OutcomeStreamOptions options,
                                                                 grpc::ByteBuffer* response) {
  auto stream = std::make_shared<OutcomeStream>(*this, std::move(options), response);
  OutcomeStream* started = stream.get();
  {
    std::lock_guard lock(mutex_);
    std::erase_if(open_, [](const auto& open) { return open.expired(); });
    open_.push_back(stream);
  }
  started->Open(std::move(stream));
  return started;
}

void OutcomeStreams::Drain() {
  draining_.store(true, std::memory_order_release);
  std::vector<std::shared_ptr<OutcomeStream>> streams;
  {
    std::lock_guard lock(mutex_);
    for (const auto& open : open_) {
      if (auto alive = open.lock()) streams.push_back(std::move(alive));
    }
  }
  for (const auto& stream : streams) stream->Step();
}

}  // namespace credence::server
