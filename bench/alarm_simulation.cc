// How often the sequential alarm cries wolf, and how soon it finds a change, beside an alarm on the
// ECE of a fixed window: on streams drawn from a model's own predicted risks. docs/calibration.md
// has the figures and the command.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <limits>
#include <random>
#include <thread>

#include "absl/strings/str_format.h"
#include "models/data/physionet2012.h"
#include "models/metrics/sequential_alarm.h"
#include "models/metrics/uniform.h"
#include "models/report/chart.h"
#include "models/tools/answer.h"

namespace credence::bench {
namespace {

using metrics::Uniform;

constexpr int kNever = std::numeric_limits<int>::max();
constexpr int kBins = 15, kWindow = 1000, kLookEvery = 100;

struct Settings {
  std::string checkpoint = "models/pretrained/physionet2012_mlp/1";
  std::string records = "data/physionet2012/set-c.events.csv.gz";
  std::string outcomes = "data/physionet2012/Outcomes-c.txt";
  std::string images;
  int calibrated = 10000, shifted = 1000;  // streams
  int length = 20000;                      // outcomes of a stream, and after a change
  int threads = 1;
  uint64_t seed = 1;
};

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// The ECE of the last kWindow outcomes over 15 equal-width bins.
class EceWindow {
 public:
  void Add(double p, int y) {
    p_[next_] = p, y_[next_] = y;
    next_ = (next_ + 1) % kWindow;
  }
  double Compute() const {
    std::array<double, kBins> gap = {};
    for (int i = 0; i < kWindow; ++i) {
      gap[std::min(kBins - 1, static_cast<int>(p_[i] * kBins))] += y_[i] - p_[i];
    }
    double sum = 0;
    for (double g : gap) sum += std::abs(g);
    return sum / kWindow;
  }

 private:
  std::array<double, kWindow> p_ = {};
  std::array<int, kWindow> y_ = {};
  int next_ = 0;
};

// How the truth's log-odds follow from the stated ones.
struct Change {
  double shift = 0;
  double slope = 1, center = 0;

  bool none() const { return shift == 0 && slope == 1; }
  double operator()(double p) const {
    return Sigmoid(center + slope * (std::log(p / (1 - p)) - center) + shift);
  }
};

// Draws p from the risks, y with that p, or with what `change` makes of it after `quiet` outcomes.
class Stream {
 public:
  Stream(const std::vector<double>& risks, uint64_t seed, const Change& change, int quiet)
      : risks_(risks), generator_(seed), change_(change), quiet_(quiet) {}
  std::pair<double, int> Next() {
    const double p = risks_[static_cast<size_t>(Uniform(generator_) * risks_.size())];
    const bool moved = !change_.none() && t_++ >= quiet_;
    const double truth = moved ? change_(p) : p;
    return {p, Uniform(generator_) < truth ? 1 : 0};
  }

 private:
  const std::vector<double>& risks_;
  std::mt19937_64 generator_;
  const Change change_;
  const int quiet_;
  int t_ = 0;
};

// One stream, seen to its end.
struct Run {
  int evidence = kNever;   // outcomes at the sequential alarm
  std::vector<float> ece;  // at each look of the window, from kWindow outcomes on
};

Run RunStream(Stream stream, int length) {
  Run run;
  metrics::SequentialAlarm alarm;
  EceWindow window;
  for (int t = 1; t <= length; ++t) {
    const auto [p, y] = stream.Next();
    if (run.evidence == kNever) {
      alarm.Observe(p, y);
      if (alarm.alarmed()) run.evidence = t;
    }
    window.Add(p, y);
    if (t >= kWindow && t % kLookEvery == 0) {
      run.ece.push_back(static_cast<float>(window.Compute()));
    }
  }
  return run;
}

// `streams` runs, the same whatever the number of threads.
std::vector<Run> RunAll(const Settings& settings, const std::vector<double>& risks, int streams,
                        const Change& change, int quiet, uint64_t scenario) {
  std::vector<Run> runs(streams);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < settings.threads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = thread; i < streams; i += settings.threads) {
        std::seed_seq sequence{settings.seed, scenario, static_cast<uint64_t>(i)};
        std::array<uint32_t, 2> words = {};
        sequence.generate(words.begin(), words.end());
        const uint64_t seed = uint64_t{words[0]} << 32 | words[1];
        runs[i] = RunStream(Stream(risks, seed, change, quiet), settings.length + quiet);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return runs;
}

// Outcomes at the first look after `after` outcomes that is above the threshold.
int FirstAbove(const Run& run, double threshold, int after) {
  for (size_t look = 0; look < run.ece.size(); ++look) {
    const int t = kWindow + static_cast<int>(look) * kLookEvery;
    if (t > after && run.ece[look] > threshold) return t;
  }
  return kNever;
}

double Quantile(std::vector<double> values, double q) {
  if (values.empty()) return std::nan("");
  std::ranges::sort(values);
  const double at = q * static_cast<double>(values.size() - 1);
  const auto low = static_cast<size_t>(at);
  const size_t high = std::min(low + 1, values.size() - 1);
  // An alarm that never came stays out of the arithmetic.
  if (values[high] >= kNever) return values[at > static_cast<double>(low) ? high : low];
  return values[low] + (at - static_cast<double>(low)) * (values[high] - values[low]);
}

std::string Outcomes(double value) {
  return value >= kNever ? "-" : absl::StrFormat("%.0f", value);
}

struct Detection {
  std::vector<double> delays;  // of streams with no alarm before the change; kNever: none after
  int early = 0;               // streams with an alarm before the change

  void Add(int alarm, int change) {
    if (alarm <= change) {
      ++early;
    } else {
      delays.push_back(alarm == kNever ? kNever : alarm - change);
    }
  }
  double Found() const {
    return static_cast<double>(std::ranges::count_if(delays, [](double d) { return d < kNever; })) /
           static_cast<double>(delays.size());
  }
};

void PrintRow(const Change& change, int quiet, const char* name, const Detection& detection) {
  const double all = static_cast<double>(detection.delays.size()) + detection.early;
  const std::string what = change.slope != 1 ? absl::StrFormat("slope %.1f", change.slope)
                                             : absl::StrFormat("%+.2f", change.shift);
  absl::PrintF("| %s | %d | %s | %s | %s | %.1f %% | %.1f %% |\n", what, quiet, name,
               Outcomes(Quantile(detection.delays, 0.5)), Outcomes(Quantile(detection.delays, 0.9)),
               100 * detection.Found(), 100 * detection.early / all);
}

// Share of streams with an alarm by t, at every multiple of kLookEvery.
report::Line Curve(const std::string& name, const std::vector<double>& alarms, int length,
                   report::Color color) {
  report::Line line{.name = name, .color = color};
  for (int t = 0; t <= length; t += kLookEvery) {
    line.x.push_back(t);
    const auto by = std::ranges::count_if(alarms, [t](double alarm) { return alarm <= t; });
    line.y.push_back(100.0 * static_cast<double>(by) / static_cast<double>(alarms.size()));
  }
  return line;
}

int Write(const std::string& path, const report::Chart& chart) {
  std::ofstream file(path);
  file << report::RenderFile(chart);
  file.close();
  if (file.good()) return 0;
  std::cerr << path << ": cannot be written\n";
  return 1;
}

absl::StatusOr<tools::Answered> Answer(const Settings& settings) {
  auto model = predict::LoadPredictor(settings.checkpoint, {});
  if (!model.ok()) return model.status();
  const auto outcomes = data::ReadOutcomes(settings.outcomes);
  if (!outcomes.ok()) return outcomes.status();
  return tools::AnswerRecords(**model, settings.records, *outcomes, [](int64_t) {});
}

struct Thresholds {
  double single = 0;  // 95 % of calibrated windows lie below it
  double tuned = 0;   // 99 % of calibrated streams never pass it
};

Thresholds FindThresholds(const std::vector<Run>& runs) {
  std::vector<double> first, highest;
  for (const Run& run : runs) {
    first.push_back(run.ece.front());
    highest.push_back(*std::ranges::max_element(run.ece));
  }
  return {Quantile(first, 0.95), Quantile(highest, 0.99)};
}

report::Chart FalseAlarms(const Settings& settings, const std::vector<Run>& runs,
                          const Thresholds& thresholds) {
  std::vector<double> evidence, window;
  for (const Run& run : runs) {
    evidence.push_back(run.evidence);
    window.push_back(FirstAbove(run, thresholds.single, 0));
  }
  const auto raised = std::ranges::count_if(evidence, [](double t) { return t < kNever; });
  const auto cried = std::ranges::count_if(window, [](double t) { return t < kNever; });
  absl::PrintF("False alarms in %d calibrated streams of %d outcomes:\n", runs.size(),
               settings.length);
  absl::PrintF("  sequential alarm                  %6d  %.2f %%\n", raised,
               100.0 * static_cast<double>(raised) / static_cast<double>(runs.size()));
  absl::PrintF("  window ECE above %.4f (95 %%)     %6d  %.2f %%\n", thresholds.single, cried,
               100.0 * static_cast<double>(cried) / static_cast<double>(runs.size()));
  absl::PrintF("  window ECE above %.4f: tuned on these streams to 1 %%\n\n", thresholds.tuned);
  report::Chart chart{.title = "Calibrated streams in which an alarm was raised, by then",
                      .x = {"outcomes"},
                      .y = {"share of streams, %", 0, 100}};
  chart.lines = {Curve("sequential alarm", evidence, settings.length, report::Color::kBlue),
                 Curve("ECE of the last 1000 above its 95 % quantile", window, settings.length,
                       report::Color::kOrange)};
  return chart;
}

// Around it a slope leaves the number of events nearly as it is.
double CenterOf(const std::vector<double>& risks) {
  double sum = 0, weights = 0;
  for (const double p : risks) {
    sum += p * (1 - p) * std::log(p / (1 - p));
    weights += p * (1 - p);
  }
  return sum / weights;
}

void PrintDetections(const Settings& settings, const std::vector<double>& risks,
                     const Thresholds& thresholds, report::Chart& chart) {
  absl::PrintF(
      "| log-odds | after | alarm | median delay | q90 | found | raised before |\n"
      "|---|---|---|---|---|---|---|\n");
  uint64_t scenario = 1;
  const report::Color colors[] = {report::Color::kOrange, report::Color::kGreen,
                                  report::Color::kBlue};
  const double center = CenterOf(risks);
  std::vector<Change> changes;
  for (const double shift : {0.25, 0.5, 1.0, -0.25, -0.5, -1.0}) changes.push_back({shift});
  for (const double slope : {0.7, 1.4}) changes.push_back({0, slope, center});
  for (const int quiet : {0, 2000}) {
    int row = 0;
    for (const Change& change : changes) {
      Detection evidence, single, tuned;
      for (const Run& run : RunAll(settings, risks, settings.shifted, change, quiet, scenario++)) {
        evidence.Add(run.evidence, quiet);
        single.Add(FirstAbove(run, thresholds.single, 0), quiet);
        tuned.Add(FirstAbove(run, thresholds.tuned, 0), quiet);
      }
      PrintRow(change, quiet, "sequential", evidence);
      PrintRow(change, quiet, "window, 95 %", single);
      PrintRow(change, quiet, "window, tuned", tuned);
      if (quiet == 2000 && change.shift > 0) {
        const std::string name = absl::StrFormat("%+.2f, ", change.shift);
        chart.lines.push_back(Curve(name + "sequential alarm", evidence.delays, 8000, colors[row]));
        chart.lines.push_back(Curve(name + "window, tuned", tuned.delays, 8000, colors[row]));
        chart.lines.back().dashed = true;
        ++row;
      }
    }
  }
}

// What really happened, in the order of the records.
void PrintReal(const tools::Answered& answered) {
  metrics::SequentialAlarm alarm;
  for (size_t i = 0; i < answered.size(); ++i) {
    alarm.Observe(answered.table.risk[i], answered.table.label[i]);
  }
  absl::PrintF("The records' own outcomes: log evidence %.2f, at most %.2f; alarm at %.2f\n\n",
               alarm.log_evidence(), alarm.log_evidence_max(), metrics::kLogThreshold);
}

int Main(const Settings& settings) {
  const auto answered = Answer(settings);
  if (!answered.ok()) {
    std::cerr << answered.status().message() << '\n';
    return 1;
  }
  const std::vector<double>& risks = answered->table.risk;
  absl::PrintF("%d predicted risks, seed %d\n", risks.size(), settings.seed);
  PrintReal(*answered);
  report::Chart false_alarms;
  Thresholds thresholds;
  {
    const std::vector<Run> calibrated = RunAll(settings, risks, settings.calibrated, {}, 0, 0);
    thresholds = FindThresholds(calibrated);
    false_alarms = FalseAlarms(settings, calibrated, thresholds);
  }
  report::Chart delays{.title = "Changed streams in which the alarm was raised, by then",
                       .x = {"outcomes since the change (after 2000 calibrated ones)"},
                       .y = {"share of streams, %", 0, 100}};
  PrintDetections(settings, risks, thresholds, delays);
  if (settings.images.empty()) return 0;
  return Write(settings.images + "/alarm_false_alarms.svg", false_alarms) +
         Write(settings.images + "/alarm_delay.svg", delays);
}

}  // namespace
}  // namespace credence::bench

int main(int argc, char** argv) {
  credence::bench::Settings settings;
  CLI::App app("Simulates the sequential alarm beside a fixed window");
  app.add_option("--checkpoint", settings.checkpoint, "Folder of a binary checkpoint")
      ->capture_default_str();
  app.add_option("--records", settings.records, "Records to predict")->capture_default_str();
  app.add_option("--outcomes", settings.outcomes, "Their outcomes file")->capture_default_str();
  app.add_option("--images", settings.images, "Folder for the two charts");
  app.add_option("--calibrated", settings.calibrated, "Calibrated streams")->capture_default_str();
  app.add_option("--shifted", settings.shifted, "Streams per shift and time of the change")
      ->capture_default_str();
  app.add_option("--length", settings.length, "Outcomes of a stream, and after a change")
      ->check(CLI::Range(2000, 10000000))
      ->capture_default_str();
  app.add_option("--threads", settings.threads, "Threads")->check(CLI::PositiveNumber);
  app.add_option("--seed", settings.seed, "Of everything drawn")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return credence::bench::Main(settings);
}
