// Files -> instances for a request. A prediction's id is the file's own where it has one.
#pragma once

#include <credence/v1/prediction.pb.h>

#include <istream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace credence::cli {

// Patients in the layouts of the PhysioNet Challenge 2012: a record (.txt), a folder or tar.gz of
// records, or an events.csv.gz. Reads at most `limit` patients; with `ids`, only those. Errors:
// NotFound, InvalidArgument, DataLoss.
absl::StatusOr<std::vector<v1::Instance>> ReadPhysionet(const std::string& path, size_t limit,
                                                        const std::vector<std::string>& ids);

// A header of feature names, then one instance a line; fields may be quoted as in RFC 4180. An
// empty cell is a value that is not known, a cell that is no number a category; "name [unit]" in
// the header gives the unit. The columns id, label and cohort are the instance's own. Errors:
// InvalidArgument naming the line.
absl::StatusOr<std::vector<v1::Instance>> ReadCsv(std::istream& input);

// One Instance in JSON, an array of them, an object {"instances": [...]}, or one Instance a line.
// Errors: InvalidArgument naming the entry.
absl::StatusOr<std::vector<v1::Instance>> ReadJson(std::istream& input);

}  // namespace credence::cli
