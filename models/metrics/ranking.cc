#include "models/metrics/ranking.h"

#include <algorithm>
#include <numeric>

namespace credence::metrics {
namespace {

// How many cases with and without the event have a risk at or above a threshold.
struct Above {
  double events = 0;
  double others = 0;
};

// One entry per distinct risk, from the highest down.
std::vector<Above> CountAbove(const Cases& cases) {
  std::vector<size_t> order(cases.risk.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return cases.risk[a] > cases.risk[b]; });
  std::vector<Above> counts;
  Above above;
  for (size_t i = 0; i < order.size(); ++i) {
    (cases.label[order[i]] == 1 ? above.events : above.others) += 1;
    if (i + 1 == order.size() || cases.risk[order[i + 1]] != cases.risk[order[i]]) {
      counts.push_back(above);
    }
  }
  return counts;
}

}  // namespace

absl::StatusOr<Ranking> Rank(const Cases& cases) {
  if (absl::Status status = CheckBothLabels(cases); !status.ok()) return status;
  const std::vector<Above> counts = CountAbove(cases);
  const Above all = counts.back();
  Ranking ranking;
  Above before;
  for (const Above& above : counts) {
    const double precision = above.events / (above.events + above.others);
    const double sensitivity = above.events / all.events;
    ranking.auroc += (above.others - before.others) * (above.events + before.events) / 2;
    ranking.average_precision += (above.events - before.events) / all.events * precision;
    ranking.min_sensitivity_precision =
        std::max(ranking.min_sensitivity_precision, std::min(sensitivity, precision));
    before = above;
  }
  ranking.auroc /= all.events * all.others;
  return ranking;
}

}  // namespace credence::metrics
