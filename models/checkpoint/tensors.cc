#include "models/checkpoint/tensors.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "models/checkpoint/posteriors.h"

namespace credence::checkpoint {
namespace {

using Shapes = std::map<std::string, std::vector<int64_t>>;

// How one layer's tensors are named and sized.
class ShapeList {
 public:
  explicit ShapeList(const Rank1Spec& rank1)
      : rank1_(rank1), components_(rank1.components), posterior_(KindOf(rank1, "")) {}

  void Dense(const std::string& layer, int64_t inputs, int64_t outputs) {
    Kernel(layer + ".kernel", inputs, outputs);
    shapes_[layer + ".bias"] = {components_, outputs};
    Vector(layer + ".r", inputs);
    Vector(layer + ".s", outputs);
  }

  void Lstm(int64_t inputs, int64_t units) {
    Kernel("lstm.kernel", inputs, 4 * units);
    Kernel("lstm.recurrent_kernel", units, 4 * units);
    shapes_["lstm.bias"] = {components_, 4 * units};
    Vector("lstm.r", inputs);
    Vector("lstm.s", 4 * units);
    Vector("lstm.recurrent_r", units);
    Vector("lstm.recurrent_s", 4 * units);
  }

  void Kernel(const std::string& name, int64_t inputs, int64_t outputs) {
    const PosteriorKind& kind = KindOf(rank1_, name);
    std::vector<int64_t> shape = {inputs, outputs};
    if (kind.own_kernels) shape.insert(shape.begin(), components_);
    if (kind.drawn_kernels) {
      Drawn(name, kind, shape);
    } else {
      shapes_[name] = shape;
    }
  }

  Shapes Take() { return std::move(shapes_); }

 private:
  void Vector(const std::string& name, int64_t dim) {
    if (posterior_.rank1) Drawn(name, posterior_, {components_, dim});
  }

  void Drawn(const std::string& name, const PosteriorKind& kind,
             const std::vector<int64_t>& shape) {
    shapes_[absl::StrCat(name, kind.centre)] = shape;
    if (*kind.width != 0) shapes_[absl::StrCat(name, kind.width)] = shape;
  }

  const Rank1Spec& rank1_;
  int64_t components_;
  const PosteriorKind& posterior_;
  Shapes shapes_;
};

}  // namespace

absl::StatusOr<Shapes> ExpectedTensors(const NetworkSpec& network, const Rank1Spec& rank1) {
  if (absl::Status status = CheckPosterior(network, rank1); !status.ok()) return status;
  ShapeList shapes(rank1);
  int64_t width = network.input_width;
  if (network.name == "ehr_lstm") {
    const int64_t E = network.embedding;
    if (E > 0) shapes.Kernel("embedding.kernel", network.step_width, E);
    shapes.Lstm(E > 0 ? E : network.step_width, network.lstm_units);
    width += network.lstm_units - network.steps * network.step_width;
  } else if (network.name != "mlp") {
    return absl::InvalidArgumentError(
        absl::StrCat("network.name: got '", network.name, "', wanted mlp or ehr_lstm"));
  }
  size_t layer = 0;
  for (int64_t next : network.hidden) {
    shapes.Dense(absl::StrCat("l", layer++), width, next);
    width = next;
  }
  shapes.Dense(absl::StrCat("l", layer), width, network.outputs);
  return shapes.Take();
}

absl::StatusOr<int64_t> StoredParameters(const NetworkSpec& network, const Rank1Spec& rank1) {
  absl::StatusOr<Shapes> shapes = ExpectedTensors(network, rank1);
  if (!shapes.ok()) return shapes.status();
  int64_t count = 0;
  for (const auto& [name, shape] : *shapes) {
    int64_t size = 1;
    for (int64_t dimension : shape) size *= dimension;
    count += size;
  }
  return count;
}

}  // namespace credence::checkpoint
