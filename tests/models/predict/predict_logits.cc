// For posterior_interop_test.py. predict_logits EXECUTOR FOLDER...: loads the checkpoint in each
// folder and prints a line of the logits of the float32 rows in FOLDER/rows, row by row and member
// by member. Exits 3 where this build does not have the executor.
#include <cstring>
#include <iostream>
#include <vector>

#include "models/checkpoint/atomic_file.h"
#include "models/predict/predictor.h"

namespace credence::predict {
namespace {

absl::Status Print(const std::string& executor, const std::string& folder) {
  const auto predictor = LoadPredictor(folder, {.executor = executor});
  if (!predictor.ok()) return predictor.status();
  const auto bytes = checkpoint::ReadFile(folder + "/rows", 1 << 20);
  if (!bytes.ok()) return bytes.status();
  std::vector<float> rows(bytes->size() / sizeof(float));
  std::memcpy(rows.data(), bytes->data(), rows.size() * sizeof(float));
  const int64_t batch = static_cast<int64_t>(rows.size()) / (*predictor)->encoder->width();
  std::vector<float> logits(batch * (*predictor)->members() *
                            (*predictor)->manifest.network.outputs);
  absl::Status status = (*predictor)->executor->Forward(rows, batch, logits);
  for (float logit : logits) std::cout << logit << ' ';
  std::cout << '\n';
  return status;
}

}  // namespace
}  // namespace credence::predict

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: predict_logits EXECUTOR FOLDER...\n";
    return 2;
  }
  std::cout.precision(9);
  for (int i = 2; i < argc; ++i) {
    const absl::Status status = credence::predict::Print(argv[1], argv[i]);
    if (status.ok()) continue;
    std::cerr << argv[i] << ": " << status << "\n";
    return absl::IsUnimplemented(status) ? 3 : 1;
  }
}
