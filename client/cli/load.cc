#include "client/cli/load.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>

#include <memory>
#include <optional>

namespace credence::cli {
namespace {

using Clock = std::chrono::steady_clock;

// One call in flight.
struct Call {
  std::unique_ptr<grpc::ClientContext> context;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
  grpc::ByteBuffer response;
  grpc::Status status;
  Clock::time_point due;
  grpc::GenericStub* stub = nullptr;
};

class Generator {
 public:
  Generator(const LoadOptions& options, const std::vector<grpc::ByteBuffer>& messages)
      : options_(options), messages_(messages), calls_(options.concurrency) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a connection for each channel
    for (int i = 0; i < options.connections; ++i) {
      stubs_.emplace_back(
          grpc::CreateCustomChannel(options.target, grpc::InsecureChannelCredentials(), arguments));
    }
    for (size_t i = 0; i < calls_.size(); ++i) {
      calls_[i].stub = &stubs_[i % stubs_.size()];
      idle_.push_back(&calls_[i]);
    }
  }

  LoadResult Run(const std::function<void()>& measured) {
    const auto start = Clock::now();
    begin_ = start + options_.warmup;
    end_ = begin_ + options_.duration;
    next_due_ = start;
    bool begun = false;
    for (auto now = start; now < end_; now = Clock::now()) {
      if (!begun && now >= begin_) {
        measured();
        begun = true;
      }
      Send(now);
      Receive(begun ? WakeUp() : std::min(WakeUp(), begin_));
    }
    measured();
    const std::chrono::duration<double> seconds = Clock::now() - begin_;
    result_.seconds = seconds.count();
    Drain();
    return std::move(result_);
  }

 private:
  void Send(Clock::time_point now) {
    while (!idle_.empty() && (options_.rate <= 0 || next_due_ <= now)) {
      Call* call = idle_.back();
      idle_.pop_back();
      call->due = options_.rate > 0 ? next_due_ : Clock::now();
      if (options_.rate > 0) {
        next_due_ += std::chrono::duration_cast<Clock::duration>(
            std::chrono::duration<double>(1 / options_.rate));
      }
      Start(call);
    }
  }

  void Start(Call* call) {
    call->context = std::make_unique<grpc::ClientContext>();
    call->context->set_deadline(std::chrono::system_clock::now() + options_.deadline);
    call->response.Clear();
    call->reader = call->stub->PrepareUnaryCall(call->context.get(), options_.method,
                                                messages_[sent_++ % messages_.size()], &queue_);
    call->reader->StartCall();
    call->reader->Finish(&call->response, &call->status, call);
  }

  // When the loop has to look up even if no answer comes.
  Clock::time_point WakeUp() const {
    return options_.rate > 0 && !idle_.empty() ? std::min(next_due_, end_) : end_;
  }

  void Receive(Clock::time_point until) {
    void* tag = nullptr;
    bool ok = false;
    const auto deadline = std::chrono::system_clock::now() + (until - Clock::now());
    if (queue_.AsyncNext(&tag, &ok, deadline) != grpc::CompletionQueue::GOT_EVENT) return;
    Call* call = static_cast<Call*>(tag);
    const auto now = Clock::now();
    if (now >= begin_ && now <= end_) Count(*call, now);
    idle_.push_back(call);
  }

  void Count(const Call& call, Clock::time_point now) {
    if (call.status.ok()) {
      const std::chrono::duration<double, std::micro> latency = now - call.due;
      result_.latencies_us.push_back(latency.count());
    } else {
      ++result_.errors[static_cast<absl::StatusCode>(call.status.error_code())];
    }
  }

  void Drain() {
    void* tag = nullptr;
    bool ok = false;
    while (idle_.size() < calls_.size() && queue_.Next(&tag, &ok)) {
      idle_.push_back(static_cast<Call*>(tag));
    }
  }

  const LoadOptions& options_;
  const std::vector<grpc::ByteBuffer>& messages_;
  grpc::CompletionQueue queue_;
  std::vector<grpc::GenericStub> stubs_;
  std::vector<Call> calls_;
  std::vector<Call*> idle_;
  size_t sent_ = 0;
  Clock::time_point begin_, end_, next_due_;
  LoadResult result_;
};

}  // namespace

LoadResult RunLoad(const LoadOptions& options, const std::vector<grpc::ByteBuffer>& messages,
                   const std::function<void()>& measured) {
  return Generator(options, messages).Run(measured);
}

}  // namespace credence::cli
