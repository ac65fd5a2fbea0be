// Training records -> the fitted state of an encoder. Look only at the training part: medians,
// deviations, patterns of missingness and relevance all come from the records given here.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "models/data/record.h"
#include "models/data/schema.h"

namespace credence::data {

// What an encoding does, for the charts of PhysioNet 2012 or for any table; every field can be
// replaced in FitEncoding's settings. Fields: those of summary.h and scores.h (of a table:
// table_inputs.h), and
//   clip, fold           see standardize.h
//   flag_share           a pattern of missingness becomes a flag where its share of records is in
//                        [flag_share, 1 - flag_share]
//   relevance            true: input j is scaled by clip(sqrt(|corr(input j, label)| / .08), .2,
//                        2.5), of several classes the strongest correlation with one against the
//                        rest; false: by 1
//   bin_hours, channels  icu_series: bin width and the series on the grid, see bins.h
// Errors: InvalidArgument for an unknown kind.
absl::StatusOr<nlohmann::json> DefaultEncodingSettings(const std::string& kind);

// kind: "icu_summary", "icu_series", "table", "mimic3_benchmark" (mimic3/discretize.h), which has
// bin_hours = 1 alone, or "tensor", which has no settings. labels [records], class numbers.
// settings: {} or fields that replace the defaults. The answer is what MakeEncoder takes; it has
// "kind", "width", and on a grid "steps" and "step_width". Deterministic. Errors: InvalidArgument
// naming the record, or the JSON path, the value got and the value wanted.
absl::StatusOr<nlohmann::json> FitEncoding(const std::string& kind, const Schema& schema,
                                           std::span<const Record> records,
                                           std::span<const int> labels,
                                           const nlohmann::json& settings);

}  // namespace credence::data
