// Record -> one row of D floats: the only encoding there is, used by training and by the server on
// the request's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/data/observed.h"
#include "models/data/record.h"
#include "models/data/schema.h"

namespace credence::data {

enum class WarningKind { kImputed, kClipped, kOutOfRange, kRepaired };

// What was done to one input on the way. count: how many readings, 0 where that has no meaning.
struct Warning {
  WarningKind kind = WarningKind::kImputed;
  std::string field;
  int count = 0;
};

struct EncodedRow {
  std::vector<float> values;  // [D]
  std::vector<Warning> warnings = {};
  double imputed_fraction = 0;  // share of the schema's variables with no usable reading, in [0, 1]
  int out_of_range = 0;         // readings left out as impossible
  std::vector<Observed> observed = {};  // [variables of the schema], or empty: not told
};

// Turns records into rows. Immutable; thread-safe.
class Encoder {
 public:
  virtual ~Encoder() = default;

  // D.
  virtual int64_t width() const = 0;

  // Readings are in the schema's own units (see ResolveUnit). Unknown names, NaN or unsorted hours
  // are errors (InvalidArgument naming field, got, wanted); impossible readings are left out with a
  // warning.
  // A feature that names a series variable is its reading at hour 0, such as the admission weight.
  virtual absl::StatusOr<EncodedRow> Encode(const Record& record) const = 0;

  // The fitted state, as it stands in a manifest under "encoding".
  virtual nlohmann::json ToJson() const = 0;
};

// The encoder that a manifest describes; its "kind" is a row of the table in encode.cc. `kind:
// "tensor"` has a width only: such a model takes raw tensors, Record::tensor, and Encode says so
// (FailedPrecondition) of a record without one.
absl::StatusOr<std::unique_ptr<Encoder>> MakeEncoder(const Schema& schema,
                                                     const nlohmann::json& encoding);

}  // namespace credence::data
