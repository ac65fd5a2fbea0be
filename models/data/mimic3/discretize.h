// The encoder "mimic3_benchmark": a chart -> the 48 x 76 grid of the public MIMIC-III benchmark's
// discretizer, its 12 continuous columns standardised.
//
// Bins of one hour; of several readings in a bin the last one counts; a bin without one carries the
// last value on, and before the first one the channel's normal value. Row layout: step by step; in
// a step the values of all channels (a category as its one-hot columns), then one mask per channel,
// 1 where the bin has a reading.
//
// Fitted state (JSON): `width`, `steps` = 48, `step_width` = 76, and `channels`, a list of
// {name, mean, sd} for the continuous channels in order; a column becomes (x - mean) / sd.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <span>

#include "absl/status/statusor.h"
#include "models/data/encode.h"
#include "models/data/record.h"
#include "models/data/schema.h"

namespace credence::data::mimic3 {

// Encode: InvalidArgument for a category's code that is no whole number.
// Errors: InvalidArgument naming the JSON path, or the channel that the schema lacks as a series.
absl::StatusOr<std::unique_ptr<Encoder>> MakeDiscretizer(const Schema& schema,
                                                         const nlohmann::json& state);

// The state with means 0 and deviations 1: the discretizer's own output.
nlohmann::json PlainDiscretizer();

// Mean and sample deviation (at least 1e-7) of the continuous columns over all steps of all
// records, carried and normal values included, as the benchmark's normalizer takes them; to 6
// digits. settings: {"bin_hours": 1}, as icu_series has them. Errors: InvalidArgument for other
// settings; those of Encode, with the record's id.
absl::StatusOr<nlohmann::json> FitDiscretizer(const Schema& schema, std::span<const Record> records,
                                              const nlohmann::json& settings);

}  // namespace credence::data::mimic3
