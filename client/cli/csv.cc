#include "client/cli/csv.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"

namespace credence::cli {
namespace {

// Splits text into rows of fields. An open quote at the end gives nullopt.
std::optional<std::vector<std::vector<std::string>>> Split(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row;
  std::string field;
  bool quoted = false;
  const auto end_row = [&] {
    row.push_back(std::move(field));
    field.clear();
    if (row.size() > 1 || !row[0].empty()) rows.push_back(std::move(row));
    row.clear();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      field += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (quoted) {
      field += c;
    } else if (c == ',') {
      row.push_back(std::move(field));
      field.clear();
    } else if (c == '\n') {
      end_row();
    } else if (c != '\r') {
      field += c;
    }
  }
  end_row();
  if (quoted) return std::nullopt;
  return rows;
}

}  // namespace

std::optional<size_t> CsvTable::Column(const std::vector<std::string>& names) const {
  const auto it = std::find_first_of(header.begin(), header.end(), names.begin(), names.end());
  if (it == header.end()) return std::nullopt;
  return it - header.begin();
}

absl::StatusOr<CsvTable> ReadCsvTable(std::istream& input) {
  auto rows = Split(std::string(std::istreambuf_iterator<char>(input), {}));
  if (!rows) return absl::InvalidArgumentError("a quoted field is not closed");
  if (rows->empty()) return absl::InvalidArgumentError("the file is empty, wanted a header");
  CsvTable table;
  table.header = std::move(rows->front());
  rows->erase(rows->begin());
  for (size_t i = 0; i < rows->size(); ++i) {
    if ((*rows)[i].size() == table.header.size()) continue;
    return absl::InvalidArgumentError(absl::StrCat("row ", i + 1, " has ", (*rows)[i].size(),
                                                   " fields, wanted ", table.header.size()));
  }
  table.rows = std::move(*rows);
  return table;
}

}  // namespace credence::cli
