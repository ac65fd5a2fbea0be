// A model's answers -> the figures, curves and bands that it is judged by; and these as text, JSON
// and a report.
#pragma once

#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/metrics/estimate.h"
#include "models/metrics/risk_coverage.h"
#include "models/report/page.h"
#include "models/tools/answer.h"

namespace credence::tools {

// Means over cases, nats; total = aleatoric + epistemic (docs/uncertainty.md). NaN: not known.
struct Uncertainty {
  double total = std::numeric_limits<double>::quiet_NaN();
  double aleatoric = std::numeric_limits<double>::quiet_NaN();
  double epistemic = std::numeric_limits<double>::quiet_NaN();
};

// A part of the cases; all figures are NaN where it is empty.
struct Group {
  int64_t cases = 0;
  int64_t events = 0;
  metrics::Figures figures = {};
  Uncertainty uncertainty = {};
};

// What was judged, in words.
struct Subject {
  std::string model = {};
  int64_t version = 0;
  int members = 0;
  std::string executor = {};
  std::string weights_sha256 = {};
  std::string records = {}, outcomes = {};  // paths
  std::string event = {};  // name of the positive class; of more than two classes "right"
  std::string other = {};  // name of the other one; of more than two classes "wrong"
  double threshold = 0.5;
};

struct Evaluation {
  Subject subject = {};
  int64_t without_outcome = 0;
  bool binary = true;  // which figures: metrics::FigureRows(binary)
  Group all = {}, kept = {}, deferred = {};
  std::optional<Group> baseline = {};  // all cases, by the other model's risks
  std::string baseline_name = {};
  // Of all's figures, in their order; empty: not asked. That of the ECE is EstimateEce's: of the
  // true error, as the ECE of a resample says nothing about it. NaN: none.
  std::vector<metrics::Interval> intervals = {};
  // Over the ECE's bins, see metrics/binned_figures.h. A root mean square, which may be above the
  // ECE, a mean of sizes.
  metrics::Estimate ece_debiased = {};
  Uncertainty uncertainty_low = {}, uncertainty_high = {};  // 95 %, of all's; NaN: not asked
  metrics::NullBand null_ece = {};
  std::vector<metrics::ReliabilityBin> reliability = {};
  std::vector<metrics::NullBand> null_reliability = {};
  std::vector<metrics::CoveragePoint> risk_coverage = {};

  std::span<const metrics::FigureRow> rows() const { return metrics::FigureRows(binary); }
  double deferral_rate() const {
    return static_cast<double>(deferred.cases) / static_cast<double>(all.cases);
  }
};

// replicates: of the bootstrap; 0: no intervals. Errors: InvalidArgument for no answers.
absl::StatusOr<Evaluation> Evaluate(const Answered& answered, const Subject& subject,
                                    int replicates);

// A line of the table of figures, as people read it; an empty text where there is nothing to say.
struct FigureLine {
  std::string label = {}, ideal = {}, all = {}, interval = {}, kept = {}, deferred = {};
  std::string baseline = {};  // of the other model
};
std::vector<FigureLine> FigureLines(const Evaluation& evaluation);

// A table for a terminal.
std::string ToText(const Evaluation& evaluation);

// What is not defined is null.
nlohmann::json ToJson(const Evaluation& evaluation);

// Reliability with its null band, risks by outcome, risk-coverage, epistemic uncertainty of right
// and wrong answers, and the table of figures.
report::Page ToPage(const Evaluation& evaluation, const Answered& answered);

}  // namespace credence::tools
