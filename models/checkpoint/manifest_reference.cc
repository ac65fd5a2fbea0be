#include "models/checkpoint/manifest_reference.h"

#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/checkpoint/strict_json.h"
#include "models/data/observed.h"

namespace credence::checkpoint {
namespace {

using nlohmann::json;

// Sums of counts stay within int64.
constexpr int64_t kMaxCases = int64_t{1} << 40;
constexpr double kHuge = std::numeric_limits<double>::max();

void ReadEdges(ObjectReader& reader, const data::Variable& variable, std::vector<double>& edges) {
  const json* list = reader.Array("edges");
  if (list == nullptr) return;
  const bool category = variable.kind == data::VariableKind::kCategorical;
  const size_t most = category ? 0 : data::kMaxBins - 1;
  if (list->size() > most) {
    return reader.Fail("edges", absl::StrCat(list->size(), " edges"),
                       absl::StrCat("at most ", most));
  }
  for (const json& item : *list) {
    const bool rises = item.is_number() && std::isfinite(item.get<double>()) &&
                       (edges.empty() || item.get<double>() > edges.back());
    if (!rises) return reader.Fail("edges", Shown(item), "finite numbers that rise");
    edges.push_back(item.get<double>());
  }
}

// As many counts as bins; together with `others` they are the cases.
void ReadCounts(ObjectReader& reader, const std::string& key, size_t bins, int64_t others,
                int64_t cases, std::vector<int64_t>& counts) {
  const json* list = reader.Array(key);
  if (list == nullptr) return;
  if (list->size() != bins) {
    return reader.Fail(key, absl::StrCat(list->size(), " counts"), absl::StrCat(bins));
  }
  for (const json& item : *list) {
    const bool counts_cases =
        item.is_number_unsigned() && item.get<uint64_t>() <= static_cast<uint64_t>(cases);
    if (!counts_cases) {
      return reader.Fail(key, Shown(item), absl::StrCat("integers in [0, ", cases, "]"));
    }
    counts.push_back(item.get<int64_t>());
    others += counts.back();
    if (others > cases) break;
  }
  if (others != cases) {
    reader.Fail(key, absl::StrCat("a sum of ", others, ", missing ones included"),
                absl::StrCat(cases, ", the cases"));
  }
}

absl::Status ReadInput(const json& object, const std::string& path, const data::Variable& variable,
                       int64_t cases, InputReference& input) {
  ObjectReader reader(object, path);
  std::string name;
  reader.String("name", name);
  if (name != variable.name) {
    reader.Fail("name", Shown(name), absl::StrCat("\"", variable.name, "\", as in the schema"));
  }
  ReadEdges(reader, variable, input.edges);
  reader.Int("missing", 0, cases, input.missing);
  reader.Int("out_of_range", 0, cases, input.out_of_range);
  ReadCounts(reader, "counts", data::Bins(variable, input.edges), input.missing, cases,
             input.counts);
  return reader.Finish();
}

void ReadInputs(ObjectReader& reader, const data::Schema& schema, Reference& reference) {
  const json* list = reader.Array("inputs");
  if (list == nullptr) return;
  if (list->size() != schema.variables.size()) {
    return reader.Fail("inputs", absl::StrCat(list->size(), " inputs"),
                       absl::StrCat(schema.variables.size(), ", the schema's"));
  }
  for (size_t v = 0; v < list->size(); ++v) {
    reader.Fail(ReadInput((*list)[v], absl::StrCat(reader.PathOf("inputs"), "[", v, "]"),
                          schema.variables[v], reference.cases, reference.inputs.emplace_back()));
  }
}

}  // namespace

absl::Status ReadReference(const json& object, const Manifest& manifest, Reference& reference) {
  ObjectReader reader(object, "reference");
  reader.Bool("held_out", reference.held_out);
  reader.Int("cases", 1, kMaxCases, reference.cases);
  ReadInputs(reader, manifest.schema, reference);
  ReadCounts(reader, "risk", manifest.calibration_bin_edges.size() + 1, 0, reference.cases,
             reference.risk);
  reader.Int("deferred", 0, reference.cases, reference.deferred);
  reader.Number("expected_mixture_nll", 0, kHuge, reference.expected_mixture_nll);
  reader.Number("expected_brier", 0, 0.25, reference.expected_brier);
  reader.Number("epistemic", 0, kHuge, reference.epistemic);
  return reader.Finish();
}

json ReferenceToJson(const Reference& reference, const data::Schema& schema) {
  json inputs = json::array();
  for (size_t v = 0; v < reference.inputs.size(); ++v) {
    const InputReference& input = reference.inputs[v];
    inputs.push_back({{"name", schema.variables[v].name},
                      {"edges", input.edges},
                      {"counts", input.counts},
                      {"missing", input.missing},
                      {"out_of_range", input.out_of_range}});
  }
  return {{"held_out", reference.held_out},
          {"cases", reference.cases},
          {"inputs", std::move(inputs)},
          {"risk", reference.risk},
          {"deferred", reference.deferred},
          {"expected_mixture_nll", reference.expected_mixture_nll},
          {"expected_brier", reference.expected_brier},
          {"epistemic", reference.epistemic}};
}

}  // namespace credence::checkpoint
