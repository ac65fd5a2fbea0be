#include "models/layers/rank1_lstm.h"

#include "models/layers/init.h"

namespace credence::layers {
namespace {

torch::Tensor InitialBias(int64_t components, int64_t units) {
  torch::Tensor bias = torch::zeros({components, 4 * units});
  bias.narrow(1, units, units).fill_(1);
  return bias;
}

// [K, 1 or B, dim] -> [K * B, dim], contiguous: the loop over steps works on plain matrices.
torch::Tensor Rows(const torch::Tensor& x, int64_t K, int64_t B) {
  if (!x.defined()) return x;
  return x.expand({K, B, x.size(2)}).reshape({K * B, x.size(2)});
}

// T of [K * B, 1], true where the step counts.
std::vector<torch::Tensor> StepMasks(const torch::Tensor& lengths, int64_t T, int64_t K,
                                     int64_t B) {
  const torch::Tensor rows = lengths.expand({K, B}).reshape({1, K * B, 1});
  const torch::Tensor step = torch::arange(T, lengths.options()).reshape({T, 1, 1});
  return (step < rows).unbind(0);
}

// z [rows, 4u], gates i f g o.
LstmState Advance(const torch::Tensor& z, const torch::Tensor& c) {
  // Without a gradient to keep, one pass over all of z is faster than three over strided quarters,
  // although it also squashes g in vain.
  const torch::Tensor squashed = torch::GradMode::is_enabled() ? z : torch::sigmoid(z);
  const auto open = [&](int64_t gate) {
    const torch::Tensor quarter = squashed.narrow(1, gate * c.size(1), c.size(1));
    return torch::GradMode::is_enabled() ? torch::sigmoid(quarter) : quarter;
  };
  const torch::Tensor g = torch::tanh(z.narrow(1, 2 * c.size(1), c.size(1)));
  const torch::Tensor next = torch::addcmul(open(1) * c, open(0), g);
  return {open(3) * torch::tanh(next), next};
}

}  // namespace

Rank1Lstm::Rank1Lstm(const Rank1LstmOptions& options, const torch::Generator& generator)
    : options_(options),
      kernel_(*this, options.name, "kernel", options.posterior,
              [&] { return GlorotUniform(options.in, 4 * options.units, generator); }),
      recurrent_kernel_(*this, options.name, "recurrent_kernel", options.posterior,
                        [&] { return Orthogonal(options.units, 4 * options.units, generator); }),
      r_(*this, options.name, "r", options.in, Unmasked(options.posterior), generator),
      s_(*this, options.name, "s", 4 * options.units, Unmasked(options.posterior), generator),
      recurrent_r_(*this, options.name, "recurrent_r", options.units, options.posterior, generator),
      recurrent_s_(*this, options.name, "recurrent_s", 4 * options.units,
                   Unmasked(options.posterior), generator),
      bias_(register_parameter("bias", InitialBias(options.posterior.components, options.units))) {}

// ((x o r) W) o s + b of all steps in one product: T of [K * B, 4u].
std::vector<torch::Tensor> Rank1Lstm::ProjectInputs(const torch::Tensor& x,
                                                    NoiseSource& noise) const {
  const int64_t K = options_.posterior.components, B = x.size(1), T = x.size(2);
  const KernelDraw kernel = kernel_.Sample(noise, B);
  const torch::Tensor r = r_.Sample(noise, B), s = s_.Sample(noise, B);
  const torch::Tensor bias = bias_.unsqueeze(1);
  torch::Tensor z;
  const bool shared =
      !kernel.deviation.defined() && (!r.defined() || (r.size(1) == 1 && s.size(1) == 1));
  if (!options_.additive && x.size(0) == 1 && shared) {
    // All rows share their factors, so these go into the kernel for the time of the product: that
    // is T * B times less to scale than x.
    // [K, in, 4u]
    const torch::Tensor kernels = r.defined() ? r.transpose(1, 2) * kernel.matrix * s
                                              : kernel.matrix.view({K, x.size(3), -1});
    const torch::Tensor rows = x.squeeze(0).transpose(0, 1).reshape({1, T * B, x.size(3)});
    z = torch::baddbmm(bias, rows.expand({K, T * B, x.size(3)}), kernels)
            .view({K, T, B, 4 * options_.units})
            .transpose(0, 1)
            .contiguous();
  } else {
    const torch::Tensor by_step = x.permute({2, 0, 1, 3}).contiguous();  // [T, K, B, in]
    const torch::Tensor product = kernel.Multiply(PerturbInputs(by_step, r, options_.additive));
    z = PerturbOutputs(product, s, bias, options_.additive);
  }
  return z.view({T, K * B, 4 * options_.units}).unbind(0);
}

LstmOutput Rank1Lstm::Forward(const torch::Tensor& x, NoiseSource& noise,
                              const std::optional<torch::Tensor>& lengths,
                              const std::optional<LstmState>& initial) const {
  const int64_t K = options_.posterior.components, B = x.size(1), u = options_.units;
  const std::vector<torch::Tensor> inputs = ProjectInputs(x, noise);
  const KernelDraw recurrent = recurrent_kernel_.Sample(noise, B);
  const torch::Tensor rr = Rows(recurrent_r_.Sample(noise, B), K, B);
  const torch::Tensor rs = Rows(recurrent_s_.Sample(noise, B), K, B);
  LstmState state;
  state.h = initial ? Rows(initial->h, K, B) : torch::zeros({K * B, u}, bias_.options());
  state.c = initial ? Rows(initial->c, K, B) : torch::zeros({K * B, u}, bias_.options());
  std::vector<torch::Tensor> masks;
  if (lengths) masks = StepMasks(*lengths, x.size(2), K, B);

  LstmOutput output;
  for (size_t t = 0; t < inputs.size(); ++t) {
    const torch::Tensor product =
        recurrent.MultiplyRows(PerturbInputs(state.h, rr, options_.additive), K);
    const torch::Tensor z = PerturbOutputs(product, rs, inputs[t], options_.additive);
    const LstmState next = Advance(z, state.c);
    state.h = lengths ? torch::where(masks[t], next.h, state.h) : next.h;
    state.c = lengths ? torch::where(masks[t], next.c, state.c) : next.c;
    output.steps.push_back(state.h.view({K, B, u}));
  }
  output.last = {state.h.view({K, B, u}), state.c.view({K, B, u})};
  return output;
}

std::vector<torch::Tensor> Rank1Lstm::Decayed() const {
  std::vector<torch::Tensor> decayed = kernel_.Decayed();
  for (const torch::Tensor& matrix : recurrent_kernel_.Decayed()) decayed.push_back(matrix);
  return decayed;
}

torch::Tensor Rank1Lstm::Kl() const {
  return kernel_.Kl() + recurrent_kernel_.Kl() + r_.Kl() + s_.Kl() + recurrent_r_.Kl() +
         recurrent_s_.Kl();
}

}  // namespace credence::layers
