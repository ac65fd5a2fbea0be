#include <filesystem>
#include <iostream>
#include <memory>

#include "absl/strings/str_format.h"
#include "models/compare/report.h"
#include "models/compare/run.h"
#include "models/compare/shift_report.h"
#include "models/tools/commands.h"

namespace credence::tools {
namespace {

struct Options {
  std::string suite, out;
  std::vector<std::string> only;
  bool quick = false;
  compare::RunOptions run;
};

void Say(const compare::RunDone& done) {
  const compare::Judgement& judgement = done.judgement;
  std::cerr << absl::StrFormat("%d/%d %s: mixture NLL %.4f, trained in %.1f s of CPU", done.done,
                               done.total, done.run.name(), judgement.figures.mixture_nll,
                               judgement.cost.training_seconds);
  if (done.done < done.total) std::cerr << absl::StrFormat("; %.0f s left", done.seconds_left);
  std::cerr << std::endl;
}

void SayShifted(const compare::ShiftDone& done) {
  std::cerr << absl::StrFormat("%d/%d %s: shifted records answered", done.done, done.total,
                               done.run.name());
  if (done.done < done.total) std::cerr << absl::StrFormat("; %.0f s left", done.seconds_left);
  std::cerr << std::endl;
}

// The runs of the methods named, or all.
std::vector<compare::PlannedRun> Chosen(const std::vector<compare::PlannedRun>& runs,
                                        const std::vector<std::string>& only) {
  if (only.empty()) return runs;
  std::vector<compare::PlannedRun> chosen;
  for (const compare::PlannedRun& run : runs) {
    const std::string& method = run.sweep_of.empty() ? run.method : run.sweep_of;
    if (std::find(only.begin(), only.end(), method) != only.end()) chosen.push_back(run);
  }
  return chosen;
}

absl::Status CompareAll(const Options& options) {
  auto suite = compare::ReadSuite(options.suite);
  if (!suite.ok()) return suite.status();
  if (options.quick) *suite = compare::MakeQuick(*suite);
  if (auto status = compare::CheckMethods(*suite, "--only", options.only); !status.ok()) {
    return status;
  }
  std::error_code error;
  std::filesystem::create_directories(options.out, error);
  if (error) {
    return absl::InternalError(
        absl::StrCat("--out: cannot make ", options.out, ": ", error.message()));
  }
  const auto runs = compare::PlanRuns(*suite, options.out);
  if (!runs.ok()) return runs.status();
  auto status = compare::RunAll(*suite, Chosen(*runs, options.only), options.run);
  if (!status.ok()) return status;
  const auto shifted = compare::JudgeShifts(*suite, *runs, options.run.threads, SayShifted);
  if (!shifted.ok()) return shifted.status();
  auto comparison = compare::Compare(*suite, *runs);
  if (!comparison.ok()) return comparison.status();
  compare::AttachShifts(*suite, *runs, *shifted, *comparison);
  status = compare::WriteReports(options.out, *comparison);
  if (!status.ok()) return status;
  std::cout << compare::ToMarkdown(*comparison) << "\nwritten to " << options.out
            << ": comparison.html, comparison.md, comparison.json\n";
  return absl::OkStatus();
}

}  // namespace

Run AddCompare(CLI::App& app) {
  auto options = std::make_shared<Options>();
  options->run.on_run = Say;
  app.add_option("--suite", options->suite, "What is compared, as TOML (docs/comparison.md)")
      ->required();
  app.add_option("--out", options->out,
                 "Folder for the checkpoints and the results; what is done there is not done again")
      ->required();
  app.add_flag("--quick", options->quick, "The suite's [quick] form: seconds, not hours");
  app.add_option("--only", options->only, "Train these methods alone; the tables show all done");
  app.add_option("--threads", options->run.threads, "Networks trained at a time")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--repeats", options->run.repeats, "Forward passes timed of each batch size")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  return [options] { return CompareAll(*options); };
}

}  // namespace credence::tools
