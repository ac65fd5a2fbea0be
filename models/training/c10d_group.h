// A group that talks through one of c10d's backends.
#pragma once

#include <ATen/core/Tensor.h>

#include <chrono>
#include <exception>
#include <string>
#include <torch/csrc/distributed/c10d/Backend.hpp>
#include <torch/csrc/distributed/c10d/Store.hpp>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "models/training/distributed.h"

namespace credence::training {

// What a backend is made from: the processes have met in `store`, and none waits for another longer
// than `timeout_seconds`.
struct Meeting {
  c10::intrusive_ptr<c10d::Store> store;
  Rendezvous self;
  double timeout_seconds = 0;

  std::chrono::milliseconds timeout() const {
    return std::chrono::milliseconds(static_cast<int64_t>(timeout_seconds * 1000));
  }
};

// Messages of LibTorch carry a stack below the first line.
std::string FirstLine(const std::exception& error);

class C10dGroup : public Group {
 public:
  using BackendPtr = c10::intrusive_ptr<c10d::Backend>;

  // device: where the backend takes its tensors from. Those that lie elsewhere are copied there and
  // back.
  C10dGroup(BackendPtr backend, c10::Device device, double timeout_seconds)
      : backend_(std::move(backend)), device_(device), timeout_seconds_(timeout_seconds) {}

  int rank() const override { return backend_->getRank(); }
  int size() const override { return backend_->getSize(); }
  absl::Status AllReduce(std::span<float> values) override;
  absl::Status AllReduceTensor(const at::Tensor& values) override;
  absl::Status Broadcast(std::span<std::byte> bytes) override;

 protected:
  c10d::Backend& backend() { return *backend_; }

  // Returns when the work is done. Throws where it failed, or was not done in time.
  virtual void Finish(c10d::Work& work) { work.wait(); }

 private:
  using Start = absl::FunctionRef<c10::intrusive_ptr<c10d::Work>(std::vector<at::Tensor>&)>;

  absl::Status Call(const at::Tensor& values, Start start);

  const BackendPtr backend_;
  const c10::Device device_;
  const double timeout_seconds_;
};

}  // namespace credence::training
