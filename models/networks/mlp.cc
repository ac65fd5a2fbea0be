#include "models/networks/mlp.h"

#include "models/layers/init.h"
#include "models/networks/dense_stack.h"

namespace credence::networks {
namespace {

class Mlp final : public Network {
 public:
  Mlp(const checkpoint::NetworkSpec& spec, bool additive, const NetworkOptions& options)
      : dense_(*this, spec.input_width, /*raw_inputs=*/true, spec, additive, options,
               layers::MakeGenerator(options.seed)) {}

  torch::Tensor Forward(const torch::Tensor& x, layers::NoiseSource& noise) const override {
    return dense_.Forward(x, noise);
  }
  torch::Tensor Kl() const override { return dense_.Kl(); }
  std::vector<torch::Tensor> Kernels() const override { return dense_.Kernels(); }

 private:
  DenseStack dense_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<Network>> MakeMlp(const checkpoint::NetworkSpec& spec, bool additive,
                                                 const NetworkOptions& options) {
  return std::make_shared<Mlp>(spec, additive, options);
}

}  // namespace credence::networks
