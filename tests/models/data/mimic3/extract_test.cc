#include "models/data/mimic3/extract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "models/data/chart.h"
#include "models/data/mimic3/items.h"
#include "models/data/mimic3/table.h"
#include "tests/models/data/mimic3/folder.h"
#include "tests/models/data/shipped_schema.h"

namespace credence::data::mimic3 {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

struct Extracted {
  absl::StatusOr<ExtractReport> report = absl::UnknownError("");
  std::vector<Record> records;
  std::vector<int> labels;
};

Extracted ExtractAll(const std::string& folder, const std::string& work,
                     int64_t stop_after_rows = 0) {
  Extracted out;
  out.report = Extract(folder, {.work = work, .stop_after_rows = stop_after_rows},
                       [&](Record record, const Stay& stay) {
                         out.records.push_back(std::move(record));
                         out.labels.push_back(stay.label);
                         return absl::OkStatus();
                       });
  return out;
}

const Series* Find(const Record& record, const std::string& code) {
  for (const Series& series : record.series) {
    if (series.code == code) return &series;
  }
  return nullptr;
}

void ExpectSame(const std::vector<Record>& a, const std::vector<Record>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].id, b[i].id);
    ASSERT_EQ(a[i].series.size(), b[i].series.size()) << a[i].id;
    for (size_t s = 0; s < a[i].series.size(); ++s) {
      EXPECT_EQ(a[i].series[s].code, b[i].series[s].code);
      EXPECT_EQ(a[i].series[s].hours, b[i].series[s].hours);
      EXPECT_EQ(a[i].series[s].values, b[i].series[s].values);
    }
  }
}

TEST(Items, AgreeWithTheBenchmarksTable) {
  const std::map<std::string, std::set<std::string>> agreed = {
      {"Diastolic blood pressure", {"DiasABP", "NIDiasABP"}},
      {"Systolic blood pressure", {"SysABP", "NISysABP"}},
      {"Mean blood pressure", {"MAP", "NIMAP"}},
      {"Fraction inspired oxygen", {"FiO2"}},
      {"Glascow coma scale eye opening", {"GCS.eye"}},
      {"Glascow coma scale motor response", {"GCS.motor"}},
      {"Glascow coma scale verbal response", {"GCS.verbal"}},
      {"Glascow coma scale total", {"GCS"}},
      {"Glucose", {"Glucose"}},
      {"Heart Rate", {"HR"}},
      {"Height", {"Height"}},
      {"Oxygen saturation", {"SaO2"}},
      {"Respiratory rate", {"RespRate"}},
      {"Temperature", {"Temp"}},
      {"Weight", {"Weight"}},
      {"pH", {"pH"}}};
  std::map<int, std::string> theirs;
  for (const auto& line : absl::StrSplit(Text(kDemo + "/itemid_to_variable.csv"), '\n')) {
    const std::vector<std::string> fields = absl::StrSplit(line, ',');
    if (fields.size() == 5 && fields[0] != "LEVEL2") theirs[std::stoi(fields[1])] = fields[0];
  }
  ASSERT_EQ(theirs.size(), 114u);
  std::set<std::string> found;
  for (const Item& item : Items()) {
    const auto known = theirs.find(item.id);
    if (known == theirs.end()) {
      EXPECT_NE(item.table, EventTable::kChart) << item.id;
      continue;
    }
    const std::string ours(VariableNames()[item.variable]);
    EXPECT_TRUE(agreed.at(known->second).contains(ours)) << item.id << " " << ours;
    found.insert(known->second);
  }
  EXPECT_EQ(found.size(), agreed.size()) << "all 17 but the capillary refill rate";
}

TEST(Items, AreInTheDictionariesOfTheDatabase) {
  for (const auto& [file, chart] : {std::pair("D_ITEMS", true), std::pair("D_LABITEMS", false)}) {
    std::set<int> known;
    auto table = Table::Open(kDemo, file, {"ITEMID"}).value();
    while (table.Next().value()) known.insert(std::stoi(std::string(table[0])));
    for (const Item& item : Items()) {
      if ((item.table != EventTable::kLab) != chart) continue;
      EXPECT_TRUE(known.contains(item.id)) << item.id;
    }
  }
}

TEST(Items, ConvertUnits) {
  EXPECT_NEAR(*Convert(Conversion::kFahrenheit, 98.6, ""), 37, 1e-12);
  EXPECT_EQ(Convert(Conversion::kCelsius, 37, ""), 37);
  EXPECT_NEAR(*Convert(Conversion::kCelsius, 98.6, ""), 37, 1e-12);
  EXPECT_EQ(Convert(Conversion::kFraction, 40, ""), 0.4);
  EXPECT_EQ(Convert(Conversion::kFraction, 0.4, ""), 0.4);
  EXPECT_EQ(Convert(Conversion::kFraction, 1, ""), 1);
  EXPECT_EQ(Convert(Conversion::kFraction, 90, "Torr"), std::nullopt);
  EXPECT_EQ(Convert(Conversion::kInches, 70, "Inch"), 177.8);
  EXPECT_NEAR(*Convert(Conversion::kPounds, 150, ""), 68.0388555, 1e-9);
  EXPECT_NEAR(*Convert(Conversion::kOunces, 2400, ""), 68.0388555, 1e-9);
}

// One patient whose chart is written here.
class SmallTables : public ::testing::Test {
 protected:
  SmallTables() {
    WriteFile(folder_ + "/PATIENTS.csv", "SUBJECT_ID,GENDER,DOB,DOD\n1,F,2100-01-03,\n");
    WriteFile(folder_ + "/ADMISSIONS.csv",
              "SUBJECT_ID,HADM_ID,ADMITTIME,DISCHTIME,DEATHTIME,HOSPITAL_EXPIRE_FLAG\n"
              "1,11,2150-01-01,2150-01-09,,0\n");
    WriteFile(folder_ + "/ICUSTAYS.csv",
              "SUBJECT_ID,HADM_ID,ICUSTAY_ID,FIRST_CAREUNIT,LAST_CAREUNIT,FIRST_WARDID,LAST_WARDID,"
              "INTIME,LOS\n1,11,111,CCU,CCU,5,5,2150-01-02 00:00:30,3\n");
    WriteFile(folder_ + "/LABEVENTS.csv",
              "SUBJECT_ID,HADM_ID,ITEMID,CHARTTIME,VALUE,VALUENUM,VALUEUOM\n"
              "1,11,50971,2150-01-02 05:00:00,4.1,4.1,mEq/L\n"
              "1,,50971,2150-01-02 06:00:00,5.1,5.1,mEq/L\n"
              "1,11,50813,2150-01-02 06:00:00,GREATER THAN 5,,mmol/L\n");
    WriteFile(folder_ + "/OUTPUTEVENTS.csv",
              "SUBJECT_ID,HADM_ID,ICUSTAY_ID,CHARTTIME,ITEMID,VALUE,VALUEUOM,ISERROR\n"
              "1,11,111,2150-01-02 07:00:00,40055,60,ml,\n"
              "1,11,111,2150-01-02 07:00:00,40056,60,ml,\n");
  }

  // rows: ITEMID, ICUSTAY_ID, time, value, unit, error.
  Extracted WithChart(const std::vector<std::string>& rows) {
    std::string text =
        "SUBJECT_ID,HADM_ID,ICUSTAY_ID,ITEMID,CHARTTIME,VALUE,VALUENUM,VALUEUOM,ERROR\n";
    for (const std::string& row : rows) {
      const std::vector<std::string> f = absl::StrSplit(row, ' ');
      absl::StrAppend(&text, "1,11,", f[1], ",", f[0], ",2150-01-", f[2], " ", f[3], ",", f[4], ",",
                      f[4], ",", f[5], ",", f[6], "\n");
    }
    WriteFile(folder_ + "/CHARTEVENTS.csv", text);
    return ExtractAll(folder_, folder_ + "/parts");
  }

  const std::string folder_ = TestFolder();
};

TEST_F(SmallTables, KeepTheFirst48HoursOfTheStay) {
  const Extracted got = WithChart({"211 111 02 00:00:29 70 bpm 0",    // before
                                   "211 111 02 00:00:30 71 bpm 0",    // minute 0
                                   "211 111 02 01:00:29 72 bpm 0",    // minute 59
                                   "211 112 02 02:00:30 73 bpm 0",    // another stay
                                   "211  02 03:00:30 74 bpm 0",       // no stay given
                                   "211 111 02 04:00:30 75 bpm 1",    // an error
                                   "99999 111 02 05:00:30 76 bpm 0",  // another item
                                   "211 111 04 00:00:30 77 bpm 0",    // hour 48
                                   "211 111 04 00:00:31 78 bpm 0"});  // after
  ASSERT_TRUE(got.report.ok()) << got.report.status();
  ASSERT_EQ(got.records.size(), 1u);
  const Series* hr = Find(got.records[0], "HR");
  ASSERT_NE(hr, nullptr);
  EXPECT_THAT(hr->values, ElementsAre(71, 72, 74, 77));
  EXPECT_THAT(hr->hours, ElementsAre(0, 59.0f / 60, 3, 48));
  const auto& tally = got.report->tables[0].state.tally;
  EXPECT_EQ(tally[kOfItem], 8);
  EXPECT_EQ(tally[kOfOtherStay], 1);
  EXPECT_EQ(tally[kOutsideHours], 2);
  EXPECT_EQ(tally[kMarkedAsError], 1);
  EXPECT_THAT(Find(got.records[0], "K")->values, ElementsAre(4.1f)) << "needs an admission";
  EXPECT_EQ(Find(got.records[0], "Lactate"), nullptr) << "no number";
  EXPECT_THAT(Find(got.records[0], "Urine")->values, ElementsAre(60, 60)) << "two amounts";
}

TEST_F(SmallTables, ConvertRepeatAndAddUp) {
  const Extracted got = WithChart(
      {"678 111 02 01:00:30 98.6 F 0", "226707 111 02 01:00:30 70 Inch 0",
       "3420 111 02 01:00:30 40 % 0", "618 111 02 02:00:30 20 x 0", "615 111 02 02:00:30 20 x 0",
       "618 111 02 02:00:30 22 x 0", "220739 111 02 03:00:30 4 x 0", "223900 111 02 03:00:30 5 x 0",
       "223901 111 02 03:00:30 6 x 0", "220739 111 02 04:00:30 4 x 0", "184 111 02 05:00:30 1 x 0",
       "723 111 02 05:00:30 1 x 0", "454 111 02 05:00:30 1 x 0", "198 111 02 05:00:30 3 x 0"});
  ASSERT_TRUE(got.report.ok()) << got.report.status();
  const Record& record = got.records.at(0);
  EXPECT_FLOAT_EQ(Find(record, "Temp")->values[0], 37);
  EXPECT_THAT(Find(record, "FiO2")->values, ElementsAre(0.4f));
  EXPECT_THAT(Find(record, "RespRate")->values, ElementsAre(20, 22));
  EXPECT_THAT(Find(record, "GCS")->hours, ElementsAre(3, 5));
  EXPECT_THAT(Find(record, "GCS")->values, ElementsAre(15, 3));
  EXPECT_EQ(Find(record, "GCS.eye"), nullptr);
  ASSERT_EQ(record.features.size(), 4u);
  EXPECT_EQ(record.features[2].name, "Height");
  EXPECT_FLOAT_EQ(static_cast<float>(std::get<double>(record.features[2].value)), 177.8f);
  EXPECT_TRUE(MakeChart(ShippedSchema(), record).ok());
}

TEST_F(SmallTables, CountAStayWithoutReadings) {
  // Only of items that are not read.
  for (const auto& [table, row] :
       {std::pair("LABEVENTS", "1,11,1,2150-01-02 05:00:00,4.1,4.1,mEq/L\n"),
        std::pair("OUTPUTEVENTS", "1,11,111,2150-01-02 07:00:00,1,60,ml,\n")}) {
    const std::string path = folder_ + "/" + table + ".csv";
    WriteFile(path, Text(path).substr(0, Text(path).find('\n') + 1) + row);
  }
  const Extracted got = WithChart({"211 111 02 00:00:29 70 bpm 0"});
  ASSERT_TRUE(got.report.ok()) << got.report.status();
  EXPECT_EQ(got.records.size(), 0u);
  EXPECT_EQ(got.report->without_readings, 1);
  EXPECT_THAT(ToMarkdown(*got.report),
              HasSubstr("| a reading in the first 48 hours | 1 | 0 | 0 |"));
}

TEST_F(SmallTables, NameTheRowWithoutATime) {
  const Extracted got = WithChart({"211 111 02 01:00:30 70 bpm 0", "211 111 02 1am 70 bpm 0"});
  EXPECT_EQ(got.report.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(got.report.status().message()),
              EndsWith("CHARTEVENTS.csv: row 2, column CHARTTIME: wanted a time "
                       "YYYY-MM-DD hh:mm:ss"));
}

TEST(DemoTables, GiveRecordsThatTheSchemaTakes) {
  const Extracted got = ExtractAll(kDemo, TestFolder() + "/parts");
  ASSERT_TRUE(got.report.ok()) << got.report.status();
  ASSERT_EQ(got.records.size(), 57u);
  const Schema schema = ShippedSchema();
  std::map<std::string, int> seen;
  int out_of_range = 0, readings = 0;
  for (const Record& record : got.records) {
    const auto chart = MakeChart(schema, record);
    ASSERT_TRUE(chart.ok()) << record.id << chart.status();
    out_of_range += chart->out_of_range;
    for (const Series& series : record.series) {
      ++seen[series.code];
      readings += static_cast<int>(series.values.size());
    }
  }
  EXPECT_LT(out_of_range, readings / 100);
  for (const char* code : {"HR", "GCS", "Temp", "Creatinine", "Urine"}) {
    EXPECT_GT(seen[code], 45) << code;
  }
}

TEST(DemoTables, AreTheSameAfterAKillInAnyTable) {
  const std::string folder = TestFolder();
  const Extracted whole = ExtractAll(kDemo, folder + "/whole");
  for (const int64_t stop : {1, 5000, 76074, 76073, 125874}) {
    const std::string work = absl::StrCat(folder, "/", stop);
    int runs = 1;
    Extracted got = ExtractAll(kDemo, work, stop);
    for (; !got.report.ok() && runs < 5; ++runs) {
      ASSERT_EQ(got.report.status().code(), absl::StatusCode::kAborted) << got.report.status();
      // Readings written after the last saved state, as a kill leaves them.
      std::ofstream(work + "/CHARTEVENTS.part", std::ios::app) << "a kill in the midst of a row";
      got = ExtractAll(kDemo, work, stop);
    }
    EXPECT_GT(runs, 1);
    ASSERT_TRUE(got.report.ok()) << got.report.status();
    ExpectSame(got.records, whole.records);
    EXPECT_EQ(ToMarkdown(*got.report), ToMarkdown(*whole.report));
    EXPECT_FALSE(std::filesystem::exists(work)) << "nothing is left behind";
  }
}

TEST(DemoTables, StartAnewWhereATableOrThePartIsAnother) {
  const std::string folder = DemoCopy();
  const std::string work = folder + "/parts";
  ASSERT_EQ(ExtractAll(folder, work, 5000).report.status().code(), absl::StatusCode::kAborted);
  std::filesystem::resize_file(work + "/CHARTEVENTS.part", 100);  // less than the state says
  const Extracted whole = ExtractAll(kDemo, folder + "/whole");
  ExpectSame(ExtractAll(folder, work).records, whole.records);
  // A part of the compressed table does not serve its plain copy.
  ASSERT_EQ(ExtractAll(folder, work, 5000).report.status().code(), absl::StatusCode::kAborted);
  Replace(folder, "CHARTEVENTS", Text(kDemo + "/CHARTEVENTS.csv.gz"));
  ExpectSame(ExtractAll(folder, work).records, whole.records);
}

TEST(DemoTables, SayWhichTableIsMissingOrCutOff) {
  const std::string folder = DemoCopy();
  const std::string text = Text(kDemo + "/OUTPUTEVENTS.csv.gz");
  Replace(folder, "OUTPUTEVENTS", text.substr(0, text.size() / 2));
  const auto cut = ExtractAll(folder, folder + "/parts").report.status();
  EXPECT_EQ(cut.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(cut.message()),
              AllOf(HasSubstr("OUTPUTEVENTS.csv: row 5"), HasSubstr("is the file cut off here?")));
  std::filesystem::remove(folder + "/OUTPUTEVENTS.csv");
  const auto missing = ExtractAll(folder, folder + "/parts").report.status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(missing.message()), HasSubstr("the table OUTPUTEVENTS is missing"));
}

// Cut off behind its header; the others alone would make records, of laboratory values only.
TEST(Extract, RefusesATableWithoutRows) {
  const std::string folder = DemoCopy();
  const std::string whole = Text(kDemo + "/CHARTEVENTS.csv.gz");
  Replace(folder, "CHARTEVENTS", whole.substr(0, whole.find('\n') + 1));
  EXPECT_EQ(ExtractAll(folder, folder + "/work").report.status().message(),
            "CHARTEVENTS: got no rows below the header, wanted the whole table");
}

}  // namespace
}  // namespace credence::data::mimic3
