#include "tests/server/support/fake_predictor.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

namespace credence::server::testing {
namespace {

class FakeExecutor : public predict::Executor {
 public:
  FakeExecutor(int members, std::shared_ptr<Gate> gate)
      : members_(members), gate_(std::move(gate)) {}

  absl::Status Forward(std::span<const float> rows, int64_t batch,
                       std::span<float> logits) override {
    if (gate_ != nullptr) gate_->Pass(batch);
    const size_t width = rows.size() / batch;
    for (int64_t b = 0; b < batch; ++b) {
      for (int m = 0; m < members_; ++m) {
        logits[b * members_ + m] = FakeLogit(rows.subspan(b * width, width), m, members_);
      }
    }
    return absl::OkStatus();
  }
  std::string name() const override { return "fake"; }

 private:
  const int members_;
  const std::shared_ptr<Gate> gate_;
};

class FakeEncoder : public data::Encoder {
 public:
  explicit FakeEncoder(data::Schema schema) : schema_(std::move(schema)) {}

  int64_t width() const override { return static_cast<int64_t>(schema_.variables.size()); }

  absl::StatusOr<data::EncodedRow> Encode(const data::Record& record) const override {
    data::EncodedRow row;
    row.values.assign(width(), 0.0f);
    row.observed.resize(width());
    for (const auto& feature : record.features) Put(feature, row);
    for (const auto& series : record.series) {
      if (!series.values.empty()) Set(Index(series.code), series.values.back(), row);
    }
    const auto missing = std::ranges::count(row.values, 0.0f);
    if (missing > 0) row.warnings.push_back({.kind = data::WarningKind::kImputed, .field = "HR"});
    row.imputed_fraction = static_cast<double>(missing) / static_cast<double>(width());
    return row;
  }
  nlohmann::json ToJson() const override { return {{"kind", "fake"}}; }

 private:
  size_t Index(const std::string& name) const {
    return schema_.Find(name) - schema_.variables.data();
  }
  void Put(const data::Feature& feature, data::EncodedRow& row) const {
    const size_t index = Index(feature.name);
    if (const auto* number = std::get_if<double>(&feature.value)) {
      Set(index, *number, row);
    } else {
      const auto& categories = schema_.Find(feature.name)->categories;
      const auto found = std::ranges::find(categories, std::get<std::string>(feature.value));
      Set(index, static_cast<double>(found - categories.begin()), row);
    }
  }
  static void Set(size_t index, double value, data::EncodedRow& row) {
    row.values[index] = static_cast<float>(value);
    row.observed[index].value = value;
  }

  const data::Schema schema_;
};

data::Variable MakeVariable(const std::string& name, data::VariableKind kind,
                            const std::string& unit) {
  data::Variable variable;
  variable.name = name;
  variable.kind = kind;
  variable.unit = unit;
  return variable;
}

data::Schema FakeSchema() {
  auto age = MakeVariable("Age", data::VariableKind::kNumeric, "years");
  age.accepted_units = {{.unit = "days", .factor = 1 / 365.25}};
  auto unit = MakeVariable("Unit", data::VariableKind::kCategorical, "");
  unit.categories = {"medical", "surgical"};
  auto rate = MakeVariable("HR", data::VariableKind::kSeries, "bpm");
  rate.accepted_units = {{.unit = "Hz", .factor = 60}};
  return {.name = "fake", .horizon_hours = 48, .variables = {age, unit, rate}};
}

}  // namespace

float FakeLogit(std::span<const float> row, int member, int members) {
  const float sum = std::accumulate(row.begin(), row.end(), 0.0f);
  return sum / 10 + (static_cast<float>(member) - static_cast<float>(members - 1) / 2) / 2;
}

void Gate::Close() {
  std::lock_guard lock(mutex_);
  open_ = false;
}

void Gate::Open() {
  std::lock_guard lock(mutex_);
  open_ = true;
  changed_.notify_all();
}

void Gate::AwaitCalls(int calls) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return static_cast<int>(batches_.size()) >= calls; });
}

std::vector<int64_t> Gate::batches() const {
  std::lock_guard lock(mutex_);
  return batches_;
}

void Gate::Pass(int64_t batch) {
  std::unique_lock lock(mutex_);
  batches_.push_back(batch);
  changed_.notify_all();
  changed_.wait(lock, [this] { return open_; });
}

std::unique_ptr<predict::Predictor> MakeFakePredictor(std::shared_ptr<Gate> gate) {
  auto predictor = std::make_unique<predict::Predictor>();
  checkpoint::Manifest& manifest = predictor->manifest;
  manifest.model = "fake";
  manifest.version = 1;
  manifest.description = "A model for tests.";
  manifest.classes = {"survived", "died"};
  manifest.network.name = "fake";
  manifest.network.input_width = 3;
  manifest.rank1.components = 2;
  manifest.rank1.samples = 2;
  manifest.schema = FakeSchema();
  manifest.strata = {{"low", 0, 0.2}, {"high", 0.2, 1.001}};
  manifest.cohorts = {"ward"};
  manifest.figures = {{"auroc", 0.5}};
  manifest.weights_sha256 = std::string(64, 'a');
  predictor->model_card = "# fake\n";
  predictor->encoder = std::make_unique<FakeEncoder>(manifest.schema);
  predictor->executor = std::make_unique<FakeExecutor>(predictor->members(), std::move(gate));
  return predictor;
}

}  // namespace credence::server::testing
