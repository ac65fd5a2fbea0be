// A model in service -> what GetModel and ListModels answer.
#pragma once

#include "credence/v1/prediction.pb.h"
#include "server/predict/served.h"

namespace credence::server {

v1::ModelSummary Summarize(const Served& served, bool is_default);
v1::Model Describe(const Served& served, bool is_default);

}  // namespace credence::server
