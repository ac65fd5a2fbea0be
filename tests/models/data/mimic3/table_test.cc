#include "models/data/mimic3/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/data/mimic3/values.h"
#include "tests/models/data/mimic3/folder.h"

namespace credence::data::mimic3 {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

// Columns B and A of every row.
absl::StatusOr<std::vector<std::string>> ReadAll(const std::string& folder) {
  auto table = Table::Open(folder, "T", {"B", "A"});
  if (!table.ok()) return table.status();
  std::vector<std::string> rows;
  while (true) {
    const auto more = table->Next();
    if (!more.ok()) return more.status();
    if (!*more) return rows;
    rows.push_back(std::string((*table)[0]) + "|" + std::string((*table)[1]));
  }
}

std::string MessageOf(const std::string& text) {
  const std::string folder = TestFolder();
  WriteFile(folder + "/T.csv", text);
  const auto rows = ReadAll(folder);
  EXPECT_EQ(rows.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(rows.status().message());
}

TEST(Table, ReadsQuotedFieldsWithCommasLineEndsAndQuotes) {
  const std::string folder = TestFolder();
  WriteFile(folder + "/T.csv",
            "\"A\",\"B\",\"C\"\n1,2,3\n\"x,y\",\"two\nlines\",\n,\"a \"\"word\"\"\",\"\"\n");
  EXPECT_THAT(ReadAll(folder).value(), ElementsAre("2|1", "two\nlines|x,y", "a \"\"word\"\"|"));
}

TEST(Table, TakesLowerCaseNamesWindowsLineEndsAndNoLastLineEnd) {
  const std::string folder = TestFolder();
  WriteGzip(folder + "/t.csv.gz", "a,c,b\r\n1,2,3\r\n4,5,6");
  EXPECT_THAT(ReadAll(folder).value(), ElementsAre("3|1", "6|4"));
}

TEST(Table, ReadsRowsThatLieAcrossItsBuffers) {
  const std::string folder = TestFolder();
  std::string text = "A,B\n";
  const std::string filler(997, 'x');
  for (int i = 0; i < 2000; ++i) text += std::to_string(i) + ",\"" + filler + "\n\"\n";
  WriteGzip(folder + "/T.csv.gz", text);
  const auto rows = ReadAll(folder).value();
  ASSERT_EQ(rows.size(), 2000u);
  for (int i = 0; i < 2000; ++i) {
    EXPECT_EQ(rows[static_cast<size_t>(i)], filler + "\n|" + std::to_string(i));
  }
}

TEST(Table, GoesOnWhereItWasLeft) {
  const std::string folder = TestFolder();
  std::string text = "A,B\n";
  for (int i = 1; i <= 200000; ++i) text += std::to_string(i) + ",\"b\"\n";
  for (const char* file : {"/T.csv", "/T.csv.gz"}) {
    file[6] == '.' ? WriteGzip(folder + file, text) : WriteFile(folder + file, text);
    for (const int stop : {0, 1, 777, 199999, 200000}) {
      auto first = Table::Open(folder, "T", {"A"}).value();
      for (int i = 0; i < stop; ++i) ASSERT_TRUE(first.Next().value());
      auto second = Table::Open(folder, "T", {"A"}).value();
      ASSERT_TRUE(second.Resume(first.offset(), first.row()).ok());
      ASSERT_EQ(second.Next().value(), stop < 200000) << stop;
      if (stop < 200000) {
        EXPECT_EQ(second[0], std::to_string(stop + 1));
        EXPECT_EQ(second.row(), stop + 1);
      }
    }
    std::filesystem::remove(folder + file);
  }
}

TEST(Table, NamesTheTableThatIsMissing) {
  const std::string folder = TestFolder();
  const absl::Status status = ReadAll(folder).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr(folder), HasSubstr("the table T is missing")));
}

TEST(Table, NamesTheColumnThatIsMissing) {
  EXPECT_THAT(MessageOf("A,C\n1,2\n"), EndsWith("T.csv: header: the column B is missing"));
  EXPECT_THAT(MessageOf(""), EndsWith("T.csv: the file is empty, wanted a header"));
}

TEST(Table, NamesTheRowThatIsCutOffAndNothingOfWhatItHolds) {
  EXPECT_THAT(MessageOf("A,B\n1,2\nsecret\n4,5\n"),
              AllOf(EndsWith("T.csv: row 2: got 1 fields, wanted 2"), Not(HasSubstr("secret"))));
  EXPECT_THAT(MessageOf("A,B\n1,2\n3"),
              EndsWith("row 2: got 1 fields, wanted 2 (is the file cut off here?)"));
  EXPECT_THAT(MessageOf("A,B\n1,2\n3,\"secr"), EndsWith("row 2: a quote is not closed before the "
                                                        "file ends (is the file cut off here?)"));
}

TEST(Table, StopsAtAQuoteThatSwallowsTheRest) {
  EXPECT_THAT(MessageOf("A,B\n1,\"" + std::string(size_t{2} << 20, 'x')),
              HasSubstr("row 1: longer than 1048576 bytes (is there a quote"));
}

TEST(Table, SaysHowFarADamagedArchiveCouldBeRead) {
  const std::string folder = TestFolder();
  const std::string demo = kDemo + "/LABEVENTS.csv.gz";
  std::ifstream in(demo, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  WriteFile(folder + "/T.csv.gz", bytes.substr(0, bytes.size() / 2));
  auto table = Table::Open(folder, "T", {"ITEMID"}).value();
  absl::StatusOr<bool> more = true;
  while (more.ok() && *more) more = table.Next();
  EXPECT_EQ(more.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(more.status().message()),
              AllOf(HasSubstr("T.csv.gz: damaged gzip data"), HasSubstr(", after row 3")));
}

TEST(Values, ReadsTimesOfAnyCentury) {
  EXPECT_EQ(ParseTime("1970-01-02 00:00:01"), 86401);
  EXPECT_EQ(ParseTime("2164-10-23"), ParseTime("2164-10-23 00:00:00"));
  EXPECT_EQ(*ParseTime("2101-03-01 00:00:00") - *ParseTime("2101-02-28 00:00:00"), 86400);
  for (const char* wrong : {"", "2164-10-23 21:09", "2164-13-01 00:00:00", "2101-02-29 00:00:00",
                            "2164-10-23T21:09:00", "2164-10-23 24:00:00", "2164/10/23 21:09:00"}) {
    EXPECT_EQ(ParseTime(wrong), std::nullopt) << wrong;
  }
}

TEST(Values, ReadsNumbersAndNothingElse) {
  EXPECT_EQ(ParseNumber("-2.5"), -2.5);
  for (const char* wrong : {"", "12 mg", "<0.01", "nan", "inf", " 3"}) {
    EXPECT_EQ(ParseNumber(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace credence::data::mimic3
