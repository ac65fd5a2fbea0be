#include "models/compare/judgement.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "models/checkpoint/atomic_file.h"
#include "models/metrics/calibration.h"
#include "models/metrics/ranking.h"

namespace credence::compare {
namespace {

constexpr size_t kMostBytes = size_t{1} << 30;

template <typename Number>
double Mean(const std::vector<Number>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

template <typename Struct, size_t N>
nlohmann::json NumbersOf(const Column<Struct> (&columns)[N], const Struct& from) {
  nlohmann::json json = nlohmann::json::object();
  for (const Column<Struct>& column : columns) {
    const double value = from.*column.value;
    json[column.name] = std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
  }
  return json;
}

template <typename Struct, size_t N>
void ReadNumbers(const nlohmann::json& json, const Column<Struct> (&columns)[N], Struct& to) {
  for (const Column<Struct>& column : columns) {
    const nlohmann::json& value = json.at(column.name);
    to.*column.value = value.is_null() ? kNone : value.get<double>();
  }
}

Answers ReadAnswers(const nlohmann::json& json) {
  return {.cases_sha256 = json.at("cases_sha256"),
          .binary = json.at("binary"),
          .threshold = json.at("threshold"),
          .risk = json.at("risk"),
          .event = json.at("event"),
          .mixture_nll = json.at("mixture_nll"),
          .average_nll = json.at("average_nll"),
          .brier = json.at("brier"),
          .epistemic = json.at("epistemic")};
}

bool FitsTogether(const Answers& answers) {
  const size_t n = answers.size();
  return n > 0 && answers.event.size() == n && answers.mixture_nll.size() == n &&
         answers.average_nll.size() == n && answers.brier.size() == n &&
         answers.epistemic.size() == n;
}

}  // namespace

absl::StatusOr<Figures> ComputeFigures(const Answers& answers) {
  const metrics::Cases cases{answers.risk, answers.event};
  const auto ece = metrics::Ece(cases);
  if (!ece.ok()) return ece.status();
  Figures figures{.mixture_nll = Mean(answers.mixture_nll),
                  .average_nll = Mean(answers.average_nll),
                  .brier = Mean(answers.brier),
                  .ece = *ece,
                  .epistemic = Mean(answers.epistemic)};
  if (!answers.binary) {
    figures.accuracy = Mean(answers.event);
    return figures;
  }
  // One label only: no ranking.
  if (const auto ranking = metrics::Rank(cases); ranking.ok()) {
    figures.auroc = ranking->auroc;
    figures.average_precision = ranking->average_precision;
  }
  return figures;
}

nlohmann::json ToJson(const Judgement& judgement) {
  const Answers& answers = judgement.answers;
  return {{"fingerprint", judgement.fingerprint},
          {"family", judgement.family},
          {"components", judgement.components},
          {"figures", NumbersOf(kFigureColumns, judgement.figures)},
          {"cost", NumbersOf(kCostColumns, judgement.cost)},
          {"answers",
           {{"cases_sha256", answers.cases_sha256},
            {"binary", answers.binary},
            {"threshold", answers.threshold},
            {"risk", answers.risk},
            {"event", answers.event},
            {"mixture_nll", answers.mixture_nll},
            {"average_nll", answers.average_nll},
            {"brier", answers.brier},
            {"epistemic", answers.epistemic}}}};
}

absl::StatusOr<Judgement> ReadJudgement(const std::string& path) {
  const auto text = checkpoint::ReadFile(path, kMostBytes);
  if (!text.ok()) return text.status();
  const auto bad = [&](const std::string& why) {
    return absl::DataLossError(absl::StrCat(path, ": is no judgement: ", why));
  };
  const nlohmann::json json = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return bad("not JSON");
  try {
    Judgement judgement{.fingerprint = json.at("fingerprint"),
                        .family = json.at("family"),
                        .components = json.at("components"),
                        .figures = {},
                        .cost = {},
                        .answers = ReadAnswers(json.at("answers"))};
    ReadNumbers(json.at("figures"), kFigureColumns, judgement.figures);
    ReadNumbers(json.at("cost"), kCostColumns, judgement.cost);
    if (!FitsTogether(judgement.answers)) return bad("answers of unequal length");
    return judgement;
  } catch (const nlohmann::json::exception& error) {
    return bad(error.what());
  }
}

}  // namespace credence::compare
