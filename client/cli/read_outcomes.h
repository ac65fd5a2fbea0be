// Files -> outcomes to report.
#pragma once

#include <credence/v1/outcome.pb.h>
#include <credence/v1/prediction.pb.h>

#include <istream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace credence::cli {

// A header with the columns prediction_id (or id) or receipt (base64), and label; observed_at (RFC
// 3339), model and version where there are. A label that is no whole number is left out, so that
// the server refuses that outcome alone. Errors: InvalidArgument naming row and column, the text
// got and what was wanted.
absl::StatusOr<std::vector<v1::Outcome>> ReadOutcomesCsv(std::istream& input);

// One Outcome in JSON, an array of them, an object {"outcomes": [...]}, or one a line. Errors:
// InvalidArgument naming the entry.
absl::StatusOr<std::vector<v1::Outcome>> ReadOutcomesJson(std::istream& input);

// An Outcomes file of the PhysioNet Challenge 2012: RecordID is the prediction_id,
// In-hospital_death the label. Errors: NotFound, InvalidArgument.
absl::StatusOr<std::vector<v1::Outcome>> ReadOutcomesPhysionet(const std::string& path);

// Adds the receipts of answers to the outcomes with their ids; answers: what `credence predict
// --output lines` or `--output json` wrote. An outcome without an answer is left out: it was never
// asked about. prefix stands before the id in the answers alone. Errors: InvalidArgument naming the
// entry; NotFound where no outcome has an answer.
absl::Status AddReceipts(std::istream& answers, const std::string& prefix,
                         std::vector<v1::Outcome>* outcomes);

}  // namespace credence::cli
