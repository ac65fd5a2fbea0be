// Models as text for people. All functions are pure.
#pragma once

#include <credence/v1/prediction.pb.h>

#include <string>

#include "client/cli/terminal.h"

namespace credence::cli {

// One row a version.
std::string ModelTable(const v1::ListModelsResponse& models, const Terminal& terminal);

// What a model takes and gives: members, classes, strata, deferral rules, held-out figures, the
// input schema.
std::string ModelDetail(const v1::Model& model, const Terminal& terminal);

}  // namespace credence::cli
