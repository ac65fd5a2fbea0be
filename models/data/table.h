// One table of cases -> records: a column with an id, one with the label, and one column for each
// variable of the schema, by its name.
//
// An empty field is a value that is not known. A categorical field is a category's name, or its
// number in the schema's order from 0; a label is likewise a class's name or number. All other
// columns are never read.
#pragma once

#include <string>
#include <vector>

#include "models/data/csv.h"
#include "models/data/dataset.h"

namespace credence::data {

// Which columns are not inputs.
struct TableColumns {
  std::string id = "id";
  std::string label = "label";
  std::string group =
      {};  // whom a row is about, where several rows are of one patient; empty: the id
};

// Rows in file order. classes: the labels' names.
// Errors: those of CsvReader; InvalidArgument naming file, line, column, what was got and wanted;
// for a schema with a series; for an id that comes twice.
absl::StatusOr<LabelledRecords> ReadTable(const std::string& path, const Schema& schema,
                                          const TableColumns& columns,
                                          const std::vector<std::string>& classes);

// The field of `column` as a value of `variable`, if there is one, into the record.
// Errors: InvalidArgument, see CsvReader::Error.
absl::Status AddField(const CsvReader& row, size_t column, const Variable& variable,
                      Record& record);

}  // namespace credence::data
