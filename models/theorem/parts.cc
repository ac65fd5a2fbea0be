#include "models/theorem/parts.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "models/checkpoint/atomic_file.h"

namespace credence::theorem {
namespace {

constexpr size_t kLargest = 16 << 20;

std::optional<std::vector<double>> RowOf(const nlohmann::json& json) {
  if (!json.is_array()) return std::nullopt;
  std::vector<double> row;
  for (const nlohmann::json& value : json) {
    if (!value.is_number()) return std::nullopt;
    row.push_back(value.get<double>());
  }
  return row;
}

}  // namespace

absl::StatusOr<Parts> Parts::Open(const std::string& folder, const std::string& fingerprint) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return absl::InternalError(absl::StrCat("cannot make ", folder, ": ", error.message()));
  }
  return Parts(folder, fingerprint);
}

std::optional<Parts::Rows> Parts::Load(const std::string& name) const {
  const auto text = checkpoint::ReadFile(Path(name), kLargest);
  if (!text.ok()) return std::nullopt;
  const auto json = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("fingerprint") || !json.contains("rows")) {
    return std::nullopt;
  }
  if (json["fingerprint"] != fingerprint_ || !json["rows"].is_array()) return std::nullopt;
  Rows rows;
  for (const nlohmann::json& one : json["rows"]) {
    auto row = RowOf(one);
    if (!row.has_value()) return std::nullopt;
    rows.push_back(*std::move(row));
  }
  return rows;
}

void Parts::Save(const std::string& name, const Rows& rows) {
  const nlohmann::json json{{"fingerprint", fingerprint_}, {"rows", rows}};
  status_.Update(checkpoint::WriteFileAtomically(Path(name), {json.dump(), "\n"}));
}

}  // namespace credence::theorem
