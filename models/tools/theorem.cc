#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
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

constexpr int64_t kDraws = 2'000'000, kQuickDraws = 50'000;  // of each covariance check

int64_t DrawsOf(const Options& options) { return options.quick ? kQuickDraws : kDraws; }

// All that the parts depend on. A change to how they are measured needs another first number.
std::string FingerprintOf(const Options& options) {
  const theorem::GridOptions& grid = options.grid;
  return absl::StrCat("1; seed ", grid.seed, "; covariance ", kInputs, "x", kOutputs, ", draws ",
                      DrawsOf(options), "; widths ", absl::StrJoin(grid.widths, " "), "; depth ",
                      grid.depth, "; stddevs ", absl::StrJoin(grid.stddevs, " "), "; draws ",
                      grid.draws, "; permutations ", grid.permutations, "; few ", grid.few);
}

theorem::Parts::Rows ToRows(const theorem::CovarianceCheck& check) {
  theorem::Parts::Rows rows;
  for (const auto* moments : {&check.means, &check.covariances}) {
    for (const theorem::Moment& one : *moments) {
      rows.push_back({one.expected, one.estimated, one.error});
    }
  }
  return rows;
}

// The check that these rows were made of; nullopt where they are none of `one`'s.
std::optional<theorem::CovarianceCheck> FromRows(const std::optional<theorem::Parts::Rows>& rows,
                                                 const theorem::Perturbed& one, const char* name,
                                                 int64_t draws) {
  const auto means = static_cast<size_t>(one.inputs * one.outputs);
  if (!rows.has_value() || rows->size() != means + means * (means + 1) / 2) return std::nullopt;
  theorem::CovarianceCheck check{.law = one.name, .perturbation = name, .draws = draws};
  for (size_t r = 0; r < rows->size(); ++r) {
    const std::vector<double>& row = (*rows)[r];
    if (row.size() != 3) return std::nullopt;
    (r < means ? check.means : check.covariances).push_back({row[0], row[1], row[2]});
  }
  return check;
}

std::vector<theorem::CovarianceCheck> CheckAll(const Options& options, theorem::Parts& parts) {
  const auto cases = theorem::CovarianceCases(options.grid.seed, kInputs, kOutputs);
  std::vector<theorem::CovarianceCheck> checks;
  Progress progress("covariance", static_cast<int64_t>(2 * cases.size()));
  for (const theorem::Perturbed& one : cases) {
    for (const auto& [name, draw] : {std::pair("rank-1", &theorem::DrawRank1),
                                     std::pair("full-rank", &theorem::DrawFullRank)}) {
      const std::string part = absl::StrCat("covariance-", checks.size());
      auto check = FromRows(parts.Load(part), one, name, DrawsOf(options));
      if (!check.has_value()) {
        check = theorem::CheckCovariance(one, name, draw, DrawsOf(options),
                                         theorem::SeedOf(options.grid.seed, 1000 + checks.size()));
        parts.Save(part, ToRows(*check));
      }
      checks.push_back(*std::move(check));
      progress.Show(static_cast<int64_t>(checks.size()));
    }
  }
  return checks;
}

std::vector<theorem::Cell> MeasureAll(const theorem::GridOptions& grid, theorem::Parts& parts) {
  std::unique_ptr<Progress> progress;
  const auto show = [&](int64_t done, int64_t total) {
    if (progress == nullptr) progress = std::make_unique<Progress>("distances, percent", 100);
    progress->Show(100 * done / total);
  };
  return theorem::MeasureGrid(grid, show, &parts);
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
  if (options.quick) MakeQuick(options.grid);
  if (options.max_width > 0) {
    std::erase_if(options.grid.widths, [&](int64_t width) { return width > options.max_width; });
  }
  auto parts = theorem::Parts::Open(options.out + "/parts", FingerprintOf(options));
  if (!parts.ok()) {
    return absl::Status(parts.status().code(), absl::StrCat("--out: ", parts.status().message()));
  }
  const theorem::Findings findings{.options = options.grid,
                                   .covariance = CheckAll(options, *parts),
                                   .cells = MeasureAll(options.grid, *parts)};
  if (!parts->status().ok()) return parts->status();
  if (absl::Status status = WriteAll(options.out, findings); !status.ok()) return status;
  std::cout << theorem::ToText(findings) << "\nwritten to " << options.out
            << ": theorem.html, theorem.json, the charts as SVG\n";
  return absl::OkStatus();
}

}  // namespace

Run AddTheorem(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--out", options->out,
                 "Folder to write to; made where it is missing. The same command goes on there "
                 "after a kill")
      ->required();
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
