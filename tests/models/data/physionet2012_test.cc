#include "models/data/physionet2012.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "models/data/tar.h"
#include "tests/models/data/shipped_schema.h"

namespace credence::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A folder of its own for every test.
class PhysioNet2012 : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(::testing::TempDir()) / "physionet2012" / test->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& content) {
    const std::string path = folder_ / name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  static absl::StatusOr<std::vector<Record>> Read(const std::string& path) {
    std::vector<Record> records;
    absl::Status status = ReadRecords(path, [&](Record record) {
      records.push_back(std::move(record));
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return records;
  }

  Record ReadCompactRows(const std::string& rows) {
    return Read(Write("a.csv", "RecordID,Minute,Values\n" + rows)).value().at(0);
  }

  void ExpectRefused(const std::string& path, absl::StatusCode code, const std::string& part) {
    const absl::Status status = Read(path).status();
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(part));
  }

  std::filesystem::path folder_;
};

const Series* FindSeries(const Record& record, const std::string& code) {
  for (const Series& series : record.series) {
    if (series.code == code) return &series;
  }
  return nullptr;
}

bool Same(const Record& a, const Record& b) {
  const auto same_feature = [](const Feature& x, const Feature& y) {
    return x.name == y.name && x.value == y.value && x.unit == y.unit;
  };
  const auto same_series = [](const Series& x, const Series& y) {
    return x.code == y.code && x.unit == y.unit && x.hours == y.hours && x.values == y.values;
  };
  return a.id == b.id &&
         std::equal(a.features.begin(), a.features.end(), b.features.begin(), b.features.end(),
                    same_feature) &&
         std::equal(a.series.begin(), a.series.end(), b.series.begin(), b.series.end(),
                    same_series);
}

// Weight at hour 0 is a descriptor of the file.
bool HasNoTimeSeries(const Record& record) {
  return std::all_of(record.series.begin(), record.series.end(), [](const Series& series) {
    return series.code == "Weight" && series.hours.back() == 0;
  });
}

struct Published {
  const char* set;
  size_t deaths;
  std::vector<std::string> empty;
};

TEST_F(PhysioNet2012, CountsStaysAndDeathsAsPublished) {
  const std::vector<Published> sets = {{"a", 554, {"140501", "140936", "141264"}},
                                       {"c", 585, {"155655", "156254"}}};
  for (const Published& published : sets) {
    const std::string set = published.set;
    const auto records = Read(kData + "set-" + set + ".events.csv.gz");
    ASSERT_TRUE(records.ok()) << records.status();
    const auto outcomes = ReadOutcomes(kData + "Outcomes-" + set + ".txt");
    ASSERT_TRUE(outcomes.ok()) << outcomes.status();
    EXPECT_EQ(records->size(), 4000u);
    EXPECT_EQ(outcomes->size(), 4000u);
    size_t deaths = 0;
    std::vector<std::string> empty;
    for (const Record& record : *records) {
      deaths += outcomes->at(record.id);
      if (HasNoTimeSeries(record)) empty.push_back(record.id);
    }
    EXPECT_EQ(deaths, published.deaths);
    EXPECT_EQ(empty, published.empty);
  }
}

TEST_F(PhysioNet2012, ReadsTheSameStaysFromBothLayouts) {
  std::map<std::string, Record> compact;
  std::vector<Record> records = Read(kData + "set-a.events.csv.gz").value();
  for (Record& record : records) {
    compact.emplace(record.id, std::move(record));
  }
  const std::vector<Record> original = Read(kData + "set-a-sample-txt.tar.gz").value();
  EXPECT_EQ(original.size(), 61u);
  for (const Record& record : original) EXPECT_TRUE(Same(record, compact.at(record.id)));
}

TEST_F(PhysioNet2012, ReadsAFolderAndASingleFileLikeTheArchive) {
  const std::string archive = kData + "set-a-sample-txt.tar.gz";
  const std::vector<Record> records = Read(archive).value();
  ASSERT_TRUE(ReadTar(archive, [&](const std::string& name, const std::string& content) {
                Write(std::filesystem::path(name).filename(), content);
                return absl::OkStatus();
              }).ok());
  const std::vector<Record> from_folder = Read(folder_.string()).value();
  ASSERT_EQ(from_folder.size(), records.size());
  for (size_t i = 0; i < records.size(); ++i) EXPECT_TRUE(Same(from_folder[i], records[i]));
  EXPECT_TRUE(Same(Read(folder_ / "132540.txt").value().at(0), records[1]));
}

TEST_F(PhysioNet2012, StreamsAndStopsAtTheCallersError) {
  int seen = 0;
  const absl::Status status = ReadRecords(kData + "set-c.events.csv.gz", [&](Record) {
    return ++seen == 3 ? absl::CancelledError("enough") : absl::OkStatus();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(seen, 3);
}

TEST_F(PhysioNet2012, LeavesUnknownDescriptorsOut) {
  const Record record =
      ReadCompactRows("7,0,Age=54;Gender=-1;Height=-1;ICUType=4;Weight=-1;HR=80\n");
  ASSERT_EQ(record.features.size(), 2u);
  EXPECT_EQ(record.features[0].name, "Age");
  EXPECT_EQ(std::get<double>(record.features[0].value), 54);
  EXPECT_EQ(std::get<std::string>(record.features[1].value), "surgical");
  EXPECT_EQ(FindSeries(record, "Weight"), nullptr);
  EXPECT_THAT(FindSeries(record, "HR")->values, ElementsAre(80));
}

TEST_F(PhysioNet2012, TakesTheAdmissionWeightAsAReadingAtHourZero) {
  const Record record = ReadCompactRows("7,0,Weight=81.5\n7,90,Weight=82\n7,120,Weight=-1\n");
  EXPECT_THAT(FindSeries(record, "Weight")->hours, ElementsAre(0, 1.5, 2));
  EXPECT_THAT(FindSeries(record, "Weight")->values, ElementsAre(81.5, 82, -1));
}

TEST_F(PhysioNet2012, SkipsEmptyNamesAndKeepsRepeatedOnesInOrder) {
  const Record record = ReadCompactRows("7,5,HR=70;=1.9;HR=75\n");
  ASSERT_EQ(record.series.size(), 1u);
  EXPECT_THAT(record.series[0].values, ElementsAre(70, 75));
}

TEST_F(PhysioNet2012, LeavesImpossibleValuesForTheEncoder) {
  const Record record = ReadCompactRows("7,0,Height=431.8\n7,5,pH=735;Temp=-17.8;HR=0\n");
  EXPECT_EQ(std::get<double>(record.features[0].value), 431.8);
  EXPECT_THAT(FindSeries(record, "pH")->values, ElementsAre(735));
  EXPECT_THAT(FindSeries(record, "HR")->values, ElementsAre(0));
}

TEST_F(PhysioNet2012, KeepsAStayWithoutTimeSeries) {
  const Record record = ReadCompactRows("140501,0,Age=31;Gender=1\n");
  EXPECT_EQ(record.id, "140501");
  EXPECT_TRUE(record.series.empty());
  EXPECT_EQ(std::get<std::string>(record.features[1].value), "male");
}

TEST_F(PhysioNet2012, ReadsWindowsLineEndsAndAFileWithoutALastNewline) {
  const auto records =
      Read(Write("9.txt", "Time,Parameter,Value\r\n00:00,Age,60\r\n01:30,HR,88\r\n48:00,HR,90"));
  ASSERT_TRUE(records.ok()) << records.status();
  EXPECT_EQ(records->at(0).id, "9");
  EXPECT_THAT(records->at(0).series.at(0).hours, ElementsAre(1.5, 48));
}

TEST_F(PhysioNet2012, NamesFileLineGotAndWantOfAMalformedLine) {
  const auto invalid = absl::StatusCode::kInvalidArgument;
  const std::string header = "RecordID,Minute,Values\n";
  ExpectRefused(Write("a.csv", "id,t\n"), invalid, "a.csv:1: got \"id,t\", want RecordID,Minute");
  ExpectRefused(Write("b.csv", header + "1,0,HR\n"), invalid, "b.csv:2: got \"HR\", want name=num");
  ExpectRefused(Write("c.csv", header + "1,0,HR=x\n"), invalid,
                "c.csv:2: got \"x\", want a finite");
  ExpectRefused(Write("d.csv", header + "1,0,HR=inf\n"), invalid, "d.csv:2");
  ExpectRefused(Write("e.csv", header + "1,-5,HR=1\n"), invalid,
                "e.csv:2: got \"-5\", want minutes");
  ExpectRefused(Write("f.csv", header + "1,9,HR=1\n1,8,HR=1\n"), invalid,
                "f.csv:3: got \"minute 8\"");
  ExpectRefused(Write("g.csv", header + "1,0,ICUType=5\n"), invalid, "got \"ICUType 5\"");
  ExpectRefused(Write("h.csv", header + "1;0\n"), invalid, "h.csv:2: got \"1;0\", want id, minute");
  ExpectRefused(Write("i.txt", "Time,Parameter,Value\n7,HR,80\n"), invalid, "i.txt:2: got \"7\"");
  ExpectRefused(Write("j.txt", "Time,Parameter,Value\n00:61,HR,80\n"), invalid,
                "want a time HH:MM");
  ExpectRefused(Write("k.txt", ""), invalid, "k.txt:1");
}

TEST_F(PhysioNet2012, RefusesPathsItCannotRead) {
  ExpectRefused(folder_ / "none.csv.gz", absl::StatusCode::kNotFound, "no such file");
  ExpectRefused(folder_, absl::StatusCode::kNotFound, "no .txt records");
  ExpectRefused(Write("a.xlsx", ""), absl::StatusCode::kInvalidArgument, ".csv.gz");
}

TEST_F(PhysioNet2012, RefusesATruncatedGzipFile) {
  std::ifstream file(kData + "set-a.events.csv.gz", std::ios::binary);
  std::string bytes(100000, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  ExpectRefused(Write("cut.csv.gz", bytes), absl::StatusCode::kDataLoss, "damaged gzip data");
  bytes[5000] = static_cast<char>(~bytes[5000]);
  EXPECT_FALSE(Read(Write("flipped.csv.gz", bytes)).ok());
}

TEST_F(PhysioNet2012, ReadsOutcomesAndNothingButTheLabel) {
  const auto outcomes =
      ReadOutcomes(Write("o.txt",
                         "RecordID,SAPS-I,SOFA,Length_of_stay,Survival,In-hospital_death\n"
                         "132539,6,1,5,-1,0\n132551,19,8,6,5,1\n"));
  ASSERT_TRUE(outcomes.ok()) << outcomes.status();
  EXPECT_EQ(outcomes->at("132539"), 0);
  EXPECT_EQ(outcomes->at("132551"), 1);
}

TEST_F(PhysioNet2012, RefusesMalformedOutcomes) {
  const auto refused = [&](const std::string& text, const std::string& part) {
    const absl::Status status = ReadOutcomes(Write("o.txt", text)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr(part));
  };
  const std::string header = "RecordID,In-hospital_death\n";
  refused("", "want columns RecordID and In-hospital_death");
  refused("RecordID,Survival\n", "o.txt:1");
  refused(header + "1,2\n", "o.txt:2: got \"2\", want 0 or 1");
  refused(header + "1,0\n1,1\n", "o.txt:3: got \"1\", want each record once");
  refused(header + "1\n", "want 2 columns");
}

}  // namespace
}  // namespace credence::data
