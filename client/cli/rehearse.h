// Changes to cases before they are asked about: to rehearse what monitoring should notice.
#pragma once

#include <credence/v1/prediction.pb.h>

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace credence::cli {

struct Rehearsal {
  std::string id_prefix;           // before every prediction_id
  std::string cohort_from;         // the feature whose category is the cohort; empty: none
  std::vector<std::string> scale;  // "Glucose=18.0156": values times this, their unit unchanged
};

// Errors: InvalidArgument for an entry of `scale` that is not NAME=FACTOR, and for a name that no
// instance has.
absl::Status Rehearse(const Rehearsal& rehearsal, std::vector<v1::Instance>* instances);

}  // namespace credence::cli
