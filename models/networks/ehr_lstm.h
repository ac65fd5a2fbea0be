// The paper's kind of network for health records: a rank-1 LSTM over hourly steps, whose last state
// is joined by the rest of the row (summaries and statics) before the dense layers. With an
// embedding the LSTM reads e_t = x_t W in place of a step's inputs x_t: of a category, which is one
// 0/1 input per value, e_t is the sum of the rows of W that stand for what is given.
#pragma once

#include <memory>

#include "models/networks/networks.h"

namespace credence::networks {

// A row's first steps * step_width floats are the series [T, step_width], the rest the summaries.
// options: complete, with components and family. See MakeNetwork.
// Errors: InvalidArgument for steps, step_width or lstm_units below 1, an embedding below 0, or a
// series wider than the row.
absl::StatusOr<std::shared_ptr<Network>> MakeEhrLstm(const checkpoint::NetworkSpec& spec,
                                                     bool additive, const NetworkOptions& options);

}  // namespace credence::networks
