#include "client/cli/show_watch.h"

#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/cli/table.h"

namespace credence::cli {
namespace {

using Labels = std::map<std::string, std::string>;

// Two pages and the time between them.
struct Interval {
  const std::vector<Sample>& before;
  const std::vector<Sample>& after;
  double seconds = 1;

  double Rate(std::string_view name, const Labels& labels = {}) const {
    return (Sum(after, name, labels) - Sum(before, name, labels)) / seconds;
  }

  std::string Milliseconds(const std::string& histogram, double q) const {
    const double value = HistogramQuantile(before, after, histogram, q);
    return std::isnan(value) ? "" : absl::StrFormat("%.2f", 1000 * value);
  }
};

// Every combination of values that these labels have on the samples of `name`.
std::set<Labels> Combinations(const std::vector<Sample>& samples, std::string_view name,
                              const std::vector<std::string>& labels) {
  std::set<Labels> found;
  for (const Sample& sample : samples) {
    if (sample.name != name) continue;
    Labels combination;
    for (const auto& label : labels) {
      const auto value = sample.labels.find(label);
      if (value != sample.labels.end()) combination.insert(*value);
    }
    found.insert(std::move(combination));
  }
  return found;
}

// One row for each combination of the labels under which the counter grew or ever counted.
std::string RateTable(const Interval& interval, const std::string& counter,
                      const std::vector<std::string>& labels, const Terminal& terminal) {
  std::vector<std::vector<std::string>> rows = {labels};
  std::vector<bool> right(labels.size(), false);
  rows[0].insert(rows[0].end(), {"per second", "in all"});
  right.insert(right.end(), {true, true});
  for (const Labels& combination : Combinations(interval.after, counter, labels)) {
    const double total = Sum(interval.after, counter, combination);
    if (total == 0) continue;
    std::vector<std::string> row;
    for (const auto& label : labels) {
      const auto value = combination.find(label);
      row.push_back(value == combination.end() ? "" : value->second);
    }
    row.push_back(absl::StrFormat("%.1f", interval.Rate(counter, combination)));
    row.push_back(absl::StrFormat("%.0f", total));
    rows.push_back(std::move(row));
  }
  return rows.size() > 1 ? Table(rows, right, terminal) + "\n" : "";
}

std::string Durations(const Interval& interval, const Terminal& terminal) {
  std::vector<std::vector<std::string>> rows = {{"milliseconds", "p50", "p90", "p99"}};
  for (const auto& [title, name] : {std::pair{"call", "credence_rpc_duration_seconds"},
                                    {"in the queue", "credence_queue_duration_seconds"},
                                    {"forward pass", "credence_forward_duration_seconds"}}) {
    rows.push_back({title, interval.Milliseconds(name, 0.5), interval.Milliseconds(name, 0.9),
                    interval.Milliseconds(name, 0.99)});
  }
  return Table(rows, {false, true, true, true}, terminal) + "\n";
}

}  // namespace

std::string WatchPage(const std::vector<Sample>& before, const std::vector<Sample>& after,
                      double seconds, const Terminal& terminal) {
  const Interval interval{before, after, seconds};
  const double batches = interval.Rate("credence_batch_rows_count");
  std::string text = absl::StrFormat(
      "CPU %.0f %%   memory %.0f MiB   in flight %.0f   rows a batch %s\n\n",
      100 * interval.Rate("process_cpu_seconds_total"),
      Sum(after, "process_resident_memory_bytes") / (1 << 20),
      Sum(after, "credence_requests_in_flight"),
      batches > 0 ? absl::StrFormat("%.1f", interval.Rate("credence_batch_rows_sum") / batches)
                  : "-");
  text += RateTable(interval, "credence_rpc_duration_seconds_count", {"model", "method", "code"},
                    terminal);
  text += Durations(interval, terminal);
  text +=
      RateTable(interval, "credence_predictions_total", {"model", "version", "decision"}, terminal);
  text += RateTable(interval, "credence_rejected_total", {"reason"}, terminal);
  text += RateTable(interval, "credence_dropped_total", {"reason"}, terminal);
  return text;
}

}  // namespace credence::cli
