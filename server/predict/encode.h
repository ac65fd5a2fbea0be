// Plain structs -> wire.
#pragma once

#include "credence/v1/prediction.pb.h"
#include "models/predict/decide.h"
#include "models/predict/summarize.h"
#include "server/predict/decode.h"

namespace credence::server {

// Everything one answer is made of. encoded: nullptr for a raw tensor.
struct Answer {
  const Case& question;
  const predict::Summary& summary;
  const predict::Decision& decision;
  const data::EncodedRow* encoded = nullptr;
};

// Fills `out`, which is empty. samples: S; include_members: fill Prediction.members too.
void Encode(const Answer& answer, int samples, bool include_members, v1::Prediction& out);

v1::DeferralReason::Rule ToProto(predict::DeferralRule rule);

}  // namespace credence::server
