#include "models/checkpoint/manifest.h"

#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "models/checkpoint/manifest_network.h"
#include "models/checkpoint/manifest_reference.h"
#include "models/checkpoint/strict_json.h"

namespace credence::checkpoint {
namespace {

using nlohmann::json;

constexpr double kHuge = std::numeric_limits<double>::max();

void ReadStrings(ObjectReader& reader, const std::string& key, std::vector<std::string>& values) {
  const json* list = reader.Array(key);
  if (list == nullptr) return;
  std::set<std::string> seen;
  for (const json& item : *list) {
    if (!item.is_string() || item.get<std::string>().empty()) {
      return reader.Fail(key, Shown(item), "strings that are not empty");
    }
    values.push_back(item.get<std::string>());
    if (!seen.insert(values.back()).second) return reader.Fail(key, Shown(item), "each name once");
  }
}

// Finite numbers.
void ReadNumbers(ObjectReader& reader, const std::string& key, std::vector<double>& values) {
  const json* list = reader.Array(key);
  if (list == nullptr) return;
  for (const json& item : *list) {
    if (!item.is_number() || !std::isfinite(item.get<double>())) {
      return reader.Fail(key, Shown(item), "finite numbers");
    }
    values.push_back(item.get<double>());
  }
}

// A model's name is a folder's name, a label's value and a part of URLs.
void ReadModelName(ObjectReader& reader, std::string& name) {
  reader.String("model", name);
  bool valid = !name.empty() && name.size() <= 128 && absl::ascii_isalnum(name[0]);
  for (char c : name) valid = valid && (absl::ascii_isalnum(c) || c == '_' || c == '-' || c == '.');
  if (!valid) {
    reader.Fail("model", Shown(name),
                "1 to 128 of A-Z a-z 0-9 _ - . that begin with one of A-Z a-z 0-9");
  }
}

// Strata tile [0, 1]: each begins where the one before ends.
void ReadStrata(ObjectReader& root, Manifest& manifest) {
  std::vector<Stratum>& strata = manifest.strata;
  const json* list = root.Array("strata");
  if (list == nullptr) return;
  double expected = 0;
  for (const json& item : *list) {
    const std::string path = absl::StrCat("strata[", strata.size(), "]");
    ObjectReader reader(item, path);
    Stratum& stratum = strata.emplace_back();
    reader.String("name", stratum.name);
    reader.Number("lower", 0, 1, stratum.lower);
    reader.Number("upper", 0, 1, stratum.upper);
    if (stratum.name.empty()) reader.Fail("name", "an empty string", "a name");
    if (stratum.lower != expected) {
      reader.Fail("lower", absl::StrCat(stratum.lower),
                  absl::StrCat(expected, ", so that strata are contiguous"));
    }
    if (stratum.upper <= stratum.lower) {
      reader.Fail("upper", absl::StrCat(stratum.upper),
                  absl::StrCat("more than lower, ", stratum.lower));
    }
    root.Fail(reader.Finish());
    expected = stratum.upper;
  }
  if (!strata.empty() && manifest.task != "binary") {
    root.Fail("strata", absl::StrCat(strata.size(), " strata"),
              "none: only a binary task has a risk");
  }
  if (!strata.empty() && expected != 1) {
    root.Fail("strata", absl::StrCat("a last upper of ", expected),
              "1, so that every risk has a stratum");
  }
}

struct LimitRow {
  const char* key;
  double DeferralRules::*limit;
  double max;
};

constexpr std::array<LimitRow, 5> kLimits = {{
    {"max_epistemic", &DeferralRules::max_epistemic, kHuge},
    {"max_interval_width", &DeferralRules::max_interval_width, 1},
    {"min_agreement", &DeferralRules::min_agreement, 1},
    {"max_out_of_range", &DeferralRules::max_out_of_range, kHuge},
    {"max_imputed_fraction", &DeferralRules::max_imputed_fraction, 1},
}};

absl::Status ReadDeferral(const json& object, DeferralRules& rules) {
  ObjectReader reader(object, "deferral");
  for (const LimitRow& row : kLimits) {
    if (reader.Has(row.key)) {
      reader.Number(row.key, 0, row.max, rules.*row.limit);
    } else {
      reader.Allow(row.key);
    }
  }
  return reader.Finish();
}

// Of calibration: each bin is a label value of metrics.
constexpr size_t kMaxBinEdges = 19;

void ReadBinEdges(ObjectReader& reader, std::vector<double>& edges) {
  ReadNumbers(reader, "calibration_bin_edges", edges);
  if (edges.size() > kMaxBinEdges) {
    return reader.Fail("calibration_bin_edges", absl::StrCat(edges.size(), " edges"),
                       absl::StrCat("at most ", kMaxBinEdges));
  }
  double previous = 0;
  for (double edge : edges) {
    if (!(edge > previous && edge < 1)) {
      return reader.Fail("calibration_bin_edges", absl::StrCat(edge, " after ", previous),
                         "edges that ascend within (0, 1)");
    }
    previous = edge;
  }
}

void ReadProvenance(ObjectReader& root, std::map<std::string, std::string>& provenance) {
  const json* object = root.Object("provenance");
  if (object == nullptr) return;
  ObjectReader reader(*object, "provenance");
  for (const auto& [key, value] : object->items()) reader.String(key, provenance[key]);
  root.Fail(reader.Finish());
}

void ReadFigures(ObjectReader& root, std::map<std::string, double>& figures) {
  const json* object = root.Object("figures");
  if (object == nullptr) return;
  ObjectReader reader(*object, "figures");
  for (const auto& [key, value] : object->items()) {
    reader.Number(key, -kHuge, kHuge, figures[key]);
  }
  root.Fail(reader.Finish());
}

void ReadClasses(ObjectReader& reader, Manifest& manifest) {
  reader.Choice("task", {"binary", "multiclass"}, manifest.task);
  ReadStrings(reader, "classes", manifest.classes);
  const auto classes = static_cast<int64_t>(manifest.classes.size());
  const bool binary = manifest.task == "binary";
  if (binary ? classes != 2 : classes < 3) {
    reader.Fail("classes", absl::StrCat(classes, " names"), binary ? "2" : "at least 3");
  }
  reader.Int("positive_class", 0, classes - 1, manifest.positive_class);
  const int64_t outputs = binary ? 1 : classes;
  if (manifest.network.outputs != outputs) {
    reader.Fail("network.outputs", absl::StrCat(manifest.network.outputs),
                absl::StrCat(outputs, ", for a ", manifest.task, " task of ", classes, " classes"));
  }
}

void ReadSha256(ObjectReader& reader, std::string& digest) {
  reader.String("weights_sha256", digest);
  bool valid = digest.size() == 64;
  for (char c : digest) valid = valid && (absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f'));
  if (!valid) reader.Fail("weights_sha256", Shown(digest), "64 lower-case hexadecimal digits");
}

void ReadSchema(ObjectReader& reader, Manifest& manifest) {
  if (const json* object = reader.Object("schema")) {
    absl::StatusOr<data::Schema> schema = data::ParseSchema(*object);
    if (!schema.ok()) return reader.Fail(schema.status());
    manifest.schema = *std::move(schema);
  }
  if (const json* object = reader.Object("encoding")) manifest.encoding = *object;
}

void ReadOptionalReference(ObjectReader& root, Manifest& manifest) {
  if (!root.Has("reference")) return root.Allow("reference");
  const json* object = root.Object("reference");
  if (object == nullptr) return;
  root.Fail(ReadReference(*object, manifest, manifest.reference.emplace()));
}

json StrataToJson(const std::vector<Stratum>& strata) {
  json list = json::array();
  for (const Stratum& stratum : strata) {
    list.push_back({{"name", stratum.name}, {"lower", stratum.lower}, {"upper", stratum.upper}});
  }
  return list;
}

json DeferralToJson(const DeferralRules& rules) {
  json object = json::object();
  for (const LimitRow& row : kLimits) {
    if (rules.*row.limit >= 0) object[row.key] = rules.*row.limit;
  }
  return object;
}

}  // namespace

absl::StatusOr<Manifest> ParseManifest(std::string_view text) {
  absl::StatusOr<json> root = ParseStrictJson(text);
  if (!root.ok()) return root.status();
  ObjectReader reader(*root, "");
  int64_t format = 0;
  reader.Int("format_version", 1, std::numeric_limits<int>::max(), format);
  if (reader.ok() && format != kFormatVersion) {
    return absl::UnimplementedError(
        absl::StrCat("format_version: got ", format, ", this build knows ", kFormatVersion));
  }
  Manifest manifest;
  ReadModelName(reader, manifest.model);
  reader.Int("version", 1, std::numeric_limits<int64_t>::max(), manifest.version);
  reader.String("description", manifest.description);
  if (const json* object = reader.Object("network")) {
    reader.Fail(ReadNetwork(*object, manifest.network));
  }
  ReadClasses(reader, manifest);
  if (const json* object = reader.Object("rank1")) {
    reader.Fail(ReadRank1(*object, manifest.network, manifest.rank1));
  }
  ReadSchema(reader, manifest);
  reader.Number("decision_threshold", 0, 1, manifest.decision_threshold);
  ReadStrata(reader, manifest);
  if (const json* object = reader.Object("deferral")) {
    reader.Fail(ReadDeferral(*object, manifest.deferral));
  }
  ReadStrings(reader, "cohorts", manifest.cohorts);
  ReadBinEdges(reader, manifest.calibration_bin_edges);
  ReadProvenance(reader, manifest.provenance);
  ReadFigures(reader, manifest.figures);
  ReadOptionalReference(reader, manifest);
  ReadSha256(reader, manifest.weights_sha256);
  if (absl::Status status = reader.Finish(); !status.ok()) return status;
  return manifest;
}

std::string ManifestToText(const Manifest& manifest) {
  json root = {
      {"format_version", kFormatVersion},
      {"model", manifest.model},
      {"version", manifest.version},
      {"description", manifest.description},
      {"task", manifest.task},
      {"classes", manifest.classes},
      {"positive_class", manifest.positive_class},
      {"network", NetworkToJson(manifest.network)},
      {"rank1", Rank1ToJson(manifest.rank1)},
      {"schema", data::SchemaToJson(manifest.schema)},
      {"encoding", manifest.encoding},
      {"decision_threshold", manifest.decision_threshold},
      {"strata", StrataToJson(manifest.strata)},
      {"deferral", DeferralToJson(manifest.deferral)},
      {"cohorts", manifest.cohorts},
      {"calibration_bin_edges", manifest.calibration_bin_edges},
      {"provenance", manifest.provenance},
      {"figures", manifest.figures},
      {"weights_sha256", manifest.weights_sha256},
  };
  if (manifest.reference) root["reference"] = ReferenceToJson(*manifest.reference, manifest.schema);
  return root.dump(1, ' ', true, json::error_handler_t::replace) + "\n";
}

}  // namespace credence::checkpoint
