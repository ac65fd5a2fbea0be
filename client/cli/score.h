// Many instances through one stream.
#pragma once

#include <credence/v1/prediction.pb.h>

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/show_prediction.h"
#include "client/cpp/client.h"

namespace credence::cli {

struct ScoreRequest {
  std::string model;
  int64_t version = 0;
  bool include_members = false;
  bool exploratory = false;  // leaves no trace on the server
  // Instances a message: more cost less each, one answers each at once.
  size_t chunk = 1;
};

// Gives the next instance, nullopt at the end.
using InstanceSource = std::function<std::optional<v1::Instance>()>;

// Where the results go, one at a time, in order: either an answer, or why this one instance has
// none.
struct ScoreSink {
  std::function<void(Answer)> answered;
  std::function<void(const v1::Instance& instance, const absl::Status& status)> refused;
};

// Scores every instance of `source`. Where a message of several instances is refused as invalid,
// they are asked for again one by one, so that only the bad ones are refused. `source` runs on
// another thread than the sink. Errors: those of the stream itself.
absl::Status Score(const client::Client& client, const ScoreRequest& request,
                   const InstanceSource& source, const ScoreSink& sink);

}  // namespace credence::cli
