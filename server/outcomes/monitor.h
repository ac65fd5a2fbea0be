// Follows the journal: each model version's window of newest outcomes, its sequential alarm, its
// label coverage; as gauges, and as snapshots for calls and pages.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "credence/v1/monitoring.pb.h"
#include "models/metrics/calibration_report.h"
#include "server/journal/journal.h"
#include "server/outcomes/evidence.h"
#include "server/predict/served.h"
#include "server/telemetry/log.h"
#include "server/telemetry/metrics.h"

namespace credence::server {

class WindowMetrics;

struct MonitorOptions {
  int64_t window = 2000;                          // newest outcomes a version is judged by
  absl::Duration horizon = absl::Hours(24 * 90);  // of predictions that coverage is counted over
  absl::Duration interval = absl::Seconds(1);     // between looks at the journal
  absl::Duration recompute = absl::Seconds(5);    // between figures of one version, at least
  // Between counts of coverage; longer where a count takes more than a hundredth of it.
  absl::Duration count = absl::Seconds(10);
  absl::Duration save = absl::Seconds(10);         // between saves of the evidence
  std::function<absl::Time()> clock = &absl::Now;  // times a count
};

// A version to follow, and which event it is judged by.
struct MonitoredVersion {
  std::string model = {};
  int64_t version = 0;
  int classes = 2;
  metrics::Target target = {};           // binary: the positive class; else the top label
  std::vector<double> inner_edges = {};  // of the equal-mass bins; empty: quantiles of the window
};
MonitoredVersion MonitoredOf(const Served& served);

// The alarm sees each outcome once, as it was first reported and in the journal's order: evidence
// is a record of what was known when, and a correction does not undo it. The window holds the
// corrected label.
//
// What is known of one version. Immutable; the same on every replica that shares a journal, but for
// how soon it sees an outcome.
struct MonitorSnapshot {
  std::string model;
  int64_t version = 0;
  metrics::CalibrationReport window;  // over the newest outcomes; count 0 before the first
  Coverage coverage;                  // of the predictions within the horizon
  absl::Duration horizon;
  Evidence evidence;
};

// Thread-safe.
class Monitor {
 public:
  // journal, metrics and log outlive this.
  Monitor(Journal& journal, Metrics& metrics, Log& log, const MonitorOptions& options);
  // Stops, and saves the evidence.
  ~Monitor();

  // Follows a version from the next step on; its gauges appear now and go with Forget. One that is
  // followed already stays as it is.
  void Watch(MonitoredVersion version);
  // Waits for a step that is under way.
  void Forget(const std::string& model, int64_t version);

  // Steps on a thread of its own, every options.interval.
  void Start();
  // Outcomes were counted by this process: the thread looks now. Never blocks.
  void Poke();
  // Reads what is new, brings figures, evidence and gauges up to date. What fails is logged when it
  // begins and when it ends, and tried again by the next step; the last snapshot stays. Errors:
  // those of Journal.
  absl::Status Step(absl::Time now);

  // Errors: NotFound for a version that is not watched.
  absl::StatusOr<std::shared_ptr<const MonitorSnapshot>> Find(const std::string& model,
                                                              int64_t version) const;

 private:
  struct Followed;
  using Key = std::pair<std::string, int64_t>;
  std::vector<std::shared_ptr<Followed>> List() const;
  absl::Status Begin(Followed& followed);
  absl::Status Advance(Followed& followed, absl::Time now);
  absl::Status Count(Followed& followed, absl::Time now);
  absl::Status Report(Followed& followed, absl::Time now);
  absl::Status Save(Followed& followed);
  void Publish(Followed& followed);
  void Run();

  Journal& journal_;
  Log& log_;
  const MonitorOptions options_;
  const std::unique_ptr<WindowMetrics> metrics_;
  std::mutex stepping_;  // held through a step; taken before mutex_
  bool failing_ = false;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool poked_ = false, stopping_ = false;
  std::map<Key, std::shared_ptr<Followed>> followed_;
  std::thread thread_;
};

// The answer of GetEvidence.
v1::GetEvidenceResponse ToProto(const MonitorSnapshot& snapshot);

// The first of these rules that holds gives the colour:
//   red     the sequential alarm was raised
//   grey    fewer than 20 outcomes with the judged event, or fewer than 20 without it
//   yellow  the window's ECE lies above the 99 % quantile of a calibrated model's;
//           or |z| > 3; or fewer than half of the predictions have an outcome
//   green   otherwise
v1::TrafficLight LightOf(const MonitorSnapshot& snapshot);

}  // namespace credence::server
