#include "server/outcomes/monitor.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "absl/strings/str_cat.h"
#include "server/outcomes/case_window.h"
#include "server/telemetry/window_metrics.h"

namespace credence::server {
namespace {

// Between two looks, however often it is poked.
constexpr absl::Duration kLeastPause = absl::Milliseconds(100);
// A count reads every prediction within the horizon: it may take this share of the time, at most.
constexpr int kCountShare = 100;
// Of a journal that has never been looked at: the alarm begins with the newest of its outcomes.
constexpr int64_t kMostPairs = 1'000'000;

// The format is in the name, so that builds with another one beside this neither read nor replace
// its states.
std::string StateName(const MonitoredVersion& version) {
  return absl::StrCat("evidence1/", version.model, "/", version.version);
}

PairQuery QueryOf(const MonitoredVersion& version) {
  PairQuery query;
  query.model = version.model;
  query.version = version.version;
  return query;
}

// As `corrections` says it where a journal does not keep the first sequence.
int64_t FirstSequence(const JournalPair& pair) {
  if (pair.first_sequence > 0) return pair.first_sequence;
  return pair.corrections == 0 ? pair.sequence : 0;
}

// What a test over the stream has not seen yet, in the order in which it was first counted: the
// same order whenever one looks.
std::vector<const JournalPair*> NewPairs(const std::vector<JournalPair>& pairs, int64_t after) {
  std::vector<const JournalPair*> fresh;
  for (const JournalPair& pair : pairs) {
    if (FirstSequence(pair) > after) fresh.push_back(&pair);
  }
  std::ranges::sort(fresh, {}, [](const JournalPair* pair) { return FirstSequence(*pair); });
  return fresh;
}

void Observe(const JournalPair& pair, const MonitoredVersion& version, Evidence& evidence) {
  const int label = pair.first_sequence > 0 ? pair.first_label : pair.label;
  const std::vector<double>& probabilities = pair.prediction.probabilities;
  if (static_cast<int>(probabilities.size()) != version.classes) return;
  const JudgedEvent judged = Judge(probabilities, label, version.target.index);
  evidence.Observe(judged.probability, judged.happened ? 1 : 0, FirstSequence(pair),
                   pair.received_at);
}

double ValueOf(const std::optional<metrics::Estimate>& estimate) {
  return estimate ? estimate->value : std::nan("");
}

void Show(const MonitorSnapshot& snapshot, WindowGauges& gauges) {
  const metrics::CalibrationReport& window = snapshot.window;
  const Coverage& coverage = snapshot.coverage;
  const metrics::SequentialAlarm& alarm = snapshot.evidence.alarm();
  gauges.Set(WindowFigure::kOutcomes, static_cast<double>(window.count));
  gauges.Set(WindowFigure::kEce, ValueOf(window.ece));
  gauges.Set(WindowFigure::kEceNullQ95, window.ece_null ? window.ece_null->q95 : std::nan(""));
  gauges.Set(WindowFigure::kBrier, ValueOf(window.brier));
  gauges.Set(WindowFigure::kMixtureNll, ValueOf(window.mixture_nll));
  gauges.Set(WindowFigure::kAuroc, ValueOf(window.auroc));
  gauges.Set(WindowFigure::kObservedOverExpected, ValueOf(window.observed_over_expected));
  gauges.Set(WindowFigure::kSlope, ValueOf(window.slope));
  gauges.Set(WindowFigure::kPending,
             static_cast<double>(coverage.predictions - coverage.with_outcome));
  // 0 / 0 is no number, which is what the gauge says then.
  gauges.Set(WindowFigure::kCoverage, static_cast<double>(coverage.with_outcome) /
                                          static_cast<double>(coverage.predictions));
  gauges.Set(WindowFigure::kLogEvidence, alarm.log_evidence());
  gauges.Set(WindowFigure::kLogEvidenceMax, alarm.log_evidence_max());
  gauges.Set(WindowFigure::kAlarm, alarm.alarmed() ? 1 : 0);
}

}  // namespace

MonitoredVersion MonitoredOf(const Served& served) {
  const checkpoint::Manifest& manifest = served.predictor->manifest;
  metrics::Target target;
  target.kind =
      manifest.task == "binary" ? metrics::Target::Kind::kClass : metrics::Target::Kind::kTopLabel;
  target.index = manifest.positive_class;
  target.decision_threshold = manifest.decision_threshold;
  return {served.model, served.version, served.predictor->classes(), target,
          manifest.calibration_bin_edges};
}

struct Monitor::Followed {
  Followed(MonitoredVersion which, int64_t capacity)
      : version(std::move(which)), window(capacity, version.classes) {}

  const MonitoredVersion version;
  bool begun = false;
  CaseWindow window;
  Evidence evidence;
  bool reported = false, saved = true;  // whether window, evidence have not changed since
  metrics::CalibrationReport report;
  Coverage coverage;
  absl::Time reported_at = absl::InfinitePast();
  absl::Time next_count = absl::InfinitePast();
  absl::Time saved_at = absl::InfinitePast();
  std::unique_ptr<WindowGauges> gauges;
  std::shared_ptr<const MonitorSnapshot> snapshot;  // guarded by mutex_
};

Monitor::Monitor(Journal& journal, Metrics& metrics, Log& log, const MonitorOptions& options)
    : journal_(journal),
      log_(log),
      options_(options),
      metrics_(std::make_unique<WindowMetrics>(metrics.registry())) {}

Monitor::~Monitor() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  for (const auto& followed : List()) {
    const absl::Status saved = Save(*followed);
    if (!saved.ok()) log_.Warning("evidence not saved", {{"reason", saved.message()}});
  }
}

void Monitor::Watch(MonitoredVersion version) {
  const Key key{version.model, version.version};
  const std::lock_guard lock(mutex_);
  if (followed_.contains(key)) return;
  auto followed = std::make_shared<Followed>(std::move(version), options_.window);
  followed->gauges = metrics_->ForVersion(key.first, key.second);
  auto snapshot = std::make_shared<MonitorSnapshot>();
  snapshot->model = key.first;
  snapshot->version = key.second;
  snapshot->horizon = options_.horizon;
  followed->snapshot = std::move(snapshot);
  followed_.emplace(key, std::move(followed));
}

void Monitor::Forget(const std::string& model, int64_t version) {
  const std::lock_guard step(stepping_);
  const std::lock_guard lock(mutex_);
  followed_.erase({model, version});
}

void Monitor::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Monitor::Poke() {
  {
    const std::lock_guard lock(mutex_);
    poked_ = true;
  }
  wake_.notify_all();
}

void Monitor::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    poked_ = false;
    lock.unlock();
    (void)Step(absl::Now());  // logged, and tried again
    lock.lock();
    wake_.wait_for(lock, absl::ToChronoNanoseconds(kLeastPause), [this] { return stopping_; });
    wake_.wait_for(lock, absl::ToChronoNanoseconds(options_.interval),
                   [this] { return stopping_ || poked_; });
  }
}

absl::Status Monitor::Step(absl::Time now) {
  const std::lock_guard step(stepping_);
  absl::Status status;
  for (const auto& followed : List()) status.Update(Advance(*followed, now));
  if (status.ok() == failing_) {
    failing_ = !status.ok();
    if (failing_) {
      log_.Warning("monitor cannot follow the journal", {{"reason", status.message()}});
    } else {
      log_.Info("monitor follows the journal again");
    }
  }
  return status;
}

std::vector<std::shared_ptr<Monitor::Followed>> Monitor::List() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Followed>> list;
  for (const auto& [key, followed] : followed_) list.push_back(followed);
  return list;
}

absl::Status Monitor::Begin(Followed& followed) {
  const MonitoredVersion& version = followed.version;
  const absl::StatusOr<std::string> text = journal_.LoadState(StateName(version));
  if (text.ok()) {
    absl::StatusOr<Evidence> evidence = Evidence::Restore(*text);
    if (evidence.ok()) {
      followed.evidence = *std::move(evidence);
    } else {
      log_.Warning("evidence begins anew from the journal's outcomes",
                   {{"model", version.model},
                    {"version", version.version},
                    {"reason", evidence.status().message()}});
    }
  } else if (!absl::IsNotFound(text.status())) {
    return text.status();
  }
  PairQuery query = QueryOf(version);
  query.last = options_.window;
  const auto pairs = journal_.Read(query);
  if (!pairs.ok()) return pairs.status();
  for (const JournalPair& pair : *pairs) followed.window.Add(pair);
  followed.begun = true;
  return absl::OkStatus();
}

absl::Status Monitor::Advance(Followed& followed, absl::Time now) {
  if (!followed.begun) {
    if (absl::Status begun = Begin(followed); !begun.ok()) return begun;
  }
  const MonitoredVersion& version = followed.version;
  PairQuery query = QueryOf(version);
  query.last = kMostPairs;
  query.after_sequence = std::min(followed.window.sequence(), followed.evidence.sequence());
  const auto pairs = journal_.Read(query);
  if (!pairs.ok()) return pairs.status();
  for (const JournalPair& pair : *pairs) followed.window.Add(pair);
  for (const JournalPair* pair : NewPairs(*pairs, followed.evidence.sequence())) {
    Observe(*pair, version, followed.evidence);
  }
  if (!pairs->empty()) {
    followed.evidence.MoveTo(pairs->back().sequence);
    followed.reported = followed.saved = false;
  }
  absl::Status status = Count(followed, now);
  status.Update(Report(followed, now));
  Publish(followed);
  if (now - followed.saved_at >= options_.save) {
    status.Update(Save(followed));
    followed.saved_at = now;
  }
  return status;
}

absl::Status Monitor::Count(Followed& followed, absl::Time now) {
  if (now < followed.next_count) return absl::OkStatus();
  const absl::Time start = options_.clock();
  const auto coverage =
      journal_.Count(followed.version.model, followed.version.version, now - options_.horizon);
  if (!coverage.ok()) return coverage.status();
  followed.coverage = *coverage;
  const absl::Duration took = options_.clock() - start;
  followed.next_count = now + std::max(options_.count, kCountShare * took);
  return absl::OkStatus();
}

absl::Status Monitor::Report(Followed& followed, absl::Time now) {
  if (followed.reported || now - followed.reported_at < options_.recompute) return absl::OkStatus();
  metrics::CalibrationOptions options;
  options.inner_edges = followed.version.inner_edges;
  options.interval_draws = 0;  // gauges and lights show none
  auto report = followed.window.Report(followed.version.target, options);
  if (!report.ok()) return report.status();
  followed.report = *std::move(report);
  followed.reported = true;
  followed.reported_at = now;
  return absl::OkStatus();
}

absl::Status Monitor::Save(Followed& followed) {
  if (followed.saved) return absl::OkStatus();
  absl::Status status = journal_.SaveState(StateName(followed.version),
                                           followed.evidence.sequence(), followed.evidence.Save());
  followed.saved = status.ok();
  return status;
}

void Monitor::Publish(Followed& followed) {
  auto snapshot = std::make_shared<const MonitorSnapshot>(
      MonitorSnapshot{followed.version.model, followed.version.version, followed.report,
                      followed.coverage, options_.horizon, followed.evidence});
  Show(*snapshot, *followed.gauges);
  const std::lock_guard lock(mutex_);
  followed.snapshot = std::move(snapshot);
}

absl::StatusOr<std::shared_ptr<const MonitorSnapshot>> Monitor::Find(const std::string& model,
                                                                     int64_t version) const {
  const std::lock_guard lock(mutex_);
  const auto found = followed_.find({model, version});
  if (found != followed_.end()) return found->second->snapshot;
  return absl::NotFoundError(
      absl::StrCat("model \"", model, "\", version ", version, ": got one that is not monitored"));
}

}  // namespace credence::server
