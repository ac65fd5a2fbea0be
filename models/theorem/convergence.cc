#include "models/theorem/convergence.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "models/theorem/network.h"

namespace credence::theorem {
namespace {

constexpr int64_t kNarrowInputs = 8;
constexpr int64_t kNoiseWork = 5000;  // a unit's noise and activation, in multiplications
constexpr double kRank1Share = 0.27;  // of a job's time: it takes a third of the products

// A network of some kind, through all stddevs.
struct Job {
  enum class Kind { kWide, kNarrow, kLinear };
  Kind kind = Kind::kWide;
  int64_t width = 0;
  uint64_t seed = 0;
  int64_t work = 0;  // multiplications, in thousands
};

struct Measured {
  Series series = Series::kHidden;
  double stddev = 0;
  int64_t depth = 0, width = 0;
  Distance distance = {};
  std::optional<double> bound = std::nullopt;
};

std::vector<Job> JobsOf(const GridOptions& options) {
  using Kind = Job::Kind;
  std::vector<Job> jobs;
  const auto passes = static_cast<int64_t>(options.stddevs.size()) * options.draws;
  // The widest first, so that the threads end together.
  std::vector<int64_t> widths = options.widths;
  std::sort(widths.rbegin(), widths.rend());
  for (int64_t width : widths) {
    for (Kind kind : {Kind::kWide, Kind::kLinear, Kind::kNarrow}) {
      const int64_t inputs = kind == Kind::kNarrow ? kNarrowInputs : width;
      const int64_t layers = kind == Kind::kWide ? options.depth : 1;
      const int64_t products = 4 * layers - 2;
      for (int64_t network = 0; network < options.networks(width); ++network) {
        jobs.push_back(
            {.kind = kind,
             .width = width,
             .seed = SeedOf(options.seed, jobs.size()),
             .work = passes * width * (products * inputs + kNoiseWork * layers) / 1000 + 1});
      }
    }
  }
  return jobs;
}

Network NetworkOf(const Job& job, int64_t depth) {
  switch (job.kind) {
    case Job::Kind::kNarrow:
      return RandomNetwork(Activation::kTanh, kNarrowInputs, job.width, 1, job.seed);
    case Job::Kind::kLinear:
      return RandomNetwork(Activation::kIdentity, job.width, job.width, 1, job.seed);
    case Job::Kind::kWide:
      break;
  }
  return RandomNetwork(Activation::kTanh, job.width, job.width, depth, job.seed);
}

// `step` hears the share of the job that is done since it was last called.
std::vector<Measured> Do(const Job& job, const GridOptions& options,
                         const std::function<void(double)>& step) {
  const Network network = NetworkOf(job, options.depth);
  Normal normal(SeedOf(job.seed, 1));
  std::vector<Measured> measured;
  for (double stddev : options.stddevs) {
    const auto share = 1 / static_cast<double>(options.stddevs.size());
    const Scores rank1 = DrawScores(network, Law::kRank1, stddev, options.draws, normal);
    step(share * kRank1Share);
    const Scores full = DrawScores(network, Law::kFullRank, stddev, options.draws, normal);
    step(share * (1 - kRank1Share));
    const auto add = [&](Series series, int64_t depth, const std::vector<double>& first,
                         const std::vector<double>& second) {
      measured.push_back({.series = series,
                          .stddev = stddev,
                          .depth = depth,
                          .width = job.width,
                          .distance = Compare(first, second, options.permutations,
                                              SeedOf(job.seed, measured.size() + 2))});
    };
    if (job.kind == Job::Kind::kWide) {
      for (int64_t l = 0; l < network.depth(); ++l) {
        add(Series::kHidden, l + 1, rank1.hidden[l], full.hidden[l]);
        add(Series::kReadout, l + 1, rank1.all[l], full.all[l]);
      }
    } else {
      add(job.kind == Job::Kind::kLinear ? Series::kLinear : Series::kNarrow, 1, rank1.hidden[0],
          full.hidden[0]);
      if (job.kind == Job::Kind::kLinear) measured.back().bound = LinearBound(network, stddev);
    }
  }
  return measured;
}

std::vector<double> ToRow(const Measured& one) {
  const Distance& d = one.distance;
  std::vector<double> row = {static_cast<double>(one.series),
                             one.stddev,
                             static_cast<double>(one.depth),
                             static_cast<double>(one.width),
                             d.wasserstein,
                             d.floor,
                             d.floor_stddev,
                             d.mean_difference,
                             d.stddev_ratio,
                             d.first_skewness,
                             d.second_skewness};
  if (one.bound.has_value()) row.push_back(*one.bound);
  return row;
}

std::optional<std::vector<Measured>> FromRows(const std::optional<Parts::Rows>& rows) {
  constexpr size_t kWidth = 11;  // and a bound
  if (!rows.has_value()) return std::nullopt;
  std::vector<Measured> measured;
  for (const std::vector<double>& row : *rows) {
    if (row.size() != kWidth && row.size() != kWidth + 1) return std::nullopt;
    measured.push_back({.series = static_cast<Series>(static_cast<int>(row[0])),
                        .stddev = row[1],
                        .depth = static_cast<int64_t>(row[2]),
                        .width = static_cast<int64_t>(row[3]),
                        .distance = {row[4], row[5], row[6], row[7], row[8], row[9], row[10]}});
    if (row.size() > kWidth) measured.back().bound = row[kWidth];
  }
  return measured;
}

Cell CellOf(const std::vector<const Measured*>& networks) {
  const auto n = static_cast<double>(networks.size());
  const Measured& any = *networks.front();
  Cell cell{.series = any.series,
            .stddev = any.stddev,
            .depth = any.depth,
            .width = any.width,
            .networks = static_cast<int64_t>(networks.size())};
  double squares = 0, ratio_squares = 0, noise = 0, shifts = 0, bounds = 0;
  for (const Measured* one : networks) {
    const Distance& distance = one->distance;
    cell.distance += distance.wasserstein / n;
    squares += distance.wasserstein * distance.wasserstein;
    cell.floor += distance.floor / n;
    noise += distance.floor_stddev * distance.floor_stddev;
    shifts += distance.mean_difference * distance.mean_difference;
    cell.stddev_ratio += distance.stddev_ratio / n;
    ratio_squares += distance.stddev_ratio * distance.stddev_ratio;
    cell.skewness_gap += std::abs(distance.first_skewness - distance.second_skewness) / n;
    bounds += one->bound.value_or(0) / n;
  }
  const auto error = [n](double mean, double sum_of_squares) {
    return n < 2 ? 0 : std::sqrt(std::max(0.0, sum_of_squares / n - mean * mean) / (n - 1));
  };
  cell.distance_error = error(cell.distance, squares);
  cell.ratio_error = error(cell.stddev_ratio, ratio_squares);
  cell.excess_z = (cell.distance - cell.floor) * n / std::sqrt(noise);
  cell.mean_shift = std::sqrt(shifts / n);
  if (any.bound.has_value()) cell.bound = bounds;
  return cell;
}

std::vector<Cell> CellsOf(const std::vector<std::vector<Measured>>& by_job) {
  std::map<std::tuple<Series, double, int64_t, int64_t>, std::vector<const Measured*>> groups;
  for (const std::vector<Measured>& job : by_job) {
    for (const Measured& one : job) {
      groups[{one.series, one.stddev, one.depth, one.width}].push_back(&one);
    }
  }
  std::vector<Cell> cells;
  for (const auto& [key, networks] : groups) cells.push_back(CellOf(networks));
  return cells;
}

}  // namespace

const char* SeriesText(Series series) {
  switch (series) {
    case Series::kHidden:
      return "hidden layers";
    case Series::kReadout:
      return "hidden layers and read-out";
    case Series::kNarrow:
      return "eight inputs";
    case Series::kLinear:
      return "linear network";
  }
  return "";
}

std::vector<Cell> MeasureGrid(const GridOptions& options,
                              const std::function<void(int64_t done, int64_t total)>& progress,
                              Parts* parts) {
  const std::vector<Job> jobs = JobsOf(options);
  const auto name = [](size_t job) { return absl::StrCat("network-", job); };
  std::vector<std::vector<Measured>> by_job(jobs.size());
  std::vector<size_t> left;
  int64_t total = 0;
  double done = 0;
  for (size_t j = 0; j < jobs.size(); ++j) {
    auto kept = parts == nullptr ? std::nullopt : FromRows(parts->Load(name(j)));
    if (kept.has_value()) {
      by_job[j] = *std::move(kept);
    } else {
      left.push_back(j);
      total += jobs[j].work;
    }
  }
  std::atomic<size_t> next = 0;
  std::mutex mutex;
  const auto work = [&] {
    for (size_t at = next++; at < left.size(); at = next++) {
      const size_t j = left[at];
      by_job[j] = Do(jobs[j], options, [&](double share) {
        const std::lock_guard<std::mutex> lock(mutex);
        done += share * static_cast<double>(jobs[j].work);
        progress(std::min(static_cast<int64_t>(done + 0.5), total), total);
      });
      if (parts == nullptr) continue;
      Parts::Rows rows;
      for (const Measured& one : by_job[j]) rows.push_back(ToRow(one));
      const std::lock_guard<std::mutex> lock(mutex);
      parts->Save(name(j), rows);
    }
  };
  std::vector<std::thread> threads;
  for (int t = 1; t < options.threads; ++t) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  return CellsOf(by_job);
}

}  // namespace credence::theorem
