#include "models/networks/ehr_lstm.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "models/layers/init.h"
#include "models/layers/rank1_lstm.h"
#include "models/networks/dense_stack.h"

namespace credence::networks {
namespace {

layers::Rank1LstmOptions LstmOptions(const checkpoint::NetworkSpec& spec, bool additive,
                                     const NetworkOptions& options) {
  layers::Rank1LstmOptions lstm;
  lstm.in = spec.embedding > 0 ? spec.embedding : spec.step_width;
  lstm.units = spec.lstm_units;
  lstm.additive = additive;
  lstm.posterior = options.posterior;
  return lstm;
}

layers::Rank1LinearOptions EmbeddingOptions(const checkpoint::NetworkSpec& spec,
                                            const NetworkOptions& options) {
  layers::Rank1LinearOptions embedding;
  embedding.name = "embedding";
  embedding.in = spec.step_width;
  embedding.out = spec.embedding;
  embedding.bias = false;
  embedding.kernel_init_scale = options.kernel_init_scale;
  embedding.posterior = options.posterior;
  embedding.posterior.family = *options.embedding;
  return embedding;
}

class EhrLstm final : public Network {
 public:
  EhrLstm(const checkpoint::NetworkSpec& spec, bool additive, const NetworkOptions& options)
      : EhrLstm(spec, additive, options, layers::MakeGenerator(options.seed)) {}

  torch::Tensor Forward(const torch::Tensor& x, layers::NoiseSource& noise) const override {
    const int64_t B = x.size(1), width = T_ * step_width_;
    torch::Tensor series = x.narrow(2, 0, width).reshape({x.size(0), B, T_, step_width_});
    if (embedding_) series = Embed(series, noise);
    const torch::Tensor state = lstm_->Forward(series, noise).last.h;
    const int64_t rest = x.size(2) - width;
    if (rest == 0) return dense_.Forward(state, noise);
    const torch::Tensor summaries = x.narrow(2, width, rest).expand({state.size(0), B, rest});
    return dense_.Forward(torch::cat({state, summaries}, 2), noise);
  }

  torch::Tensor Kl() const override {
    const torch::Tensor kl = lstm_->Kl() + dense_.Kl();
    return embedding_ ? kl + embedding_->Kl() : kl;
  }

  std::vector<torch::Tensor> Kernels() const override {
    std::vector<torch::Tensor> kernels = dense_.Kernels();
    for (const torch::Tensor& kernel : lstm_->Decayed()) kernels.push_back(kernel);
    if (!embedding_) return kernels;
    for (const torch::Tensor& kernel : embedding_->Decayed()) kernels.push_back(kernel);
    return kernels;
  }

 private:
  EhrLstm(const checkpoint::NetworkSpec& spec, bool additive, const NetworkOptions& options,
          const torch::Generator& generator)
      : T_(spec.steps),
        step_width_(spec.step_width),
        embedding_(
            spec.embedding > 0
                ? register_module("embedding", std::make_shared<layers::Rank1Linear>(
                                                   EmbeddingOptions(spec, options), generator))
                : nullptr),
        lstm_(register_module("lstm", std::make_shared<layers::Rank1Lstm>(
                                          LstmOptions(spec, additive, options), generator))),
        dense_(*this, spec.lstm_units + spec.input_width - spec.steps * spec.step_width,
               /*raw_inputs=*/false, spec, additive, options, generator) {}

  // [K or 1, B, T, step_width] -> [K or 1, B, T, E]; an example keeps its draw over the steps.
  torch::Tensor Embed(const torch::Tensor& series, layers::NoiseSource& noise) const {
    return embedding_->Forward(series.permute({2, 0, 1, 3}), noise).permute({1, 2, 0, 3});
  }

  int64_t T_;
  int64_t step_width_;
  std::shared_ptr<layers::Rank1Linear> embedding_;  // null: none
  std::shared_ptr<layers::Rank1Lstm> lstm_;
  DenseStack dense_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<Network>> MakeEhrLstm(const checkpoint::NetworkSpec& spec,
                                                     bool additive, const NetworkOptions& options) {
  if (spec.steps < 1 || spec.step_width < 1 || spec.lstm_units < 1 || spec.embedding < 0 ||
      spec.step_width > spec.input_width / spec.steps) {
    return absl::InvalidArgumentError(absl::StrCat(
        "network: got steps ", spec.steps, ", step_width ", spec.step_width, ", lstm_units ",
        spec.lstm_units, ", embedding ", spec.embedding, ", input_width ", spec.input_width,
        "; want all at least 1, embedding at least 0, and steps * step_width no more "
        "than input_width"));
  }
  return std::make_shared<EhrLstm>(spec, additive, options);
}

}  // namespace credence::networks
