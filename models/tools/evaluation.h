// A model's answers -> the figures, curves and bands that it is judged by; and these as text, JSON
// and a report.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/metrics/risk_coverage.h"
#include "models/report/page.h"
#include "models/tools/answer.h"

namespace credence::tools {

// A part of the cases; all figures are NaN where it is empty.
struct Group {
  int64_t cases = 0;
  int64_t events = 0;
  metrics::Figures figures = {};
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
  std::vector<metrics::Interval> intervals =
      {};  // of all's figures, in their order; empty: not asked
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

// A table for a terminal.
std::string ToText(const Evaluation& evaluation);

// What is not defined is null.
nlohmann::json ToJson(const Evaluation& evaluation);

// Reliability with its null band, risks by outcome, risk-coverage, epistemic uncertainty of right
// and wrong answers, and the table of figures.
report::Page ToPage(const Evaluation& evaluation, const Answered& answered);

}  // namespace credence::tools
