// Bedside scores: points for how far each reading is from normal, added up.
//
// Definition (JSON, optional field `scores`): list of {name, items}; an item is {series, number or
// late_sum: name, edges, points}. A value earns points[k], k the number of edges that are not
// above it; edges are rounded to float32, as readings are.
//   series    a series of the schema or a derived one: its readings, before any log
//   number    a numeric variable of the schema
//   late_sum  the sum of a series' readings from late_hours on
// Three summaries a score, never missing, each the sum over the items of
//   last      the points of the last reading
//   worst     the most points that a reading earns
//   mean      the mean points of the readings
// An item of one value earns its points in all three; one without a value earns 0.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/data/chart.h"
#include "models/data/json_fields.h"
#include "models/data/schema.h"

namespace credence::data {

// One parsed definition. Immutable; thread-safe.
class Scores {
 public:
  // slot_names: the schema's variables, then the derived series. Errors: InvalidArgument naming
  // the JSON path.
  static absl::StatusOr<Scores> Parse(const Schema& schema,
                                      const std::vector<std::string>& slot_names,
                                      const nlohmann::json& definition);

  // "<score>.last", ".worst", ".mean" of each score.
  const std::vector<std::string>& names() const { return names_; }

  // -> out [names().size()].
  void Write(const Chart& chart, const std::vector<Readings>& slots, double late_hours,
             std::span<double> out) const;

 private:
  enum class Kind { kSeries, kNumber, kLateSum };
  struct Points {
    double last = 0, worst = 0, mean = 0;
  };
  struct Item {
    Kind kind = Kind::kSeries;
    size_t slot = 0;
    std::vector<double> edges;
    std::vector<double> points;  // [edges + 1]

    double PointsOf(double value) const;
    Points OfReadings(const Readings& readings) const;
    Points Earned(const Chart& chart, const std::vector<Readings>& slots, double late_hours) const;
  };
  using Items = std::vector<Item>;

  static absl::StatusOr<Item> ParseItem(const Schema& schema,
                                        const std::vector<std::string>& slot_names,
                                        const JsonFields& entry, absl::Status* error);

  std::vector<Items> scores_;
  std::vector<std::string> names_;
};

// What the ICU encodings score where a recipe says nothing else: those items of APACHE II (Knaus et
// al., Crit Care Med 1985), APACHE III (Knaus et al., Chest 1991), SAPS II (Le Gall et al., JAMA
// 1993), SOFA (Vincent et al., Intensive Care Med 1996), LODS (Le Gall et al., JAMA 1996), OASIS
// (Johnson et al., Crit Care Med 2013) and NEWS (Royal College of Physicians, 2012) that are
// charted readings, age or a day's urine. Left out: admission, chronic health, vasopressors.
// Simplified: PaO2/FiO2 counts with and without ventilation, APACHE III's GCS is the sum, its pH
// stands without PaCO2. So they are inputs, not the scores themselves.
nlohmann::json DefaultScores();

}  // namespace credence::data
