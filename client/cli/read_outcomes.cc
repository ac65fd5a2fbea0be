#include "client/cli/read_outcomes.h"

#include <google/protobuf/util/time_util.h>

#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/cli/csv.h"
#include "client/cli/json_entries.h"
#include "models/data/physionet2012.h"

namespace credence::cli {
namespace {

absl::Status Unwanted(const std::string& column, const std::string& cell, const std::string& want) {
  return absl::InvalidArgumentError(absl::StrCat(column, ": got \"", cell, "\", wanted ", want));
}

absl::Status SetCell(const std::string& column, const std::string& cell, v1::Outcome* outcome) {
  if (cell.empty()) return absl::OkStatus();
  if (column == "prediction_id" || column == "id") {
    outcome->set_prediction_id(cell);
  } else if (column == "receipt") {
    if (!absl::Base64Unescape(cell, outcome->mutable_receipt())) {
      return absl::InvalidArgumentError("receipt: wanted base64");
    }
  } else if (column == "label") {
    int32_t label = 0;
    if (absl::SimpleAtoi(cell, &label)) outcome->set_label(label);
  } else if (column == "observed_at") {
    if (!google::protobuf::util::TimeUtil::FromString(cell, outcome->mutable_observed_at())) {
      return Unwanted(column, cell, "a time such as 2026-11-23T08:30:00Z");
    }
  } else if (column == "model") {
    outcome->set_model(cell);
  } else if (column == "version") {
    int64_t version = 0;
    if (!absl::SimpleAtoi(cell, &version)) return Unwanted(column, cell, "a whole number");
    outcome->set_version(version);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<v1::Outcome>> ReadOutcomesCsv(std::istream& input) {
  const auto table = ReadCsvTable(input);
  if (!table.ok()) return table.status();
  if (!table->Column({"label"}) || !table->Column({"prediction_id", "id", "receipt"})) {
    return absl::InvalidArgumentError(
        "header: wanted the columns label, and prediction_id, id or receipt");
  }
  std::vector<v1::Outcome> outcomes(table->rows.size());
  for (size_t i = 0; i < outcomes.size(); ++i) {
    for (size_t c = 0; c < table->header.size(); ++c) {
      const auto status = SetCell(table->header[c], table->rows[i][c], &outcomes[i]);
      if (!status.ok()) return AtEntry(i, status);
    }
  }
  return outcomes;
}

absl::StatusOr<std::vector<v1::Outcome>> ReadOutcomesJson(std::istream& input) {
  return ReadJsonMessages<v1::Outcome>(input, "outcomes");
}

absl::StatusOr<std::vector<v1::Outcome>> ReadOutcomesPhysionet(const std::string& path) {
  const auto labels = data::ReadOutcomes(path);
  if (!labels.ok()) return labels.status();
  std::vector<v1::Outcome> outcomes;
  for (const auto& [id, label] : *labels) {
    v1::Outcome& outcome = outcomes.emplace_back();
    outcome.set_prediction_id(id);
    outcome.set_label(label);
  }
  return outcomes;
}

absl::Status AddReceipts(std::istream& answers, const std::string& prefix,
                         std::vector<v1::Outcome>* outcomes) {
  const auto predictions = ReadJsonMessages<v1::Prediction>(answers, "predictions");
  if (!predictions.ok()) return predictions.status();
  std::map<std::string, const v1::Prediction*> by_id;
  for (const auto& prediction : *predictions) by_id[prediction.prediction_id()] = &prediction;
  std::erase_if(*outcomes, [&](v1::Outcome& outcome) {
    const auto found = by_id.find(absl::StrCat(prefix, outcome.prediction_id()));
    if (found == by_id.end()) return true;
    outcome.set_prediction_id(found->first);
    outcome.set_receipt(found->second->receipt());
    return false;
  });
  if (outcomes->empty()) {
    return absl::NotFoundError("none of the outcomes has its id among the answers");
  }
  return absl::OkStatus();
}

}  // namespace credence::cli
