// An executor made of one per member, for members that share no kernel.
#pragma once

#include <memory>
#include <vector>

#include "models/predict/predictor.h"

namespace credence::predict {

// Runs them in turn, each over the whole batch. members: at least one, each of a single member and
// of `outputs` logits.
std::unique_ptr<Executor> MakeEachMember(std::vector<std::unique_ptr<Executor>> members,
                                         int64_t outputs);

}  // namespace credence::predict
