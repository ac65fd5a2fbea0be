#include "models/networks/networks.h"

#include <array>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/checkpoint/posteriors.h"
#include "models/networks/dense_stack.h"
#include "models/networks/ehr_lstm.h"
#include "models/networks/mlp.h"

namespace credence::networks {
namespace {

struct Row {
  std::string_view name;
  absl::StatusOr<std::shared_ptr<Network>> (*make)(const checkpoint::NetworkSpec&, bool additive,
                                                   const NetworkOptions&);
};

constexpr std::array<Row, 2> kNetworks = {{{"mlp", MakeMlp}, {"ehr_lstm", MakeEhrLstm}}};

absl::Status Positive(const std::string& field, int64_t value) {
  if (value > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(field, ": got ", value, ", want at least 1"));
}

absl::Status CheckDimensions(const checkpoint::NetworkSpec& spec,
                             const checkpoint::Rank1Spec& rank1, const NetworkOptions& options) {
  absl::Status status = Positive("rank1.components", rank1.components);
  status.Update(Positive("network.input_width", spec.input_width));
  status.Update(Positive("network.outputs", spec.outputs));
  for (size_t i = 0; i < spec.hidden.size(); ++i) {
    status.Update(Positive(absl::StrCat("network.hidden[", i, "]"), spec.hidden[i]));
  }
  status.Update(ActivationFromName(spec.activation).status());
  const size_t biases = options.output_bias.size();
  if (status.ok() && biases != 0 && biases != static_cast<size_t>(spec.outputs)) {
    return absl::InvalidArgumentError(absl::StrCat("output_bias: got ", biases,
                                                   " values, want none or one for each of ",
                                                   spec.outputs, " outputs"));
  }
  return status;
}

// An embedding has no r and s, and is no hidden unit to drop.
layers::Family EmbeddingFamily(const checkpoint::Rank1Spec& rank1, layers::Family family) {
  if (rank1.gaussian_embedding) return layers::Family::kMeanField;
  const bool own = checkpoint::FindPosterior(rank1.posterior)->member_kernels();
  return own ? family : layers::Family::kDeterministic;
}

}  // namespace

std::vector<std::string> NetworkNames() {
  std::vector<std::string> names;
  for (const Row& row : kNetworks) names.emplace_back(row.name);
  return names;
}

absl::StatusOr<std::shared_ptr<Network>> MakeNetwork(const checkpoint::NetworkSpec& spec,
                                                     const checkpoint::Rank1Spec& rank1,
                                                     const NetworkOptions& options) {
  const absl::StatusOr<layers::Family> family = layers::FamilyFromName(rank1.posterior);
  if (!family.ok()) return family.status();
  // A network reads no samples, and executors ask for other families than the manifest's.
  checkpoint::Rank1Spec read = rank1;
  read.samples = 1;
  if (*family != layers::Family::kDropout) read.dropout_rate = 0;
  if (absl::Status status = checkpoint::CheckPosterior(spec, read); !status.ok()) return status;
  if (absl::Status status = CheckDimensions(spec, rank1, options); !status.ok()) return status;
  NetworkOptions completed = options;
  completed.posterior.components = rank1.components;
  completed.posterior.family = *family;
  completed.posterior.dropout_rate = rank1.dropout_rate;
  completed.embedding = options.embedding.value_or(EmbeddingFamily(rank1, *family));
  for (const Row& row : kNetworks) {
    if (row.name == spec.name) return row.make(spec, rank1.additive, completed);
  }
  return absl::InvalidArgumentError(absl::StrCat("network.name: got \"", spec.name, "\", want \"",
                                                 absl::StrJoin(NetworkNames(), "\" or \""), "\""));
}

}  // namespace credence::networks
