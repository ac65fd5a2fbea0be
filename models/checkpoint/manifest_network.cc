#include "models/checkpoint/manifest_network.h"

#include <array>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/checkpoint/posteriors.h"
#include "models/checkpoint/strict_json.h"

namespace credence::checkpoint {
namespace {

using nlohmann::json;

// Widths are bounded so that no product of two of them, times the bytes of a float, leaves int64.
constexpr int64_t kMaxWidth = int64_t{1} << 24;
constexpr int64_t kMaxComponents = 256;

struct NetworkKind {
  const char* name;
  bool has_series;  // reads steps, step_width, lstm_units and embedding
};

constexpr std::array<NetworkKind, 2> kNetworks = {{{"mlp", false}, {"ehr_lstm", true}}};
const NetworkKind* FindNetwork(const std::string& name) {
  for (const NetworkKind& kind : kNetworks) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

std::string KnownNetworks() {
  return absl::StrJoin(kNetworks, ", ", [](std::string* out, const NetworkKind& kind) {
    absl::StrAppend(out, kind.name);
  });
}

}  // namespace

absl::Status ReadNetwork(const json& object, NetworkSpec& network) {
  ObjectReader reader(object, "network");
  reader.String("name", network.name);
  const NetworkKind* kind = FindNetwork(network.name);
  if (kind == nullptr) reader.Fail("name", Shown(network.name), "one of " + KnownNetworks());
  reader.Int("input_width", 1, kMaxWidth, network.input_width);
  reader.Int("outputs", 1, kMaxWidth, network.outputs);
  reader.Choice("activation", {"relu", "relu6", "tanh"}, network.activation);
  if (const json* hidden = reader.Array("hidden")) {
    if (hidden->size() > 64)
      reader.Fail("hidden", absl::StrCat(hidden->size()), "at most 64 layers");
    for (size_t i = 0; i < hidden->size() && reader.ok(); ++i) {
      const json wrapped = {{"width", (*hidden)[i]}};
      ObjectReader item(wrapped, absl::StrCat("network.hidden[", i, "]"));
      item.Int("width", 1, kMaxWidth, network.hidden.emplace_back());
      reader.Fail(item.Finish());
    }
  }
  if (reader.ok() && kind->has_series) {
    reader.Int("steps", 1, kMaxWidth, network.steps);
    reader.Int("step_width", 1, kMaxWidth, network.step_width);
    reader.Int("lstm_units", 1, kMaxWidth, network.lstm_units);
    if (reader.Has("embedding")) reader.Int("embedding", 1, kMaxWidth, network.embedding);
    const int64_t series = network.steps * network.step_width;
    if (reader.ok() && series > network.input_width) {
      reader.Fail("steps", absl::StrCat(network.steps, " x step_width ", network.step_width),
                  absl::StrCat("a product of at most input_width, ", network.input_width));
    }
  }
  return reader.Finish();
}

absl::Status ReadRank1(const json& object, const NetworkSpec& network, Rank1Spec& rank1) {
  ObjectReader reader(object, "rank1");
  reader.Int("components", 1, kMaxComponents, rank1.components);
  reader.Int("samples", 1, kMaxMembers, rank1.samples);
  if (rank1.components * rank1.samples > kMaxMembers) {
    reader.Fail("samples", absl::StrCat(rank1.components, " components x ", rank1.samples),
                absl::StrCat("a product of at most ", kMaxMembers));
  }
  reader.String("posterior", rank1.posterior);
  reader.Bool("additive", rank1.additive);
  reader.Unsigned("seed", rank1.seed);
  const PosteriorKind* kind = FindPosterior(rank1.posterior);
  if (kind != nullptr && kind->masks) {
    reader.Number("dropout_rate", 0, 1, rank1.dropout_rate);
  } else if (kind != nullptr && reader.Has("dropout_rate")) {
    reader.Fail("dropout_rate", Shown(object["dropout_rate"]),
                absl::StrCat("no such key for the posterior '", rank1.posterior, "'"));
  }
  if (reader.Has("embedding")) {
    std::string embedding;
    reader.Choice("embedding", {"gaussian"}, embedding);
    rank1.gaussian_embedding = reader.ok();
  }
  if (reader.ok()) reader.Fail(CheckPosterior(network, rank1));
  return reader.Finish();
}

json NetworkToJson(const NetworkSpec& network) {
  json object = {{"name", network.name},
                 {"input_width", network.input_width},
                 {"outputs", network.outputs},
                 {"hidden", network.hidden},
                 {"activation", network.activation}};
  const NetworkKind* kind = FindNetwork(network.name);
  if (kind != nullptr && kind->has_series) {
    object["steps"] = network.steps;
    object["step_width"] = network.step_width;
    object["lstm_units"] = network.lstm_units;
    if (network.embedding > 0) object["embedding"] = network.embedding;
  }
  return object;
}

json Rank1ToJson(const Rank1Spec& rank1) {
  json object = {{"components", rank1.components},
                 {"samples", rank1.samples},
                 {"posterior", rank1.posterior},
                 {"additive", rank1.additive},
                 {"seed", rank1.seed}};
  if (rank1.dropout_rate != 0) object["dropout_rate"] = rank1.dropout_rate;
  if (rank1.gaussian_embedding) object["embedding"] = "gaussian";
  return object;
}

}  // namespace credence::checkpoint
