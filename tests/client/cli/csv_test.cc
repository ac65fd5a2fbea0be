#include "client/cli/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace credence::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

absl::StatusOr<CsvTable> Read(const std::string& text) {
  std::istringstream input(text);
  return ReadCsvTable(input);
}

TEST(Csv, ReadsHeaderAndRows) {
  const auto table = Read("id,Age\na,70\n\nb,\n");
  ASSERT_TRUE(table.ok());
  EXPECT_THAT(table->header, ElementsAre("id", "Age"));
  EXPECT_THAT(table->rows, ElementsAre(ElementsAre("a", "70"), ElementsAre("b", "")));
}

TEST(Csv, ReadsQuotedFieldsAndCarriageReturns) {
  const auto table = Read("a,b\r\n\"x, y\",\"say \"\"hi\"\"\"\r\n");
  ASSERT_TRUE(table.ok());
  EXPECT_THAT(table->rows, ElementsAre(ElementsAre("x, y", "say \"hi\"")));
}

TEST(Csv, RefusesRowsOfAnotherWidth) {
  EXPECT_THAT(Read("a,b\n1,2\n1,2,3\n").status().message(),
              HasSubstr("row 2 has 3 fields, wanted 2"));
}

TEST(Csv, RefusesAnEmptyFileAndAnOpenQuote) {
  EXPECT_FALSE(Read("").ok());
  EXPECT_FALSE(Read("a,b\n\"1,2\n").ok());
}

TEST(Csv, FindsAColumnByAnyOfItsNames) {
  const auto table = Read("x,id\n");
  ASSERT_TRUE(table.ok());
  EXPECT_EQ(table->Column({"RecordID", "id"}), 1u);
  EXPECT_EQ(table->Column({"y"}), std::nullopt);
}

}  // namespace
}  // namespace credence::cli
