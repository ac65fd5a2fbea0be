// MODEL_CARD.md in the layout of Model Facts (Sendak et al., npj Digital Medicine 2020;3:41), from
// a template beside the recipe: what a checkpoint knows of itself stands in {{double braces}}.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "models/checkpoint/manifest.h"

namespace credence::training {

// {{name}} -> values[name]. Errors: InvalidArgument naming a placeholder without a value, or braces
// that are never closed.
absl::StatusOr<std::string> FillTemplate(std::string_view text,
                                         const std::map<std::string, std::string>& values);

// Every value that a template may name:
//   model, version, description, classes, method (a noun), answer (what is given: the mean over
//   which members, or one network's), network, members, components, samples, posterior, inputs,
//   variables, threshold, strata (a table), deferral (a list), figures (a table; says so where
//   there are none), provenance (a table).
std::map<std::string, std::string> CardValues(const checkpoint::Manifest& manifest);

}  // namespace credence::training
