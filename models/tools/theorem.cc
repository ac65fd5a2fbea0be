#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "models/checkpoint/atomic_file.h"
#include "models/theorem/report.h"
#include "models/tools/commands.h"
#include "models/tools/progress.h"

namespace credence::tools {
namespace {

struct Options {
  std::string out;
  bool quick = false;
  int64_t max_width = 0;  // 0: no limit
  theorem::GridOptions grid;
};

// Of the weight matrix whose covariances are estimated one by one.
constexpr int64_t kInputs = 4, kOutputs = 3;

void MakeQuick(theorem::GridOptions& grid) {
  grid.widths = {16, 64, 256};
  grid.depth = 2;
  grid.stddevs = {0.3, 1};
  grid.draws = 512;
  grid.few = 1;
}

std::vector<theorem::CovarianceCheck> CheckAll(const Options& options) {
  const int64_t draws = options.quick ? 50'000 : 2'000'000;
  const auto cases = theorem::CovarianceCases(options.grid.seed, kInputs, kOutputs);
  std::vector<theorem::CovarianceCheck> checks;
  Progress progress("covariance", static_cast<int64_t>(2 * cases.size()));
  for (const theorem::Perturbed& one : cases) {
    for (const auto& [name, draw] : {std::pair("rank-1", &theorem::DrawRank1),
                                     std::pair("full-rank", &theorem::DrawFullRank)}) {
      checks.push_back(theorem::CheckCovariance(
          one, name, draw, draws, theorem::SeedOf(options.grid.seed, 1000 + checks.size())));
      progress.Show(static_cast<int64_t>(checks.size()));
    }
  }
  return checks;
}

std::vector<theorem::Cell> MeasureAll(const theorem::GridOptions& grid) {
  std::unique_ptr<Progress> progress;
  return theorem::MeasureGrid(grid, [&](int64_t done, int64_t total) {
    if (progress == nullptr) progress = std::make_unique<Progress>("distances, percent", 100);
    progress->Show(100 * done / total);
  });
}

absl::Status WriteAll(const std::string& folder, const theorem::Findings& findings) {
  const std::string json = theorem::ToJson(findings).dump(2) + "\n";
  absl::Status status = checkpoint::WriteFileAtomically(folder + "/theorem.json", {json});
  for (const auto& [name, chart] : theorem::Charts(findings)) {
    const std::string svg = report::RenderFile(chart);
    status.Update(checkpoint::WriteFileAtomically(absl::StrCat(folder, "/", name, ".svg"), {svg}));
  }
  status.Update(report::WritePage(folder + "/theorem.html", theorem::ToPage(findings)));
  return status;
}

absl::Status CheckTheorem(Options options) {
  std::error_code error;
  std::filesystem::create_directories(options.out, error);
  if (error) {
    return absl::InternalError(
        absl::StrCat("--out: cannot make ", options.out, ": ", error.message()));
  }
  if (options.quick) MakeQuick(options.grid);
  if (options.max_width > 0) {
    std::erase_if(options.grid.widths, [&](int64_t width) { return width > options.max_width; });
  }
  const theorem::Findings findings{
      .options = options.grid, .covariance = CheckAll(options), .cells = MeasureAll(options.grid)};
  if (absl::Status status = WriteAll(options.out, findings); !status.ok()) return status;
  std::cout << theorem::ToText(findings) << "\nwritten to " << options.out
            << ": theorem.html, theorem.json, the charts as SVG\n";
  return absl::OkStatus();
}

}  // namespace

Run AddTheorem(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--out", options->out, "Folder to write to; made where it is missing")->required();
  app.add_flag("--quick", options->quick, "Small widths and few draws: seconds, not minutes");
  app.add_option("--max-width", options->max_width,
                 "Leave out wider networks; 4096 takes most of the time")
      ->check(CLI::Range(16, 4096));
  app.add_option("--seed", options->grid.seed, "Of weights and noise")->capture_default_str();
  app.add_option("--threads", options->grid.threads, "Networks measured at the same time")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  return [options] { return CheckTheorem(*options); };
}

}  // namespace credence::tools
