// How the journal does, for Prometheus: read from the writer at each scrape, but for the durations.
#pragma once

#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>

#include <functional>
#include <vector>

#include "absl/time/time.h"
#include "server/journal/writer.h"
#include "server/telemetry/metrics.h"

namespace credence::server {

// credence_journal_write_duration_seconds. Thread-safe.
class JournalWriteDurations {
 public:
  explicit JournalWriteDurations(Metrics& metrics);
  void Observe(absl::Duration took) { histogram_.Observe(absl::ToDoubleSeconds(took)); }

 private:
  prometheus::Histogram& histogram_;
};

// The other families of credence_journal_*.
std::vector<prometheus::MetricFamily> CollectJournal(const WriterState& state);

}  // namespace credence::server
