// Two series -> one: the table of operations that a definition may name.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "models/data/chart.h"

namespace credence::data {

using DeriveOp = Readings (*)(const Readings& a, const Readings& b);

// Errors: InvalidArgument naming the operations known.
absl::StatusOr<DeriveOp> FindDeriveOp(const std::string& name);

}  // namespace credence::data
