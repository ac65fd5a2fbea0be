#include "models/data/eicu.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "models/metrics/ranking.h"

namespace credence::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

Schema Shipped() {
  std::ifstream file(CREDENCE_SOURCE_DIR "/models/data/schemas/eicu_demo.json");
  return ParseSchema(nlohmann::json::parse(file)).value();
}

Schema Small() {
  Schema schema = Shipped();
  std::erase_if(schema.variables, [](const Variable& variable) {
    return !std::set<std::string>{"age", "gender", "fio2", "diagnosis"}.contains(variable.name);
  });
  return schema;
}

// Three stays: two of one patient, one without an IVa prediction.
class EicuFolder : public ::testing::Test {
 protected:
  EicuFolder() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    Write("patient",
          "patientunitstayid,uniquepid,age,gender,unitdischargeoffset\n"
          "1,p,> 89,Male,7\n2,p,50,,7\n3,q,60,Female,7\n");
    Write("apacheapsvar", "patientunitstayid,fio2\n1,40\n2,-1\n3,21\n");
    Write("apachepredvar",
          "patientunitstayid,admitdiagnosis,diedinhospital\n1,SEPSISUTI,0\n2,S-CABG,1\n3,DKA,0\n");
    Write("apachepatientresult", kResults);
  }

  void Write(const std::string& table, const std::string& text) {
    std::ofstream(folder_ / (table + ".csv")) << text;
  }

  void ExpectRefused(const std::string& part) {
    const absl::Status status = ReadEicu(folder_, Small()).status();
    EXPECT_FALSE(status.ok());
    EXPECT_THAT(std::string(status.message()), HasSubstr(part));
  }

  static constexpr char kResults[] =
      "patientunitstayid,apacheversion,predictedhospitalmortality,actualhospitalmortality\n"
      "2,IV,0.3,EXPIRED\n2,IVa,0.25,EXPIRED\n1,IVa,1E-2,ALIVE\n3,IVa,-1,ALIVE\n";
  const fs::path folder_ = ::testing::TempDir() + "eicu_test";
};

TEST_F(EicuFolder, JoinsTheTablesByStay) {
  const auto read = ReadEicu(folder_, Small());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->labels, ElementsAre(1, 0));
  EXPECT_THAT(read->groups, ElementsAre("p", "p"));
  EXPECT_THAT(read->baseline, ElementsAre(0.25, 0.01));
  EXPECT_EQ(read->records[1].id, "1");
  std::map<std::string, std::variant<double, std::string>> values;
  for (const Feature& feature : read->records[1].features) values[feature.name] = feature.value;
  EXPECT_EQ(std::get<double>(values["age"]), 90);
  EXPECT_EQ(std::get<double>(values["fio2"]), 0.4);
  EXPECT_EQ(std::get<std::string>(values["gender"]), "male");
  EXPECT_EQ(std::get<std::string>(values["diagnosis"]), "sepsis");
  EXPECT_EQ(read->records[0].features.size(), 2u);  // no gender, no FiO2
}

TEST_F(EicuFolder, SaysWhatIsMissingAndWhere) {
  Write("apacheapsvar", "patientunitstayid,fio2\n1,40\n");
  ExpectRefused("apacheapsvar.csv: got no row of stay 2, want one");
  Write("apacheapsvar", "patientunitstayid,fio2\n1,40\n1,40\n");
  ExpectRefused("apacheapsvar.csv:3: patientunitstayid: got \"1\", want each stay once");
  Write("apacheapsvar", "patientunitstayid,fio2\n1,room air\n");
  ExpectRefused("apacheapsvar.csv:2: fio2: got \"room air\", want a finite number, -1 or nothing");
  fs::remove(folder_ / "apacheapsvar.csv");
  ExpectRefused("got no apacheapsvar.csv.gz or .csv");
}

TEST_F(EicuFolder, RefusesOutcomesItDoesNotKnow) {
  Write("apachepatientresult",
        "patientunitstayid,apacheversion,predictedhospitalmortality,actualhospitalmortality\n"
        "1,IVa,0.1,UNKNOWN\n");
  ExpectRefused("actualhospitalmortality: got \"UNKNOWN\", want ALIVE or EXPIRED");
  Write("apachepatientresult",
        "patientunitstayid,apacheversion,predictedhospitalmortality,actualhospitalmortality\n"
        "1,IVa,7,ALIVE\n");
  ExpectRefused("predictedhospitalmortality: got \"7\", want a probability, or -1");
}

TEST(ReadEicu, RefusesAVariableThatItDoesNotKnow) {
  Schema schema = Small();
  schema.variables[0].name = "unitdischargeoffset";
  const absl::Status status = ReadEicu("/nowhere", schema).status();
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("got \"unitdischargeoffset\", want variables"));
}

// data/eicu-demo/README.md: 1258 stays, 8.19 % deaths; the prediction's AUROC is .870.
TEST(ReadEicu, ReadsTheDemoWithApachesOwnPrediction) {
  const auto read = ReadEicu(CREDENCE_SOURCE_DIR "/data/eicu-demo", Shipped());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->records.size(), 1258u);
  EXPECT_EQ(std::accumulate(read->labels.begin(), read->labels.end(), 0), 103);
  EXPECT_EQ(std::set(read->groups.begin(), read->groups.end()).size(), 1089u);
  const auto ranking = metrics::Rank({read->baseline, read->labels});
  ASSERT_TRUE(ranking.ok());
  EXPECT_NEAR(ranking->auroc, 0.870, 5e-4);
}

}  // namespace
}  // namespace credence::data
