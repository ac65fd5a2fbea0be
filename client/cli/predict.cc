// credence predict --model NAME (--physionet PATH | --csv PATH | --json PATH | -)
#include <algorithm>
#include <atomic>
#include <fstream>
#include <iostream>
#include <limits>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "client/cli/json.h"
#include "client/cli/read_instances.h"
#include "client/cli/rehearse.h"
#include "client/cli/score.h"
#include "client/cli/show_error.h"
#include "client/cli/show_prediction.h"
#include "models/data/physionet2012.h"

namespace credence::cli {
namespace {

constexpr size_t kChunk = 16;

struct PredictOptions {
  std::string model;
  int64_t version = 0;
  std::string physionet, csv, json, standard_input;
  size_t limit = 0;
  std::vector<std::string> ids;
  std::string outcomes;
  Rehearsal rehearsal;
  bool exploratory = false;
  bool members = false;
  bool detail = false;
  std::string output;

  bool streaming() const { return !standard_input.empty(); }
};

absl::StatusOr<std::vector<v1::Instance>> ReadFile(const PredictOptions& options) {
  const size_t limit = options.limit > 0 ? options.limit : std::numeric_limits<size_t>::max();
  if (!options.physionet.empty()) return ReadPhysionet(options.physionet, limit, options.ids);
  const std::string& path = options.csv.empty() ? options.json : options.csv;
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": cannot be opened"));
  auto instances = options.csv.empty() ? ReadJson(file) : ReadCsv(file);
  if (!instances.ok()) return instances.status();
  std::erase_if(*instances, [&](const v1::Instance& instance) {
    return !options.ids.empty() && std::find(options.ids.begin(), options.ids.end(),
                                             instance.prediction_id()) == options.ids.end();
  });
  if (instances->size() > limit) instances->resize(limit);
  return instances;
}

absl::Status AddOutcomes(const std::string& path, std::vector<v1::Instance>* instances) {
  if (path.empty()) return absl::OkStatus();
  const auto outcomes = data::ReadOutcomes(path);
  if (!outcomes.ok()) return outcomes.status();
  for (auto& instance : *instances) {
    const auto found = outcomes->find(instance.prediction_id());
    if (found != outcomes->end()) instance.set_label(found->second);
  }
  return absl::OkStatus();
}

// Instances from standard input, one in JSON a line; a line that is none is reported and counted in
// *refused.
InstanceSource StandardInput(std::atomic<int>* refused) {
  return [refused, line_number = 0]() mutable -> std::optional<v1::Instance> {
    for (std::string line; std::getline(std::cin, line);) {
      ++line_number;
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      v1::Instance instance;
      const absl::Status status = FromJson(line, &instance);
      if (status.ok()) return instance;
      std::cerr << absl::StrCat("error: line ", line_number, ": ", status.message(), "\n");
      ++*refused;
    }
    return std::nullopt;
  };
}

InstanceSource FromVector(std::vector<v1::Instance> instances) {
  return
      [instances = std::move(instances), i = size_t{0}]() mutable -> std::optional<v1::Instance> {
        if (i == instances.size()) return std::nullopt;
        return std::move(instances[i++]);
      };
}

absl::StatusOr<InstanceSource> OpenSource(const PredictOptions& options,
                                          std::atomic<int>* refused) {
  if (options.streaming()) return StandardInput(refused);
  auto instances = ReadFile(options);
  if (!instances.ok()) return instances.status();
  if (instances->empty()) return absl::NotFoundError("the input holds no such case");
  if (const auto status = AddOutcomes(options.outcomes, &*instances); !status.ok()) return status;
  if (const auto status = Rehearse(options.rehearsal, &*instances); !status.ok()) return status;
  return FromVector(*std::move(instances));
}

void PrintAll(const v1::Model& model, const PredictOptions& options,
              const std::vector<Answer>& answers) {
  const Terminal terminal = DetectTerminal();
  if (options.output == "json") {
    std::string separator = "[\n";
    for (const Answer& answer : answers) {
      std::cout << separator << ToJson(answer.prediction);
      separator = ",\n";
    }
    std::cout << (answers.empty() ? "[]\n" : "\n]\n");
  } else if (options.detail) {
    for (const Answer& answer : answers) {
      std::cout << PredictionDetail(model, answer, terminal) << "\n";
    }
  } else if (!answers.empty()) {
    std::cout << PredictionTable(model, answers, terminal);
  }
}

// Where results go: JSON lines to standard output as they come, or a list to print at the end;
// refusals to standard error.
ScoreSink MakeSink(bool lines, std::vector<Answer>* answers, std::atomic<int>* refused) {
  return {.answered =
              [=](Answer answer) {
                if (lines) {
                  std::cout << ToJson(answer.prediction) << std::endl;
                } else {
                  answers->push_back(std::move(answer));
                }
              },
          .refused =
              [=](const v1::Instance& instance, const absl::Status& status) {
                const std::string& id = instance.prediction_id();
                std::cerr << absl::StrCat("error: ", id, id.empty() ? "" : ": ", ErrorText(status));
                ++*refused;
              }};
}

int Predict(const Connection& connection, const PredictOptions& options) {
  client::ClientOptions client_options = connection.Options();
  if (options.streaming()) client_options.stream_deadline = std::chrono::milliseconds(0);
  const client::Client client(client_options);
  std::atomic<int> refused = 0;  // by the reader of standard input and by the reader of the answers
  const auto source = OpenSource(options, &refused);
  if (!source.ok()) return Fail(source.status());
  const auto model = client.GetModel(options.model, options.version);
  if (!model.ok()) return Fail(model.status());

  const bool lines = options.output == "lines";
  const ScoreRequest request = {.model = options.model,
                                .version = options.version,
                                .include_members = options.members || options.output == "table",
                                .exploratory = options.exploratory,
                                .chunk = options.streaming() ? 1 : kChunk};
  std::vector<Answer> answers;
  const absl::Status status = Score(client, request, *source, MakeSink(lines, &answers, &refused));
  PrintAll(*model, options, answers);
  if (!status.ok()) return Fail(status);
  return refused == 0 ? kExitOk : kExitError;
}

void AddOptions(CLI::App* command, PredictOptions* options) {
  command->add_option("--model,-m", options->model, "The model's name")->required();
  command->add_option("--version", options->version,
                      "Its version (default: the newest in service)");
  auto* input = command->add_option_group("input", "Where the cases come from");
  input->add_option(
      "--physionet", options->physionet,
      "PhysioNet Challenge 2012 records: a .txt, a folder, a tar.gz or an events.csv.gz");
  input->add_option("--csv", options->csv, "A header of feature names, one case a row");
  input->add_option("--json", options->json, "Instances in JSON: one, an array, or one a line");
  input
      ->add_option("stdin", options->standard_input,
                   "Standard input: one instance in JSON a line, answered as it comes")
      ->check(CLI::IsMember({"-"}));
  input->require_option(1);
  command->add_option("--limit", options->limit, "At most so many cases (default: all)");
  command->add_option("--id", options->ids, "Only this case; may be given several times")
      ->allow_extra_args(false);
  command->add_option(
      "--outcomes", options->outcomes,
      "The known outcomes, an Outcomes file of the challenge: adds their mixture NLL");
  command->add_option("--id-prefix", options->rehearsal.id_prefix,
                      "Stands before every prediction id: a second run is then no repetition");
  command->add_option("--cohort-from", options->rehearsal.cohort_from,
                      "The input whose category is the case's cohort, e.g. ICUType");
  command
      ->add_option("--scale", options->rehearsal.scale,
                   "NAME=FACTOR: multiply an input, leaving its unit, to rehearse a unit error")
      ->allow_extra_args(false);
  command->add_flag("--exploratory", options->exploratory,
                    "About nobody: the server writes nothing down and counts no prediction");
  command->add_flag("--members", options->members,
                    "Also print each member's probabilities (json, lines)");
  command->add_flag("--detail", options->detail, "Print each answer in full, in plain words");
  command
      ->add_option("--output", options->output,
                   "table, json or lines (default: table; lines for -)")
      ->check(CLI::IsMember({"table", "json", "lines"}));
}

}  // namespace

void AddPredictCommand(CLI::App& app, const Connection& connection, int* exit_code) {
  auto options = std::make_shared<PredictOptions>();
  CLI::App* command = app.add_subcommand("predict", "Asks a model about patients or other cases");
  AddOptions(command, options.get());
  command->callback([options, &connection, exit_code] {
    if (options->output.empty()) {
      options->output = options->streaming() && !options->detail ? "lines" : "table";
    }
    *exit_code = Predict(connection, *options);
  });
}

}  // namespace credence::cli
