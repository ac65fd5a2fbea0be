#include "server/outcomes/journal_metrics.h"

#include <string>
#include <utility>

namespace credence::server {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// 100 us to 10 s: one commit takes a disk's flush at least.
const prometheus::Histogram::BucketBoundaries kSeconds = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
    0.05,   0.1,     0.25,   0.5,   1,      2.5,   5,    10};

MetricFamily Family(const char* name, const char* help, MetricType type) {
  MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = type;
  return family;
}

MetricFamily Single(const char* name, const char* help, MetricType type, int64_t value) {
  MetricFamily family = Family(name, help, type);
  ClientMetric metric;
  (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) =
      static_cast<double>(value);
  family.metric.push_back(std::move(metric));
  return family;
}

MetricFamily States(JournalHealth now) {
  MetricFamily family = Family("credence_journal_state",
                               "1 for the state that the journal is in, else 0", MetricType::Gauge);
  for (const JournalHealth health :
       {JournalHealth::kOk, JournalHealth::kFull, JournalHealth::kLocked, JournalHealth::kDown,
        JournalHealth::kCorrupt}) {
    ClientMetric metric;
    metric.label = {{"state", std::string(JournalHealthName(health))}};
    metric.gauge.value = health == now ? 1 : 0;
    family.metric.push_back(std::move(metric));
  }
  return family;
}

}  // namespace

JournalWriteDurations::JournalWriteDurations(Metrics& metrics)
    : histogram_(prometheus::BuildHistogram()
                     .Name("credence_journal_write_duration_seconds")
                     .Help("Time of one transaction of the journal, failed ones included")
                     .Register(metrics.registry())
                     .Add({}, kSeconds)) {}

std::vector<MetricFamily> CollectJournal(const WriterState& state) {
  return {States(state.health),
          Single("credence_journal_queued", "Predictions and outcomes that wait to be written",
                 MetricType::Gauge, state.queued),
          Single("credence_journal_dropped_predictions_total",
                 "Predictions that found no room in the queue: only their receipts can bring "
                 "them back",
                 MetricType::Counter, state.dropped),
          Single("credence_journal_write_failures_total", "Transactions that failed",
                 MetricType::Counter, state.write_failures)};
}

}  // namespace credence::server
