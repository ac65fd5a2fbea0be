// Summary + what encoding had to do + the manifest's rules -> stratum and deferral.
#pragma once

#include <string>
#include <vector>

#include "models/checkpoint/manifest.h"
#include "models/data/encode.h"
#include "models/predict/summarize.h"

namespace credence::predict {

enum class DeferralRule { kEpistemic, kIntervalWidth, kAgreement, kOutOfRange, kImputed };

struct DeferralReason {
  DeferralRule rule = DeferralRule::kEpistemic;
  double value = 0;
  double limit = 0;
};

struct Decision {
  std::string stratum;                  // empty where the model has no strata
  std::vector<DeferralReason> reasons;  // deferred when not empty
};

// encoded: nullptr for a raw tensor, whose encoding is not known.
Decision Decide(const checkpoint::Manifest& manifest, const Summary& summary,
                const data::EncodedRow* encoded);

}  // namespace credence::predict
