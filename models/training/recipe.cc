#include "models/training/recipe.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <tuple>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/checkpoint/posteriors.h"
#include "models/checkpoint/safetensors.h"
#include "models/data/source.h"
#include "models/training/toml_section.h"

namespace credence::training {
namespace {

constexpr double kAny = std::numeric_limits<double>::max();

absl::Status ReadTop(const toml::table& root, Recipe& recipe) {
  TomlSection top(root, recipe.path, "");
  top.Read("model", recipe.model);
  top.Read("version", recipe.version, 1);
  top.Read("description", recipe.description);
  top.Read("classes", recipe.classes);
  top.Read("card", recipe.card);
  top.Read("seed", recipe.seed);
  return top.Finish();
}

absl::Status ReadData(const toml::table& root, const std::string& file, DataRecipe& data) {
  TomlSection section(root, file, "data");
  section.ReadOneOf("format", data.format, data::SourceFormats());
  section.Read("schema", data.schema);
  section.Read("records", data.records);
  section.Read("outcomes", data.outcomes);
  section.Read("test_records", data.test_records);
  section.Read("test_outcomes", data.test_outcomes);
  section.Read("test_share", data.test_share, 0, 0.9);
  section.Read("id", data.id);
  section.Read("label", data.label);
  section.Read("group", data.group);
  section.Read("holdout", data.holdout, 0, 0.9);
  return section.Finish();
}

absl::Status ReadEncoding(const toml::table& root, const std::string& file, EncodingRecipe& out) {
  TomlSection section(root, file, "encoding");
  section.ReadOneOf("kind", out.kind,
                    {"icu_summary", "icu_series", "mimic3_benchmark", "table", "tensor"});
  out.settings = section.RestAsJson();
  return section.Finish();
}

absl::Status ReadNetwork(const toml::table& root, const std::string& file, NetworkRecipe& out) {
  TomlSection section(root, file, "network");
  section.ReadOneOf("name", out.name, {"mlp", "ehr_lstm"});
  section.Read("hidden", out.hidden, 1);
  section.ReadOneOf("activation", out.activation, {"relu", "relu6", "tanh"});
  section.Read("lstm_units", out.lstm_units, 1);
  section.Read("embedding", out.embedding, 0);
  section.Read("kernel_scale", out.kernel_scale, 0, kAny);
  section.Read("lstm_scale", out.lstm_scale, 0, kAny);
  absl::Status status = section.Finish();
  if (status.ok() && out.embedding > 0 && out.name != "ehr_lstm") {
    return absl::InvalidArgumentError(absl::StrCat(file, ": network.embedding: got ", out.embedding,
                                                   ", wanted 0 for the network \"", out.name,
                                                   "\""));
  }
  return status;
}

void ReadFactors(TomlSection& section, PosteriorRecipe& out) {
  section.Read("random_sign_init", out.random_sign_init, -kAny, 1);
  section.Read("initial_dropout_rate", out.initial_dropout_rate, 1e-12, 0.999);
  section.Read("prior_mean", out.prior_mean, -kAny, kAny);
  section.ReadOneOf("prior_mean_kind", out.prior_mean_kind, {"fixed", "tied", "trainable"});
  section.Read("prior_stddev", out.prior_stddev, 1e-9, kAny);
  section.Read("additive", out.additive);
}

// A key may be unknown because it is another family's.
absl::Status OfFamily(const absl::Status& status, const std::string& family) {
  if (!absl::StrContains(status.message(), "unknown key")) return status;
  return absl::Status(status.code(),
                      absl::StrCat(status.message(), " for the family \"", family, "\""));
}

absl::Status WantOne(const char* key, int got, const std::string& family, const std::string& file) {
  if (got == 1) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(file, ": posterior.", key, ": got ", got,
                                                 ", wanted 1 for the family \"", family, "\""));
}

// Of a network with an embedding. One whose kernels are drawn or stacked has it like the others.
void ReadEmbedding(TomlSection& section, const checkpoint::PosteriorKind& kind,
                   PosteriorRecipe& out) {
  if (kind.member_kernels()) return;
  out.embedding = "gaussian";
  section.ReadOneOf("embedding", out.embedding, {"point", "gaussian"});
  if (out.embedding != "gaussian") return;
  out.kernel_prior_stddev = 1;
  if (out.samples == 1) out.samples = 8 / out.components;
}

absl::Status ReadPosterior(const toml::table& root, const std::string& file,
                           const NetworkRecipe& network, PosteriorRecipe& out) {
  TomlSection section(root, file, "posterior");
  if (network.embedding == 0 && root["posterior"]["embedding"]) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": posterior.embedding: wanted no such key, as network.embedding is 0"));
  }
  section.ReadOneOf("family", out.family, checkpoint::PosteriorNames());
  const checkpoint::PosteriorKind* kind = checkpoint::FindPosterior(out.family);
  if (kind == nullptr) return section.Finish();
  out.components = kind->many_components ? 4 : 1;
  out.samples = kind->masks || kind->drawn_kernels ? 8 : kind->width[0] != 0 ? 2 : 1;
  if (network.embedding > 0) ReadEmbedding(section, *kind, out);
  const bool gaussian_embedding = out.embedding == "gaussian";
  section.Read("components", out.components, 1);
  section.Read("samples", out.samples, 1);
  section.Read("member_seed", out.member_seed);
  if (kind->rank1) ReadFactors(section, out);
  if (kind->masks) section.Read("dropout_rate", out.dropout_rate, 1e-6, 0.95);
  if (kind->drawn_kernels || gaussian_embedding) {
    section.Read("kernel_initial_stddev", out.kernel_initial_stddev, 1e-6, kAny);
    section.Read("kernel_prior_stddev", out.kernel_prior_stddev, 1e-9, kAny);
  }
  absl::Status status = OfFamily(section.Finish(), out.family);
  if (!kind->many_components)
    status.Update(WantOne("components", out.components, out.family, file));
  if (!kind->many_samples && !gaussian_embedding) {
    status.Update(WantOne("samples", out.samples, out.family, file));
  }
  return status;
}

absl::Status ReadLoss(const toml::table& root, const std::string& file, LossRecipe& out) {
  TomlSection section(root, file, "loss");
  section.ReadOneOf("nll", out.nll, {"average", "mixture", "alternating"});
  section.Read("alternate_steps", out.alternate_steps, 1);
  section.ReadOneOf("kl_over_members", out.kl_over_members, {"sum", "mean"});
  section.Read("kl_weight", out.kl_weight, 0, kAny);
  section.Read("l2", out.l2, 0, kAny);
  section.Read("kl_anneal_fraction", out.kl_anneal_fraction, 0, 1);
  return section.Finish();
}

absl::Status ReadOptimizer(const toml::table& root, const std::string& file, OptimizerRecipe& out) {
  TomlSection section(root, file, "optimizer");
  section.Read("learning_rate", out.learning_rate, 0, kAny);
  section.Read("lstm_learning_rate", out.lstm_learning_rate, 0, kAny);
  section.Read("beta1", out.beta1, 0, 0.999999);
  section.Read("beta2", out.beta2, 0, 0.999999);
  section.Read("epsilon", out.epsilon, 1e-16, kAny);
  section.Read("clip_norm", out.clip_norm, 0, kAny);
  section.Read("weight_decay", out.weight_decay, 0, kAny);
  section.Read("average_weights", out.average_weights);
  return section.Finish();
}

absl::Status ReadSchedule(const toml::table& root, const std::string& file, ScheduleRecipe& out) {
  TomlSection section(root, file, "schedule");
  section.Read("epochs", out.epochs, 1);
  section.Read("steps", out.steps, 0);
  section.Read("batch_size", out.batch_size, 1);
  section.Read("warmup_epochs", out.warmup_epochs, 0, kAny);
  section.Read("final_fraction", out.final_fraction, 0, 1);
  section.Read("patience", out.patience, 0);
  section.Read("input_dropout", out.input_dropout, 0, 0.95);
  return section.Finish();
}

absl::Status ReadStratum(const toml::table& table, const std::string& file,
                         checkpoint::Stratum& out) {
  TomlSection section(table, file + ": decisions.strata", "");
  section.Read("name", out.name);
  section.Read("lower", out.lower, 0, 1);
  section.Read("upper", out.upper, 0, 1);
  return section.Finish();
}

absl::Status ReadDecisions(const toml::table& root, const std::string& file, DecisionRecipe& out) {
  TomlSection section(root, file, "decisions");
  section.Read("threshold", out.threshold, 0, 1);
  for (const toml::table* table : section.Tables("strata")) {
    if (auto status = ReadStratum(*table, file, out.strata.emplace_back()); !status.ok()) {
      return status;
    }
  }
  section.Read("epistemic_quantile", out.epistemic_quantile, 0, 1);
  section.Read("interval_quantile", out.interval_quantile, 0, 1);
  section.Read("max_imputed_fraction", out.max_imputed_fraction, -1, 1);
  section.Read("max_out_of_range", out.max_out_of_range, -1, kAny);
  section.Read("cohorts", out.cohorts);
  return section.Finish();
}

// Every table of a recipe, and what reads it.
constexpr const char* kSections[] = {"data", "encoding",  "network",  "posterior",
                                     "loss", "optimizer", "schedule", "decisions"};

absl::Status ReadSections(const toml::table& root, Recipe& recipe) {
  toml::table top = root;
  for (const char* section : kSections) top.erase(section);
  const std::string& file = recipe.path;
  for (const absl::Status& status :
       {ReadTop(top, recipe), ReadData(root, file, recipe.data),
        ReadEncoding(root, file, recipe.encoding), ReadNetwork(root, file, recipe.network),
        ReadPosterior(root, file, recipe.network, recipe.posterior),
        ReadLoss(root, file, recipe.loss), ReadOptimizer(root, file, recipe.optimizer),
        ReadSchedule(root, file, recipe.schedule), ReadDecisions(root, file, recipe.decisions)}) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Incomplete(const Recipe& recipe, const std::string& key, const std::string& wanted) {
  return absl::InvalidArgumentError(absl::StrCat(recipe.path, ": ", key, ": wanted ", wanted));
}

absl::Status CheckFiles(const Recipe& recipe) {
  const DataRecipe& data = recipe.data;
  if (data.records.empty()) return Incomplete(recipe, "data.records", "at least one path");
  const bool has_outcomes = data::HasOutcomes(data.format);
  for (const auto& [prefix, records, outcomes] :
       {std::tuple("", &data.records, &data.outcomes),
        std::tuple("test_", &data.test_records, &data.test_outcomes)}) {
    if (outcomes->size() == (has_outcomes ? records->size() : 0)) continue;
    return Incomplete(
        recipe, absl::StrCat("data.", prefix, "outcomes"),
        has_outcomes
            ? absl::StrCat(records->size(), " paths, one per entry of data.", prefix, "records")
            : absl::StrCat("none, as data.format ", data.format, " has them in its records"));
  }
  const bool table = data.format == "table";
  if (table && data.label.empty()) return Incomplete(recipe, "data.label", "the label's column");
  if (!table && !(data.id + data.label + data.group).empty()) {
    return Incomplete(recipe, "data.id, data.label, data.group",
                      "none, as they name columns of data.format table");
  }
  if (data.test_share > 0 && !data.test_records.empty()) {
    return Incomplete(recipe, "data.test_share", "0, as there are data.test_records");
  }
  return absl::OkStatus();
}

absl::Status CheckComplete(const Recipe& recipe) {
  const auto fail = [&](const char* key, const std::string& wanted) {
    return Incomplete(recipe, key, wanted);
  };
  if (recipe.model.empty()) return fail("model", "a name");
  if (recipe.classes.size() < 2) return fail("classes", "two names or more");
  const bool wants_schema = recipe.data.format != "idx";
  if (recipe.data.schema.empty() && wants_schema) {
    return fail("data.schema", "the feature schema's path");
  }
  if (absl::Status status = CheckFiles(recipe); !status.ok()) return status;
  if (recipe.schedule.patience > 0 && recipe.data.holdout == 0) {
    return fail("data.holdout", "more than 0, as schedule.patience needs rows to validate on");
  }
  return absl::OkStatus();
}

std::string FromFolder(const std::filesystem::path& folder, const std::string& path) {
  return std::filesystem::absolute(folder / path).lexically_normal().string();
}

void AnchorPaths(toml::table& root, const std::filesystem::path& folder) {
  if (auto* card = root["card"].as_string()) *card = FromFolder(folder, **card);
  toml::table* data = root["data"].as_table();
  if (data == nullptr) return;
  if (auto* schema = (*data)["schema"].as_string()) *schema = FromFolder(folder, **schema);
  for (const char* key : {"records", "outcomes", "test_records", "test_outcomes"}) {
    toml::array* paths = (*data)[key].as_array();
    if (paths == nullptr) continue;
    for (toml::node& item : *paths) {
      if (auto* path = item.as_string()) *path = FromFolder(folder, **path);
    }
  }
}

// The override's value as TOML, or else as a bare string.
absl::Status ApplyOverride(const std::string& text, toml::table& root) {
  const size_t equals = text.find('=');
  const size_t dot = text.substr(0, equals).find('.');
  if (equals == std::string::npos || equals == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("--set: got \"", text, "\", wanted section.key=value"));
  }
  const std::string key = text.substr(dot == std::string::npos ? 0 : dot + 1,
                                      equals - (dot == std::string::npos ? 0 : dot + 1));
  toml::parse_result parsed = toml::parse("value = " + text.substr(equals + 1));
  toml::table value =
      parsed ? std::move(parsed).table() : toml::table{{"value", text.substr(equals + 1)}};
  toml::table* target = &root;
  if (dot != std::string::npos) {
    root.insert(text.substr(0, dot), toml::table{});
    target = root.get(text.substr(0, dot))->as_table();
  }
  if (target == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("--set: got \"", text, "\", but ", text.substr(0, dot), " is not a table"));
  }
  target->insert_or_assign(key, std::move(*value.get("value")));
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

absl::StatusOr<toml::table> Parse(const std::string& text, const std::string& path) {
  toml::parse_result parsed = toml::parse(text);
  if (parsed) return std::move(parsed).table();
  const toml::parse_error& error = parsed.error();
  return absl::InvalidArgumentError(
      absl::StrCat(path, ":", error.source().begin.line, ": ", std::string(error.description())));
}

// The tables that a method may bring.
constexpr const char* kMethodSections[] = {"posterior", "network", "loss", "optimizer", "schedule"};

absl::Status ApplyMethod(const std::string& path, toml::table& root) {
  const auto text = ReadText(path);
  if (!text.ok()) return text.status();
  auto method = Parse(*text, path);
  if (!method.ok()) return method.status();
  for (auto&& [key, node] : *method) {
    const std::string section(key.str());
    const toml::table* table = node.as_table();
    const bool known = std::any_of(std::begin(kMethodSections), std::end(kMethodSections),
                                   [&](const char* name) { return section == name; });
    if (!known || table == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(path, ": ", section, ": unknown key, wanted [",
                                                     absl::StrJoin(kMethodSections, "], ["), "]"));
    }
    toml::table* target = root[section].as_table();
    if (section == "posterior" || target == nullptr) {
      root.insert_or_assign(section, *table);
    } else {
      for (auto&& [name, value] : *table) target->insert_or_assign(name, value);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Recipe> ReadRecipe(const std::string& path,
                                  const std::vector<std::string>& overrides,
                                  const std::string& method) {
  auto text = ReadText(path);
  if (!text.ok()) return text.status();
  auto parsed = Parse(*text, path);
  if (!parsed.ok()) return parsed.status();
  toml::table root = *std::move(parsed);
  AnchorPaths(root, std::filesystem::path(path).parent_path());
  if (!method.empty()) {
    if (auto status = ApplyMethod(method, root); !status.ok()) return status;
  }
  for (const std::string& text_of_override : overrides) {
    if (auto status = ApplyOverride(text_of_override, root); !status.ok()) return status;
  }
  Recipe recipe;
  recipe.path = path;
  recipe.sha256 = checkpoint::Sha256(std::as_bytes(std::span(*text)));
  recipe.method = std::filesystem::path(method).filename().string();
  recipe.overrides = overrides;
  std::ostringstream effective;
  effective << root;
  recipe.text = effective.str();
  if (auto status = ReadSections(root, recipe); !status.ok()) return status;
  if (auto status = CheckComplete(recipe); !status.ok()) return status;
  return recipe;
}

}  // namespace credence::training
