#include "server/catalog/examples.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/predict/decode.h"
#include "server/predict/json.h"
#include "server/predict/validate.h"

namespace credence::server {
namespace {

constexpr char kFile[] = "examples.json: ";

absl::Status CheckInstance(const predict::Predictor& predictor, const v1::Example& example) {
  v1::PredictRequest request;
  *request.add_instances() = example.instance();
  Violations violations;
  std::vector<Case> cases = Decode(request, violations);
  Validate(predictor, cases, violations);
  if (!violations.empty()) return violations.ToStatus();
  return cases[0].record ? predictor.encoder->Encode(*cases[0].record).status() : absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Examples> ReadExamples(const predict::Predictor& predictor) {
  v1::Examples examples;
  if (predictor.examples.empty()) return examples;
  if (const auto read = FromJson(predictor.examples, examples); !read.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(kFile, read.message()));
  }
  std::set<std::string> names;
  for (const v1::Example& example : examples.examples()) {
    if (example.name().empty() || !names.insert(example.name()).second) {
      return absl::InvalidArgumentError(absl::StrCat(kFile, "name: got '", example.name(),
                                                     "', wanted one that no other example has"));
    }
    if (const auto fits = CheckInstance(predictor, example); !fits.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(kFile, "'", example.name(), "': ", fits.message()));
    }
  }
  return examples;
}

}  // namespace credence::server
