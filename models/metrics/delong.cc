#include "models/metrics/delong.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace credence::metrics {
namespace {

// Sums of the placements of one label's cases: the share of the other label's cases that each one
// outranks, ties counted half.
struct Placements {
  double count = 0, sum = 0, squares = 0;

  void Add(double cases, double placement) {
    count += cases;
    sum += cases * placement;
    squares += cases * placement * placement;
  }
  double mean() const { return sum / count; }
  // Of the mean; NaN for fewer than two.
  double variance() const { return (squares - sum * sum / count) / (count - 1) / count; }
};

std::vector<size_t> ByRisk(const Cases& cases) {
  std::vector<size_t> order(cases.risk.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, [&](size_t a, size_t b) { return cases.risk[a] < cases.risk[b]; });
  return order;
}

}  // namespace

absl::StatusOr<Estimate> DeLongAuroc(const Cases& cases) {
  if (absl::Status status = CheckBothLabels(cases); !status.ok()) return status;
  const std::vector<size_t> order = ByRisk(cases);
  const double events = std::accumulate(cases.label.begin(), cases.label.end(), 0.0);
  const double others = static_cast<double>(order.size()) - events;
  Placements of_events, of_others;
  double events_below = 0, others_below = 0;
  for (size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    double events_here = 0, others_here = 0;
    for (; end < order.size() && cases.risk[order[end]] == cases.risk[order[begin]]; ++end) {
      (cases.label[order[end]] == 1 ? events_here : others_here) += 1;
    }
    of_events.Add(events_here, (others_below + others_here / 2) / others);
    of_others.Add(others_here, 1 - (events_below + events_here / 2) / events);
    events_below += events_here;
    others_below += others_here;
  }
  const double error = std::sqrt(std::max(of_events.variance() + of_others.variance(), 0.0));
  if (events < 2 || others < 2) return Estimate{of_events.mean()};
  return LogitEstimate(of_events.mean(), error);
}

}  // namespace credence::metrics
