#include "models/training/validate.h"

#include "models/layers/noise.h"
#include "models/metrics/scores.h"
#include "models/training/state.h"

namespace credence::training {
namespace {

constexpr int64_t kRowsAtOnce = 512;
constexpr uint64_t kMemberPurpose = 3;

// One draw per component and vector for all rows.
class SharedNoise final : public layers::NoiseSource {
 public:
  explicit SharedNoise(uint64_t seed) : noise_(seed) {}

  torch::Tensor Draw(const std::string& name, layers::Family family, int64_t K, int64_t B,
                     int64_t dim, const torch::TensorOptions& options) override {
    return noise_.Draw(name, family, K, 1, dim, options).expand({K, B, dim});
  }
  torch::Tensor DrawKernel(const std::string& name, int64_t in, int64_t out,
                           const torch::TensorOptions& options) override {
    return noise_.DrawKernel(name, in, out, options);
  }

 private:
  layers::GeneratorNoise noise_;
};

}  // namespace

Rows Rows::Select(const torch::Tensor& index) const {
  return {inputs.index_select(0, index), labels.index_select(0, index)};
}

Rows Rows::To(torch::Device device) const { return {inputs.to(device), labels.to(device)}; }

torch::Device DeviceOf(const networks::Network& network) {
  return network.parameters().front().device();
}

torch::Tensor MemberLogits(const networks::Network& network, const torch::Tensor& inputs,
                           int samples, uint64_t seed) {
  torch::NoGradGuard no_grad;
  const torch::Device device = DeviceOf(network);
  std::vector<torch::Tensor> chunks;
  for (const torch::Tensor& part : inputs.split(kRowsAtOnce)) {
    const torch::Tensor rows = part.to(device);
    std::vector<torch::Tensor> draws;
    for (int sample = 0; sample < samples; ++sample) {
      SharedNoise noise(MixSeed(seed, kMemberPurpose, sample));
      draws.push_back(network.Forward(rows.unsqueeze(0), noise));  // [K, rows, L]
    }
    const torch::Tensor logits = torch::cat(draws).transpose(0, 1).cpu();
    chunks.push_back(logits.size(2) == 1 ? logits.squeeze(2) : logits);
  }
  return torch::cat(chunks).contiguous();
}

torch::Tensor MemberRisks(const networks::Network& network, const torch::Tensor& inputs,
                          int samples, uint64_t seed) {
  const torch::Tensor logits = MemberLogits(network, inputs, samples, seed).to(torch::kFloat64);
  return logits.dim() == 2 ? torch::sigmoid(logits) : torch::softmax(logits, 2);
}

absl::StatusOr<metrics::AnswerTable> JudgedAnswers(const torch::Tensor& member_risks,
                                                   const torch::Tensor& labels) {
  const torch::Tensor whole = labels.to(torch::kInt32).contiguous();
  const size_t n = static_cast<size_t>(labels.numel());
  const std::span<const int> label(whole.const_data_ptr<int>(), n);
  const std::span<const double> members(member_risks.const_data_ptr<double>(),
                                        static_cast<size_t>(member_risks.numel()));
  const int count = static_cast<int>(member_risks.size(1));
  if (member_risks.dim() == 3) {
    return metrics::AnswersOfMembers(members, count, static_cast<int>(member_risks.size(2)), label);
  }
  auto nll = metrics::NllOfMembers(members, count, label);
  if (!nll.ok()) return nll.status();
  const torch::Tensor mean = member_risks.mean(1).contiguous();
  const double* risk = mean.const_data_ptr<double>();
  return metrics::AnswerTable{.risk = {risk, risk + n},
                              .label = {label.begin(), label.end()},
                              .mixture_nll = std::move(nll->mixture),
                              .average_nll = std::move(nll->average)};
}

absl::StatusOr<metrics::Figures> JudgeRisks(const torch::Tensor& member_risks,
                                            const torch::Tensor& labels) {
  const auto answers = JudgedAnswers(member_risks, labels);
  if (!answers.ok()) return answers.status();
  return metrics::ComputeFigures(answers->view());
}

}  // namespace credence::training
