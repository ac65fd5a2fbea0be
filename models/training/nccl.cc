#include "models/training/nccl.h"

#ifdef CREDENCE_CUDA
#define USE_C10D_NCCL
#include <cstdlib>
#include <future>
#include <stdexcept>
#include <thread>
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>

namespace credence::training {
namespace {

using Nccl = c10d::ProcessGroupNCCL;

static_assert(
    NCCL_VERSION_CODE / 100 == 228,
    "nccl.h: wanted 2.28, which LibTorch 2.11 was built with; c10d's classes depend on it");

class NcclGroup final : public C10dGroup {
 public:
  NcclGroup(BackendPtr backend, c10::Device device, const Meeting& meeting)
      : C10dGroup(std::move(backend), device, meeting.timeout_seconds),
        timeout_(meeting.timeout()) {}

  // Whoever leaves first must have sent what others still wait for: a shutdown sees to that. With a
  // process lost nothing is waited for.
  ~NcclGroup() override {
    try {
      lost_ ? backend().abort() : backend().shutdown();
    } catch (const std::exception&) {  // the run is over either way
    }
  }

 private:
  // c10d's wait alone looks every 10 ms, which is longer than a step. After the time is over it
  // aborts NCCL's kernel, which would hold the GPU, and throws.
  void Finish(c10d::Work& work) override try {
    const auto end = std::chrono::steady_clock::now() + timeout_;
    while (!work.isCompleted() && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
    work.wait(timeout_);
  } catch (const std::exception&) {
    lost_ = true;
    throw;
  }

  const std::chrono::milliseconds timeout_;
  bool lost_ = false;
};

// NCCL has no timeout for connecting. The thread of a connection that does not come about is left
// behind: the process is to end.
void Connect(const c10::intrusive_ptr<Nccl>& nccl, c10::Device device, const Meeting& meeting) {
  std::packaged_task<void()> connect([nccl, device] { nccl->eagerConnectSingleDevice(device); });
  std::future<void> connected = connect.get_future();
  std::thread(std::move(connect)).detach();
  if (connected.wait_for(meeting.timeout()) != std::future_status::ready) {
    throw std::runtime_error("NCCL: a process was lost while they connected");
  }
  connected.get();
}

}  // namespace

bool HasNccl() { return true; }

std::unique_ptr<Group> JoinNccl(const Meeting& meeting, c10::Device device) {
  // Otherwise a thread of c10d's ends the process when another is lost, before it can say so and
  // save its state.
  setenv("TORCH_NCCL_BLOCKING_WAIT", "1", /*replace=*/1);
  const auto options = Nccl::Options::create();
  options->timeout = meeting.timeout();
  const auto nccl =
      c10::make_intrusive<Nccl>(meeting.store, meeting.self.rank, meeting.self.size, options);
  Connect(nccl, device, meeting);
  return std::make_unique<NcclGroup>(nccl, device, meeting);
}

}  // namespace credence::training

#else

#include <stdexcept>

namespace credence::training {

bool HasNccl() { return false; }

std::unique_ptr<Group> JoinNccl(const Meeting&, c10::Device) {
  throw std::logic_error("this build has no NCCL");
}

}  // namespace credence::training

#endif
