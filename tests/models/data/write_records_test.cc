#include "models/data/write_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "models/data/physionet2012.h"

namespace credence::data {
namespace {

using ::testing::HasSubstr;

constexpr char kSample[] = CREDENCE_SOURCE_DIR "/data/physionet2012/set-a-sample-txt.tar.gz";

std::vector<Record> Read(const std::string& path) {
  std::vector<Record> records;
  const absl::Status status = ReadRecords(path, [&](Record record) {
    records.push_back(std::move(record));
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  return records;
}

void ExpectSame(const Record& a, const Record& b) {
  EXPECT_EQ(a.id, b.id);
  ASSERT_EQ(a.features.size(), b.features.size()) << a.id;
  for (size_t i = 0; i < a.features.size(); ++i) {
    EXPECT_EQ(a.features[i].name, b.features[i].name);
    EXPECT_EQ(a.features[i].value, b.features[i].value);
  }
  ASSERT_EQ(a.series.size(), b.series.size()) << a.id;
  for (size_t i = 0; i < a.series.size(); ++i) {
    EXPECT_EQ(a.series[i].code, b.series[i].code);
    EXPECT_EQ(a.series[i].hours, b.series[i].hours);
    EXPECT_EQ(a.series[i].values, b.series[i].values);
  }
}

// Of this process alone: other tests, and other checkouts, share the folder.
std::string Path(const std::string& name) {
  return ::testing::TempDir() + "write_records_" + std::to_string(getpid()) + "_" + name;
}

TEST(WriteRecords, IsReadBackAsTheSameRecords) {
  const std::vector<Record> records = Read(kSample);
  ASSERT_EQ(records.size(), 61u);
  for (const char* name : {"write_records.csv.gz", "write_records.csv"}) {
    ASSERT_TRUE(WriteRecords(Path(name), records).ok());
    const std::vector<Record> again = Read(Path(name));
    ASSERT_EQ(again.size(), records.size());
    for (size_t i = 0; i < records.size(); ++i) ExpectSame(records[i], again[i]);
  }
  EXPECT_LT(std::filesystem::file_size(Path("write_records.csv.gz")),
            std::filesystem::file_size(Path("write_records.csv")) / 3);
}

TEST(WriteRecords, KeepsAStayOfWhichNothingIsKnown) {
  Record empty;
  empty.id = "1";
  ASSERT_TRUE(WriteRecords(Path("empty.csv"), std::vector{empty}).ok());
  const std::vector<Record> again = Read(Path("empty.csv"));
  ASSERT_EQ(again.size(), 1u);
  ExpectSame(again[0], empty);
}

TEST(WriteRecords, RefusesWhatTheFormatCannotHold) {
  const auto message = [](const Record& record) {
    const absl::Status status = WriteRecords(Path("bad.csv"), std::vector{record});
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  Record comma;
  comma.id = "a,b";
  EXPECT_THAT(message(comma), HasSubstr("record id: got \"a,b\""));
  Record category;
  category.id = "1";
  category.features = {{.name = "Gender", .value = std::string("unknown"), .unit = ""}};
  EXPECT_THAT(message(category), HasSubstr("Gender: got \"unknown\""));
  Record second;
  second.id = "1";
  second.series = {{.code = "HR", .unit = "", .hours = {0.005f}, .values = {80}}};
  EXPECT_THAT(message(second), HasSubstr("wanted whole minutes"));
  EXPECT_FALSE(std::filesystem::exists(Path("bad.csv")));
}

TEST(WriteRecords, NamesAPathThatCannotBeWritten) {
  Record record;
  record.id = "1";
  const absl::Status status = WriteRecords(Path("no/such/folder.csv"), std::vector{record});
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("no/such/folder.csv"));
}

}  // namespace
}  // namespace credence::data
