// The models in service: <repository>/<model>/<version>/ -> handles.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/predict/batch.h"
#include "server/predict/served.h"
#include "server/telemetry/log.h"
#include "server/telemetry/metrics.h"

namespace credence::server {

// <repository>/<model>/<version> -> the loaded model, or why not.
using PredictorLoader = std::function<absl::StatusOr<std::unique_ptr<predict::Predictor>>(
    const std::string& directory)>;

// Immutable; thread-safe.
class Catalog {
 public:
  // Loads and warms every version of every model, the newest first; the names of the folders are
  // the names in service. A version that fails is logged with its reason, counted and left out.
  // Errors: NotFound if the repository is no directory; FailedPrecondition if nothing could be
  // loaded.
  static absl::StatusOr<Catalog> Load(const std::string& repository, const PredictorLoader& loader,
                                      const BatchLimits& limits, Metrics& metrics, Log& log);

  // version 0: the newest. Errors: NotFound naming what there is.
  absl::StatusOr<std::shared_ptr<const Served>> Find(absl::string_view model,
                                                     int64_t version) const;

  // By name, then newest first.
  std::vector<std::shared_ptr<const Served>> List() const;
  std::vector<std::string> Names() const;

 private:
  // Newest first.
  using Versions = std::map<int64_t, std::shared_ptr<const Served>, std::greater<>>;
  std::map<std::string, Versions, std::less<>> models_;
};

}  // namespace credence::server
