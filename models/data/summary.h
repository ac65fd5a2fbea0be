// Chart -> named summaries: the inputs of every ICU model before standardising.
//
// Definition (JSON; the same fields stand in settings and in a fitted encoding):
//   derived       list of {name, op, of: [a, b]}, each a new series; `of` names variables or
//   earlier derived series.
//                 op "merge": all readings of both, by time; "difference", "ratio": a - b, a / b of
//                 readings at the same time; "ratio_to_last": a / the last b so far.
//   log_offsets   {series: offset}: readings become log(reading + offset) before they are
//   summarized summarized    series -> last, min, max, mean, late_mean (readings from late_hours
//   on), change (last - first), count
//                 (log(1 + n)), since (log(1 + hours from the last reading to the horizon))
//   counted       series -> count
//   summed        series -> sum, late_sum (square roots)
//   switches      series of 0/1 readings -> any, duration (hours from first to last 1), recent (1
//   within recent_hours
//                 of the horizon)
//   body_mass_index  {weight: series, height: number} -> body_mass_index
// After these: every numeric variable, every categorical one (two categories: its index; more: one
// 0/1 input each), last_hour, the time of the last reading, and the scores, see scores.h:
//   scores        list of {name, items} -> last, worst, mean
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/data/chart.h"
#include "models/data/schema.h"
#include "models/data/scores.h"

namespace credence::data {

// One parsed definition. Immutable; thread-safe.
class Summarizer {
 public:
  // Errors: InvalidArgument naming the JSON path. `schema` needs a horizon.
  static absl::StatusOr<Summarizer> Parse(const Schema& schema, const nlohmann::json& definition);

  // A slot is a series: first the schema's variables, then the derived ones. -> [slots],
  // chart.series consumed.
  std::vector<Readings> Derive(std::vector<Readings> series) const;

  // The readings of a slot with the log taken where the definition says so.
  Readings Transformed(const Readings& readings, size_t slot) const;

  // -> [names().size()]; NaN where missing.
  std::vector<double> Summarize(const Chart& chart, const std::vector<Readings>& slots) const;

  const std::vector<std::string>& names() const { return names_; }
  // The schema's variable that summary i comes from; -1 for last_hour and scores.
  const std::vector<int>& sources() const { return sources_; }
  double horizon_hours() const { return horizon_hours_; }

  // Errors: InvalidArgument for an unknown name.
  absl::StatusOr<size_t> Slot(const std::string& name) const;

 private:
  struct Derived {
    Readings (*op)(const Readings& a, const Readings& b) = nullptr;
    size_t a = 0;
    size_t b = 0;
  };
  // One row of the table of statistics, applied to a slot.
  struct Statistic {
    size_t slot = 0;
    size_t kind = 0;  // index into the table of statistic groups
  };
  struct Single {
    size_t variable = 0;
    int category = -1;  // -1: the number itself
  };

  absl::Status ParseDerived(const nlohmann::json& definition);
  absl::Status ParseStatistics(const nlohmann::json& definition);
  absl::Status ParseBodyMassIndex(const nlohmann::json& definition);
  void AddSingles(const Schema& schema);
  void AddName(std::string name, int source);

  double horizon_hours_ = 0;
  double late_hours_ = 0;
  double recent_hours_ = 0;
  size_t variables_ = 0;
  std::vector<std::string> slot_names_;
  std::vector<int> slot_sources_;    // the schema's variable behind each slot
  std::vector<double> log_offsets_;  // [slots]; NaN: no log
  std::vector<Derived> derived_;
  std::vector<Statistic> statistics_;
  bool has_body_mass_index_ = false;
  size_t weight_ = 0;
  size_t height_ = 0;
  std::vector<Single> singles_;
  Scores scores_;
  std::vector<std::string> names_;
  std::vector<int> sources_;
};

}  // namespace credence::data
