#include "server/outcomes/outcomes.h"

#include <utility>

#include "absl/strings/match.h"
#include "server/journal/open.h"
#include "server/outcomes/late_journal.h"

namespace credence::server {
namespace {

// Calls of GetCalibration that wait; each may take a good part of a second.
constexpr size_t kMostWaiting = 16;
// Predictions share commits: 50 a second at most, since a commit costs more than a prediction.
constexpr absl::Duration kGroupDelay = absl::Milliseconds(20);

absl::StatusOr<ReceiptKeys> KeysOf(const Config& config, Log& log) {
  if (!config.receipt_key_file.empty()) return ReceiptKeys::Read(config.receipt_key_file);
  log.Warning(
      "receipts are signed by a random key: no other server accepts them, nor does this one after "
      "its next start; --receipt-key-file names a key that stays");
  return ReceiptKeys::Random();
}

void LogHealth(const WriterState& state, Log& log) {
  if (state.health == JournalHealth::kOk) {
    return log.Info("the journal works again", {{"dropped_predictions", state.dropped}});
  }
  log.Error("the journal fails: no outcome is taken",
            {{"state", JournalHealthName(state.health)}, {"reason", state.message}});
}

}  // namespace

Outcomes::Outcomes(const Config& config, const Catalog& catalog, Calls& calls, ReceiptKeys keys)
    : keys_(std::move(keys)),
      service_(
          catalog, calls,
          {.max_outcomes = config.max_outcomes, .max_message_bytes = config.max_message_bytes}) {}

absl::StatusOr<std::unique_ptr<Outcomes>> Outcomes::Start(const Config& config,
                                                          const Catalog& catalog, Calls& calls,
                                                          Metrics& metrics, Log& log,
                                                          std::function<void(bool)> journal_works) {
  auto keys = KeysOf(config, log);
  if (!keys.ok()) return keys.status();
  std::unique_ptr<Outcomes> outcomes(new Outcomes(config, catalog, calls, *std::move(keys)));
  if (config.journal.empty()) {
    log.Info("no journal (--journal): outcomes are not taken");
  } else {
    const auto status = outcomes->OpenStore(config, metrics, log, std::move(journal_works));
    if (!status.ok()) return status;
    outcomes->Judge(config, catalog, metrics, log);
  }
  outcomes->recorder_ = std::make_unique<Recorder>(outcomes->keys_, outcomes->writer());
  return outcomes;
}

absl::Status Outcomes::OpenStore(const Config& config, Metrics& metrics, Log& log,
                                 std::function<void(bool)> journal_works) {
  const bool postgres = absl::StartsWith(config.journal, "postgres");
  auto journal = LateJournal::Open([address = config.journal] { return OpenJournal(address); },
                                   postgres ? "postgres" : "sqlite");
  if (!journal.ok()) return journal.status();
  journal_ = *std::move(journal);
  durations_ = std::make_unique<JournalWriteDurations>(metrics);
  const WriterOptions options{
      .max_queue = config.journal_queue,
      .drop_predictions = config.journal_on_failure == "serve",
      .horizon = config.outcome_horizon,
      .group_delay = kGroupDelay,
      .wrote = [durations = durations_.get()](absl::Duration took, const absl::Status&) {
        durations->Observe(took);
      }};
  writer_ = std::make_unique<JournalWriter>(
      *journal_, options, [&log, works = std::move(journal_works)](const WriterState& state) {
        LogHealth(state, log);
        works(state.health == JournalHealth::kOk);
      });
  metrics.AddCollector([writer = writer_.get()] { return CollectJournal(writer->state()); });
  housekeeping_ = std::make_unique<Housekeeping>(*journal_, config.journal_retention, log);
  housekeeping_->ReadVersions();
  housekeeping_->Start();
  // An empty report finds out at once whether the journal works.
  writer_->Report({}, [](const auto&) {});
  return absl::OkStatus();
}

void Outcomes::Judge(const Config& config, const Catalog& catalog, Metrics& metrics, Log& log) {
  MonitorOptions options;
  options.window = config.calibration_window;
  options.horizon = config.outcome_horizon;
  monitor_ = std::make_unique<Monitor>(*journal_, metrics, log, options);
  for (const auto& served : catalog.List()) monitor_->Watch(MonitoredOf(*served));
  intake_ = std::make_unique<Intake>(
      catalog, keys_, *writer_, metrics,
      IntakeOptions{
          .max_outcomes = config.max_outcomes,
          .horizon = config.outcome_horizon,
          .retired = [this](const std::string& model,
                            int64_t version) { return housekeeping_->Knows(model, version); },
          .counted = [this] { monitor_->Poke(); }});
  worker_ = std::make_unique<Worker>(kMostWaiting);
  service_.Use(*intake_, *journal_, *worker_,
               {.window = config.calibration_window, .horizon = config.outcome_horizon});
  monitor_->Start();
}

v1::JournalState Outcomes::State() const {
  v1::JournalState state;
  state.set_kind(journal_ != nullptr ? journal_->kind() : "none");
  if (writer_ == nullptr) return state;
  const WriterState now = writer_->state();
  state.set_state(std::string(JournalHealthName(now.health)));
  if (now.health != JournalHealth::kOk) {
    state.set_message("No outcome is taken until it works again; the server's log has the reason.");
  }
  state.set_queued(now.queued);
  state.set_dropped_predictions(now.dropped);
  return state;
}

void Outcomes::Flush(absl::FunctionRef<bool(absl::Duration)> give_up) {
  if (writer_ != nullptr) writer_->Flush(give_up);
}

}  // namespace credence::server
