#include "models/compare/shifted.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "models/checkpoint/atomic_file.h"
#include "models/checkpoint/safetensors.h"
#include "models/compare/judge.h"
#include "models/compare/run.h"
#include "models/data/shift.h"
#include "models/metrics/ranking.h"
#include "models/predict/predictor.h"
#include "models/training/for_each.h"

namespace credence::compare {
namespace {

// Raised where a change of the program makes earlier results another thing.
constexpr int kFormat = 1;
constexpr size_t kMostBytes = size_t{1} << 24;

std::string PathOf(const PlannedRun& run) { return run.folder + "/training/shifted.json"; }

template <typename Struct, size_t N>
nlohmann::json Numbers(const Column<Struct> (&columns)[N], const Struct& from) {
  nlohmann::json json = nlohmann::json::object();
  for (const Column<Struct>& column : columns) {
    const double value = from.*column.value;
    json[column.name] = std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
  }
  return json;
}

template <typename Struct, size_t N>
Struct ReadNumbers(const Column<Struct> (&columns)[N], const nlohmann::json& json) {
  Struct to;
  for (const Column<Struct>& column : columns) {
    const nlohmann::json& value = json.at(column.name);
    to.*column.value = value.is_null() ? kNone : value.get<double>();
  }
  return to;
}

// What was kept, where it is this very run's; anything else is made anew.
std::optional<Shifted> Find(const PlannedRun& run, const std::string& fingerprint) {
  const auto text = checkpoint::ReadFile(PathOf(run), kMostBytes);
  if (!text.ok()) return std::nullopt;
  try {
    const auto json = nlohmann::json::parse(*text);
    Shifted shifted{.fingerprint = json.at("fingerprint"), .points = {}, .others = {}};
    if (shifted.fingerprint != fingerprint) return std::nullopt;
    for (const auto& point : json.at("points")) {
      shifted.points.push_back({point.at("kind"), point.at("severity"),
                                ReadNumbers(kShiftColumns, point.at("figures"))});
    }
    for (const auto& other : json.at("others")) {
      shifted.others.push_back({other.at("name"), other.at("label"), other.at("cases"),
                                ReadNumbers(kOtherColumns, other.at("figures"))});
    }
    return shifted;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

std::vector<double> Entropies(const Answers& answers) {
  const auto term = [](double p) { return p > 0 ? -p * std::log(p) : 0; };
  std::vector<double> entropies;
  for (const double risk : answers.risk) entropies.push_back(term(risk) + term(1 - risk));
  return entropies;
}

// P(a score of `others` > one of `ours`) + P(equal) / 2. Scores in [0, 1].
double Detection(const std::vector<double>& others, const std::vector<double>& ours) {
  std::vector<double> scores = others;
  scores.insert(scores.end(), ours.begin(), ours.end());
  std::vector<int> other(scores.size(), 0);
  std::fill_n(other.begin(), others.size(), 1);
  for (double& score : scores) score = std::clamp(score, 0.0, 1.0);
  const auto ranking = metrics::Rank({scores, other});
  return ranking.ok() ? ranking->auroc : kNone;
}

double MeanValue(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Records as they are, before a checkpoint's own encoding.
struct Copy {
  std::string kind = {}, label = {};
  int severity = 0;
  bool is_other = false;  // other patients; kind is their name
  data::LabelledRecords labelled = {};
};

absl::StatusOr<Copy> ReadOthers(const Suite& suite, const OtherPatients& others) {
  auto charts = ReadOtherRecords(suite, others.set);
  if (!charts.ok()) return charts.status();
  std::map<std::string, std::string> names;
  for (const std::string& rename : others.names) {
    const size_t equals = rename.find('=');
    names[rename.substr(0, equals)] = rename.substr(equals + 1);
  }
  for (data::Record& record : charts->labelled.records) {
    if (names.empty()) break;  // they are called as the model calls them
    std::erase_if(record.features, [&](const auto& f) { return !names.contains(f.name); });
    std::erase_if(record.series, [&](const auto& s) { return !names.contains(s.code); });
    for (data::Feature& feature : record.features) feature.name = names[feature.name];
    for (data::Series& series : record.series) series.code = names[series.code];
  }
  return Copy{.kind = others.set.name,
              .label = others.set.label,
              .severity = 0,
              .is_other = true,
              .labelled = std::move(charts->labelled)};
}

absl::StatusOr<std::vector<Copy>> MakeCopies(const Suite& suite, const SetEntry& set) {
  auto records = ReadSetRecords(suite, set);
  if (!records.ok()) return records.status();
  const training::Charts& training = *records->front().training;
  const auto scale = data::FitShiftScale(training.schema, training.labelled.records);
  if (!scale.ok()) return scale.status();
  const data::LabelledRecords& test = records->front().test.labelled;
  std::vector<Copy> copies = {{.kind = "", .label = "", .severity = 0, .labelled = test}};
  for (const std::string& kind : suite.shift.kinds) {
    for (const int64_t severity : suite.shift.severities) {
      Copy copy{.kind = kind, .label = kind, .severity = static_cast<int>(severity)};
      copy.labelled.labels = test.labels;
      for (const data::Record& record : test.records) {
        auto shifted =
            data::ShiftRecord(*scale, kind, copy.severity, suite.shift.seed, data::Record(record));
        if (!shifted.ok()) return shifted.status();
        copy.labelled.records.push_back(*std::move(shifted));
      }
      copies.push_back(std::move(copy));
    }
  }
  for (const OtherPatients& others : suite.shift.others) {
    auto copy = ReadOthers(suite, others);
    if (!copy.ok()) {
      return absl::Status(copy.status().code(), absl::StrCat("shift.others ", others.set.name, ": ",
                                                             copy.status().message()));
    }
    copies.push_back(*std::move(copy));
  }
  return copies;
}

// The copies of a set, and their rows for each encoding that is asked for.
class Copies {
 public:
  explicit Copies(std::vector<Copy> copies) : copies_(std::move(copies)) {}

  const std::vector<Copy>& all() const { return copies_; }

  absl::StatusOr<const std::vector<EncodedRecords>*> RowsFor(const predict::Predictor& model) {
    const std::lock_guard lock(mutex_);
    const auto [found, is_new] = rows_.try_emplace(model.manifest.encoding.dump());
    if (!is_new) return &found->second;
    for (const Copy& copy : copies_) {
      auto rows = EncodeAll(*model.encoder, copy.labelled.records);
      if (!rows.ok()) {
        rows_.erase(found);
        return absl::Status(rows.status().code(),
                            absl::StrCat(copy.label, ": ", rows.status().message()));
      }
      found->second.push_back(*std::move(rows));
    }
    return &found->second;
  }

 private:
  std::vector<Copy> copies_;
  std::mutex mutex_;
  std::map<std::string, std::vector<EncodedRecords>> rows_;
};

absl::StatusOr<Shifted> Answer(const PlannedRun& run, Copies& copies) {
  const auto model = predict::LoadPredictor(run.folder, {});
  if (!model.ok()) return model.status();
  if ((*model)->classes() != 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("[shift]: got a model of ", (*model)->classes(), " classes, wanted 2"));
  }
  const auto rows = copies.RowsFor(**model);
  if (!rows.ok()) return rows.status();
  const bool single = (*model)->members() == 1;  // has nothing to disagree with
  Shifted shifted;
  Answers original;
  for (size_t c = 0; c < copies.all().size(); ++c) {
    const Copy& copy = copies.all()[c];
    const EncodedRecords& encoded = (**rows)[c];
    auto answers = AnswerRows(**model, encoded.rows, copy.labelled.labels);
    if (!answers.ok()) return answers.status();
    if (c == 0) original = *answers;
    if (copy.is_other) {
      shifted.others.push_back(
          {copy.kind,
           copy.label,
           static_cast<int64_t>(answers->size()),
           {.epistemic = MeanValue(answers->epistemic),
            .by_epistemic = single ? kNone : Detection(answers->epistemic, original.epistemic),
            .by_entropy = Detection(Entropies(*answers), Entropies(original)),
            .by_imputed = Detection(encoded.imputed, (**rows)[0].imputed)}});
      continue;
    }
    auto figures = ComputeShiftFigures(*answers, original);
    if (!figures.ok()) return figures.status();
    if (single) figures->kept_nll = figures->detection = kNone;
    shifted.points.push_back({copy.kind, copy.severity, *figures});
  }
  return shifted;
}

absl::StatusOr<std::string> SettingsOf(const Suite& suite) {
  std::string text = absl::StrCat("shift format ", kFormat, " seed ", suite.shift.seed, "\n");
  for (const std::string& kind : suite.shift.kinds) absl::StrAppend(&text, kind, "\n");
  for (const int64_t severity : suite.shift.severities) absl::StrAppend(&text, severity, "\n");
  for (const OtherPatients& others : suite.shift.others) {
    const auto charts = ReadOtherRecords(suite, others.set);
    if (!charts.ok()) return charts.status();
    absl::StrAppend(&text, others.set.name, " ", others.set.label, "\n");
    for (const auto& [name, hash] : charts->hashes) absl::StrAppend(&text, hash, "\n");
    for (const std::string& rename : others.names) absl::StrAppend(&text, rename, "\n");
  }
  return text;
}

bool IsAsked(const Suite& suite, const PlannedRun& run) {
  const auto& sets = suite.shift.sets;
  const std::string& name = suite.sets[run.set].name;
  return run.sweep_of.empty() && std::find(sets.begin(), sets.end(), name) != sets.end() &&
         FindJudgement(run).ok();
}

}  // namespace

nlohmann::json ToJson(const Shifted& shifted) {
  nlohmann::json points = nlohmann::json::array(), others = nlohmann::json::array();
  for (const ShiftPoint& point : shifted.points) {
    points.push_back({{"kind", point.kind},
                      {"severity", point.severity},
                      {"figures", Numbers(kShiftColumns, point.figures)}});
  }
  for (const OtherPoint& other : shifted.others) {
    others.push_back({{"name", other.name},
                      {"label", other.label},
                      {"cases", other.cases},
                      {"figures", Numbers(kOtherColumns, other.figures)}});
  }
  return {{"fingerprint", shifted.fingerprint}, {"points", points}, {"others", others}};
}

double KeptNll(const Answers& answers, const std::vector<double>& uncertainty) {
  std::vector<size_t> order(answers.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return uncertainty[a] < uncertainty[b]; });
  const auto kept =
      static_cast<size_t>(std::ceil((1 - kDeferred) * static_cast<double>(answers.size())));
  double sum = 0;
  for (size_t i = 0; i < kept; ++i) sum += answers.mixture_nll[order[i]];
  return sum / static_cast<double>(kept);
}

absl::StatusOr<ShiftFigures> ComputeShiftFigures(const Answers& answers, const Answers& original) {
  const auto figures = ComputeFigures(answers);
  if (!figures.ok()) return figures.status();
  return ShiftFigures{.mixture_nll = figures->mixture_nll,
                      .ece = figures->ece,
                      .auroc = figures->auroc,
                      .epistemic = figures->epistemic,
                      .kept_nll = KeptNll(answers, answers.epistemic),
                      .kept_by_entropy = KeptNll(answers, Entropies(answers)),
                      .detection = Detection(answers.epistemic, original.epistemic)};
}

absl::StatusOr<std::vector<std::optional<Shifted>>> JudgeShifts(
    const Suite& suite, const std::vector<PlannedRun>& runs, int threads,
    const std::function<void(const ShiftDone&)>& on_run) {
  std::vector<std::optional<Shifted>> all(runs.size());
  if (suite.shift.sets.empty()) return all;
  const auto settings = SettingsOf(suite);
  if (!settings.ok()) return settings.status();
  std::vector<size_t> open;
  std::vector<std::string> fingerprints(runs.size());
  std::map<size_t, std::unique_ptr<Copies>> of_set;
  for (size_t r = 0; r < runs.size(); ++r) {
    if (!IsAsked(suite, runs[r])) continue;
    const std::string text = runs[r].fingerprint + *settings;
    fingerprints[r] = checkpoint::Sha256(std::as_bytes(std::span(text)));
    all[r] = Find(runs[r], fingerprints[r]);
    if (all[r]) continue;
    open.push_back(r);
    std::unique_ptr<Copies>& copies = of_set[runs[r].set];
    if (copies != nullptr) continue;
    auto made = MakeCopies(suite, suite.sets[runs[r].set]);
    if (!made.ok()) return made.status();
    copies = std::make_unique<Copies>(*std::move(made));
  }
  std::mutex mutex;
  int done = 0;
  const auto started = std::chrono::steady_clock::now();
  const auto status = training::ForEach(open.size(), threads, [&](size_t i) -> absl::Status {
    const PlannedRun& run = runs[open[i]];
    auto shifted = Answer(run, *of_set.at(run.set));
    if (!shifted.ok()) {
      return absl::Status(shifted.status().code(),
                          absl::StrCat(run.name(), ", shifted: ", shifted.status().message()));
    }
    shifted->fingerprint = fingerprints[open[i]];
    auto written = checkpoint::WriteFileAtomically(PathOf(run), {ToJson(*shifted).dump() + "\n"});
    if (!written.ok()) return written;
    const std::lock_guard lock(mutex);
    all[open[i]] = *std::move(shifted);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - started;
    const int total = static_cast<int>(open.size());
    ++done;
    if (on_run) on_run({run, done, total, passed.count() * (total - done) / done});
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return all;
}

}  // namespace credence::compare
