// Charts with labels -> an encoding fitted to the training part -> rows.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "models/checkpoint/manifest.h"
#include "models/data/dataset.h"
#include "models/data/encode.h"
#include "models/training/charts.h"
#include "models/training/recipe.h"
#include "models/training/validate.h"

namespace credence::training {

struct Prepared {
  nlohmann::json encoding;  // fitted to the training part alone
  std::unique_ptr<data::Encoder> encoder;
  checkpoint::NetworkSpec network;
  Rows training, held_out;
};

// Errors: those of data::FitEncoding and data::EncodeRecords.
absl::StatusOr<Prepared> Prepare(const Recipe& recipe, const Charts& charts,
                                 const data::Split& split);

// Tells two runs' data apart: the files' hashes, and one over the schema and the fitted encoding.
std::string DataFingerprint(const Charts& charts, const Prepared& prepared);

}  // namespace credence::training
