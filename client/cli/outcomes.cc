// credence outcomes report | watch
#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "client/cli/command.h"
#include "client/cli/json.h"
#include "client/cli/read_outcomes.h"
#include "client/cli/show_calibration.h"

namespace credence::cli {
namespace {

struct ReportOptions {
  std::string csv, json, physionet, standard_input;
  std::string answers, id_prefix, model, output = "table";
  int64_t version = 0;
  int chunk = 500;
  double rate = 0;
  uint64_t shuffle = 0;
};

absl::StatusOr<std::vector<v1::Outcome>> ReadFile(const ReportOptions& options) {
  if (!options.physionet.empty()) return ReadOutcomesPhysionet(options.physionet);
  if (!options.standard_input.empty()) return ReadOutcomesJson(std::cin);
  const std::string& path = options.csv.empty() ? options.json : options.csv;
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": cannot be opened"));
  return options.csv.empty() ? ReadOutcomesJson(file) : ReadOutcomesCsv(file);
}

absl::StatusOr<std::vector<v1::Outcome>> ReadAll(const ReportOptions& options) {
  auto outcomes = ReadFile(options);
  if (!outcomes.ok()) return outcomes.status();
  if (!options.answers.empty()) {
    std::ifstream answers(options.answers);
    if (!answers) return absl::NotFoundError(absl::StrCat(options.answers, ": cannot be opened"));
    const auto status = AddReceipts(answers, options.id_prefix, &*outcomes);
    if (!status.ok()) return status;
  } else {
    for (auto& outcome : *outcomes) {
      outcome.set_prediction_id(absl::StrCat(options.id_prefix, outcome.prediction_id()));
    }
  }
  for (auto& outcome : *outcomes) {
    if (outcome.model().empty()) outcome.set_model(options.model);
    if (outcome.version() == 0) outcome.set_version(options.version);
  }
  if (options.shuffle > 0) {
    std::shuffle(outcomes->begin(), outcomes->end(), std::mt19937_64(options.shuffle));
  }
  return outcomes;
}

bool Settled(v1::OutcomeStatus status) {
  return status == v1::OUTCOME_STATUS_COUNTED || status == v1::OUTCOME_STATUS_DUPLICATE ||
         status == v1::OUTCOME_STATUS_CORRECTED;
}

// What all chunks came to.
class Summary {
 public:
  void Add(const v1::ReportOutcomesResponse& response) {
    for (const auto& result : response.results()) {
      ++counts_[result.status()];
      if (!Settled(result.status()) && total_.refused_size() < kShown) {
        auto* refused = total_.add_refused();
        refused->set_position(position_);
        *refused->mutable_result() = result;
      }
      ++position_;
    }
  }

  int64_t reported() const { return position_; }

  v1::ReportOutcomesStreamResponse Total() const {
    v1::ReportOutcomesStreamResponse total = total_;
    for (const auto& [status, outcomes] : counts_) {
      auto* count = total.add_counts();
      count->set_status(status);
      count->set_outcomes(outcomes);
    }
    return total;
  }

 private:
  static constexpr int kShown = 20;
  std::map<v1::OutcomeStatus, int64_t> counts_;
  v1::ReportOutcomesStreamResponse total_;
  int64_t position_ = 0;
};

int Report(const Connection& connection, const ReportOptions& options) {
  const auto outcomes = ReadAll(options);
  if (!outcomes.ok()) return Fail(outcomes.status());
  const client::Client client(connection.Options());
  const Terminal terminal = DetectTerminal();
  const auto start = std::chrono::steady_clock::now();
  Summary summary;
  for (size_t from = 0; from < outcomes->size(); from += options.chunk) {
    v1::ReportOutcomesRequest request;
    const size_t to = std::min(outcomes->size(), from + options.chunk);
    for (size_t i = from; i < to; ++i) *request.add_outcomes() = (*outcomes)[i];
    const auto response = client.ReportOutcomes(request);
    if (!response.ok()) {
      std::cerr << summary.reported() << " of " << outcomes->size()
                << " outcomes were acknowledged; run the same command again for the rest\n";
      return Fail(response.status());
    }
    summary.Add(*response);
    if (options.rate > 0) {
      std::this_thread::sleep_until(start + std::chrono::duration_cast<std::chrono::nanoseconds>(
                                                std::chrono::duration<double>(to / options.rate)));
    }
  }
  const auto total = summary.Total();
  std::cout << (options.output == "json" ? ToJson(total) + "\n" : OutcomesTable(total, terminal));
  return total.refused().empty() ? kExitOk : kExitError;
}

struct WatchOptions {
  v1::GetCalibrationRequest request;
  int64_t last_outcomes = 0;
  std::string since, decision;
  double interval_seconds = 2;
  int count = 0;
  std::string output = "table";
};

absl::StatusOr<v1::GetCalibrationRequest> RequestOf(const WatchOptions& options) {
  v1::GetCalibrationRequest request = options.request;
  if (options.last_outcomes > 0) request.set_last_outcomes(options.last_outcomes);
  if (!options.since.empty()) {
    absl::Duration since;
    if (!absl::ParseDuration(options.since, &since) || since <= absl::ZeroDuration()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--since: got ", options.since, ", wanted a duration such as 90m or 168h"));
    }
    request.mutable_last_duration()->set_seconds(absl::ToInt64Seconds(since));
  }
  if (options.decision == "keep") request.set_decision(v1::DECISION_KEEP);
  if (options.decision == "defer") request.set_decision(v1::DECISION_DEFER);
  return request;
}

int Watch(const Connection& connection, const WatchOptions& options) {
  const auto request = RequestOf(options);
  if (!request.ok()) return Fail(request.status());
  const client::Client client(connection.Options());
  const Terminal terminal = DetectTerminal();
  for (int i = 0; options.count == 0 || i < options.count; ++i) {
    if (i > 0) {
      std::this_thread::sleep_for(std::chrono::duration<double>(options.interval_seconds));
    }
    const auto calibration = client.GetCalibration(*request);
    if (!calibration.ok()) return Fail(calibration.status());
    if (options.output == "json") {
      std::cout << ToJson(*calibration) << std::endl;
      continue;
    }
    const auto evidence = client.GetEvidence(calibration->model(), calibration->version());
    if (!evidence.ok()) return Fail(evidence.status());
    // Home and clear, so that the view stays in place.
    std::cout << (terminal.colour && options.count != 1 ? "\x1b[H\x1b[2J" : "")
              << CalibrationText(*calibration, terminal) << EvidenceText(*evidence, terminal)
              << std::flush;
  }
  return kExitOk;
}

void AddReport(CLI::App* outcomes, const Connection& connection, int* exit_code) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command = outcomes->add_subcommand("report", "Says what became of predictions");
  auto* input = command->add_option_group("input", "Where the outcomes come from");
  input->add_option(
      "--csv", options->csv,
      "Columns prediction_id or receipt (base64), label; observed_at, model, version");
  input->add_option("--json", options->json, "Outcomes in JSON: one, an array, or one a line");
  input->add_option("--physionet", options->physionet,
                    "An Outcomes file of the PhysioNet Challenge 2012; its ids are prediction ids");
  input->add_option("stdin", options->standard_input, "Standard input: outcomes in JSON")
      ->check(CLI::IsMember({"-"}));
  input->require_option(1);
  command->add_option("--answers", options->answers,
                      "Answers that `credence predict --output lines` wrote: report by their "
                      "receipts, and only outcomes of these");
  command->add_option("--id-prefix", options->id_prefix,
                      "Stands before the ids of the predictions, not of the outcomes");
  command->add_option("--model,-m", options->model, "Only predictions of this model");
  command->add_option("--version", options->version, "Only predictions of this version");
  command->add_option("--chunk", options->chunk, "Outcomes a call")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--rate", options->rate, "Outcomes a second (default: as fast as it goes)");
  command->add_option("--shuffle", options->shuffle,
                      "Report them in a random order of this seed (default: as they stand)");
  command->add_option("--output", options->output, "table or json")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  command->callback(
      [options, &connection, exit_code] { *exit_code = Report(connection, *options); });
}

void AddWatch(CLI::App* outcomes, const Connection& connection, int* exit_code) {
  auto options = std::make_shared<WatchOptions>();
  CLI::App* command =
      outcomes->add_subcommand("watch", "A live view of how well risks match outcomes");
  command
      ->add_option_function<std::string>(
          "--model,-m", [options](const std::string& m) { options->request.set_model(m); },
          "The model's name")
      ->required();
  command->add_option_function<int64_t>(
      "--version", [options](int64_t v) { options->request.set_version(v); },
      "Its version (default: the newest in service)");
  command->add_option_function<std::string>(
      "--cohort", [options](const std::string& c) { options->request.set_cohort(c); },
      "Only this cohort");
  command->add_option("--decision", options->decision, "Only cases that were: keep or defer")
      ->check(CLI::IsMember({"keep", "defer"}));
  auto* last = command->add_option("--last", options->last_outcomes,
                                   "The newest so many outcomes (default: the server's window)");
  command->add_option("--since", options->since, "Outcomes of this last stretch of time, e.g. 168h")
      ->excludes(last);
  command->add_option("--interval", options->interval_seconds, "Seconds between two looks")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--count", options->count, "How many looks (default: until interrupted)");
  command->add_option("--output", options->output, "table, or json: one line a look")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  command->callback(
      [options, &connection, exit_code] { *exit_code = Watch(connection, *options); });
}

}  // namespace

void AddOutcomesCommand(CLI::App& app, const Connection& connection, int* exit_code) {
  CLI::App* command = app.add_subcommand(
      "outcomes", "Reports what became of predictions, and shows how well risks match");
  command->require_subcommand(1);
  command->fallthrough();
  AddReport(command, connection, exit_code);
  AddWatch(command, connection, exit_code);
}

}  // namespace credence::cli
