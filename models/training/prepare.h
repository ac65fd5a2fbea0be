// Files -> charts with labels -> an encoding fitted to the training part -> rows.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "models/checkpoint/manifest.h"
#include "models/data/dataset.h"
#include "models/data/encode.h"
#include "models/data/schema.h"
#include "models/training/recipe.h"
#include "models/training/validate.h"

namespace credence::training {

// Everything that a recipe's [data] names, as it was read.
struct Charts {
  data::Schema schema;
  data::LabelledRecords labelled;
  // SHA-256 by file name or, where another file has that name already, by path.
  std::map<std::string, std::string> hashes;
};

// Errors: those of the readers.
absl::StatusOr<Charts> ReadCharts(const DataRecipe& recipe);

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
