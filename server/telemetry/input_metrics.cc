#include "server/telemetry/input_metrics.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace credence::server {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr char kMissing[] = "missing";

using Labels = std::vector<ClientMetric::Label>;

// The families, filled version by version.
class Families {
 public:
  void AddVersion(const InputCounts& counts) {
    const Labels labels = {{"model", counts.model()}, {"version", absl::StrCat(counts.version())}};
    const InputTotals totals = counts.Read();
    for (size_t i = 0; i < totals.inputs.size(); ++i) {
      AddInput(With(labels, "input", counts.inputs()[i].name), totals.inputs[i]);
    }
    AddBins(risk_, labels, totals.risk);
    Add(expected_mixture_nll_, labels, totals.expected_mixture_nll);
    Add(expected_brier_, labels, totals.expected_brier);
    if (counts.reference()) AddReference(counts, labels, *counts.reference());
  }

  std::vector<MetricFamily> Take() && {
    std::vector<MetricFamily> families;
    for (MetricFamily* family :
         {&values_, &out_of_range_, &risk_, &expected_mixture_nll_, &expected_brier_,
          &values_reference_, &out_of_range_reference_, &risk_reference_, &figures_, &cases_}) {
      if (!family->metric.empty()) families.push_back(std::move(*family));
    }
    return families;
  }

 private:
  static MetricFamily Make(const char* name, const char* help, MetricType type) {
    MetricFamily family;
    family.name = name, family.help = help, family.type = type;
    return family;
  }
  static Labels With(Labels labels, const char* name, std::string value) {
    labels.push_back({name, std::move(value)});
    return labels;
  }
  static std::string BinName(size_t bin) { return absl::StrFormat("%02d", bin); }

  static void Add(MetricFamily& family, Labels labels, double value) {
    ClientMetric& metric = family.metric.emplace_back();
    metric.label = std::move(labels);
    (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  }
  // The counts, each divided by `whole`.
  static void AddBins(MetricFamily& family, const Labels& labels,
                      const std::vector<int64_t>& counts, double whole = 1) {
    for (size_t b = 0; b < counts.size(); ++b) {
      Add(family, With(labels, "bin", BinName(b)), static_cast<double>(counts[b]) / whole);
    }
  }

  void AddInput(const Labels& labels, const InputTotals::Input& input) {
    AddBins(values_, labels, input.bins);
    Add(values_, With(labels, "bin", kMissing), static_cast<double>(input.missing));
    Add(out_of_range_, labels, static_cast<double>(input.out_of_range));
  }

  void AddReference(const InputCounts& counts, const Labels& labels,
                    const checkpoint::Reference& reference) {
    const auto cases = static_cast<double>(reference.cases);
    for (size_t i = 0; i < counts.inputs().size(); ++i) {
      const Labels input = With(labels, "input", counts.inputs()[i].name);
      AddBins(values_reference_, input, reference.inputs[i].counts, cases);
      Add(values_reference_, With(input, "bin", kMissing),
          static_cast<double>(reference.inputs[i].missing) / cases);
      Add(out_of_range_reference_, input,
          static_cast<double>(reference.inputs[i].out_of_range) / cases);
    }
    AddBins(risk_reference_, labels, reference.risk, cases);
    Add(cases_, labels, cases);
    for (const auto& [figure, value] :
         {std::pair("expected_mixture_nll", reference.expected_mixture_nll),
          std::pair("expected_brier", reference.expected_brier),
          std::pair("epistemic", reference.epistemic),
          std::pair("deferral", static_cast<double>(reference.deferred) / cases)}) {
      Add(figures_, With(labels, "figure", figure), value);
    }
  }

  MetricFamily values_ =
      Make("credence_input_values_total",
           "Predictions by the bin of an input's value, the last reading of a series; bin missing: "
           "without one",
           MetricType::Counter);
  MetricFamily out_of_range_ =
      Make("credence_input_out_of_range_total",
           "Predictions with a reading of this input that was left out as impossible",
           MetricType::Counter);
  MetricFamily risk_ =
      Make("credence_predicted_risk_bin_total",
           "Predictions by the calibration bin of the judged probability", MetricType::Counter);
  MetricFamily expected_mixture_nll_ =
      Make("credence_expected_mixture_nll_nats_total",
           "Sum over predictions of the mixture NLL to expect if the model is calibrated",
           MetricType::Counter);
  MetricFamily expected_brier_ =
      Make("credence_expected_brier_score_total",
           "Sum over predictions of the Brier score to expect if the model is calibrated",
           MetricType::Counter);
  MetricFamily values_reference_ =
      Make("credence_input_reference_ratio",
           "Shares of the reference cases by the bin of an input's value; they sum to 1",
           MetricType::Gauge);
  MetricFamily out_of_range_reference_ = Make(
      "credence_input_out_of_range_reference_ratio",
      "Share of the reference cases with a reading of this input that was left out as impossible",
      MetricType::Gauge);
  MetricFamily risk_reference_ =
      Make("credence_predicted_risk_reference_ratio",
           "Shares of the reference cases by the calibration bin of the judged probability",
           MetricType::Gauge);
  MetricFamily cases_ = Make("credence_reference_cases", "Cases that the reference was counted on",
                             MetricType::Gauge);
  MetricFamily figures_ =
      Make("credence_reference_figure",
           "Means over the reference cases: expected_mixture_nll and epistemic in nats, "
           "expected_brier, and deferral as a share",
           MetricType::Gauge);
};

}  // namespace

std::shared_ptr<InputCounts> InputMetrics::Add(const std::string& model, int64_t version,
                                               const checkpoint::Manifest& manifest) {
  auto counts = std::make_shared<InputCounts>(model, version, manifest);
  const std::lock_guard lock(mutex_);
  counts_.push_back(counts);
  return counts;
}

std::vector<MetricFamily> InputMetrics::Collect() const {
  Families families;
  const std::lock_guard lock(mutex_);
  std::erase_if(counts_, [](const auto& counts) { return counts.expired(); });
  for (const auto& held : counts_) {
    if (const auto counts = held.lock()) families.AddVersion(*counts);
  }
  return std::move(families).Take();
}

}  // namespace credence::server
