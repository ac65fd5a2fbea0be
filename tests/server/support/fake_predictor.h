// A model without weights, for tests: logits are a plain function of the row, and the executor can
// be held.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "models/predict/predictor.h"

namespace credence::server::testing {

// Member m of M gives a row the log-odds: sum of the row / 10 + (m - (M - 1) / 2) / 2.
float FakeLogit(std::span<const float> row, int member, int members);

// What an executor was asked, and a gate to hold it. Thread-safe.
class Gate {
 public:
  void Close();
  void Open();
  // Returns once `calls` calls of Forward have begun.
  void AwaitCalls(int calls);
  std::vector<int64_t> batches() const;  // rows of each call, in order

  void Pass(int64_t batch);  // called by the executor

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = true;
  std::vector<int64_t> batches_;
};

// A binary model "fake" of 2 components x 2 samples with 3 inputs: Age [years; days], Unit
// [medical, surgical], and the series HR [bpm; Hz]. Row: {Age, category index, last HR}; what is
// missing is 0. `gate` may be null.
std::unique_ptr<predict::Predictor> MakeFakePredictor(std::shared_ptr<Gate> gate = nullptr);

}  // namespace credence::server::testing
