// The demo's benchmark folders: the reader, and the encoder against the discretizer's own output.
#include "models/data/mimic3/benchmark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "models/data/dataset.h"
#include "models/data/fit.h"
#include "models/data/mimic3/channels.h"
#include "models/data/mimic3/discretize.h"
#include "models/data/tar.h"
#include "tests/models/data/mimic3/folder.h"
#include "tests/models/data/shipped_schema.h"

namespace credence::data::mimic3 {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

Schema BenchmarkSchema() {
  std::ifstream file(CREDENCE_SOURCE_DIR "/models/data/schemas/mimic3_benchmark.json");
  return ParseSchema(json::parse(file)).value();
}

// The demo's archive, unpacked.
std::string Unpacked() {
  const std::string folder = TestFolder();
  const absl::Status status = ReadTar(kDemo + "/in-hospital-mortality.tar.gz",
                                      [&](const std::string& name, const std::string& content) {
                                        const std::filesystem::path path =
                                            std::filesystem::path(folder) / name;
                                        std::filesystem::create_directories(path.parent_path());
                                        WriteFile(path.string(), content);
                                        return absl::OkStatus();
                                      });
  EXPECT_TRUE(status.ok()) << status;
  return folder + "/in-hospital-mortality";
}

LabelledRecords ReadPart(const std::string& folder) {
  return ReadLabelledRecords(folder, folder + "/listfile.csv").value();
}

std::vector<std::string> Lines(const std::string& path) {
  return absl::StrSplit(Text(path), '\n', absl::SkipEmpty());
}

// The array behind the .npy header: float32, C order.
std::vector<float> GoldenTensor() {
  const std::string bytes = Text(kDemo + "/discretized.npy.gz");
  EXPECT_THAT(bytes.substr(0, 128), AllOf(HasSubstr("'<f4'"), HasSubstr("(57, 48, 76)")));
  uint16_t header = 0;
  std::memcpy(&header, bytes.data() + 8, 2);
  std::vector<float> values((bytes.size() - 10 - header) / sizeof(float));
  std::memcpy(values.data(), bytes.data() + 10 + header, values.size() * sizeof(float));
  return values;
}

TEST(Channels, HaveTheColumnsOfTheDiscretizer) {
  std::vector<std::string> columns;
  for (const Channel& channel : Channels()) {
    if (!channel.categorical()) columns.emplace_back(channel.name);
    for (const auto& text : channel.categories) {
      columns.push_back(absl::StrCat(channel.name, "->", text));
    }
  }
  for (const Channel& channel : Channels()) columns.push_back(absl::StrCat("mask->", channel.name));
  EXPECT_EQ(columns, Lines(kDemo + "/discretized-columns.txt"));
  EXPECT_EQ(columns.size(), static_cast<size_t>(kStepWidth));
}

TEST(Discretizer, EqualsTheBenchmarksOwnOutputExactly) {
  const std::string folder = Unpacked();
  const Schema schema = BenchmarkSchema();
  const auto encoder = MakeEncoder(schema, PlainDiscretizer()).value();
  std::map<std::string, std::vector<float>> rows;
  for (const char* part : {"train", "test"}) {
    const LabelledRecords read = ReadPart(folder + "/" + part);
    for (const Record& record : read.records) rows[record.id] = encoder->Encode(record)->values;
  }
  const std::vector<float> golden = GoldenTensor();
  const std::vector<std::string> stays = Lines(kDemo + "/discretized-stays.csv");
  ASSERT_EQ(stays.size(), 58u);
  ASSERT_EQ(golden.size(), 57u * kSteps * kStepWidth);
  for (size_t i = 0; i < 57; ++i) {
    const std::string stay = stays[i + 1].substr(stays[i + 1].find(',') + 1);
    const std::string id = stay.substr(0, stay.find("_timeseries"));
    ASSERT_TRUE(rows.contains(id)) << id;
    const float* wanted = golden.data() + i * kSteps * kStepWidth;
    EXPECT_TRUE(std::equal(rows[id].begin(), rows[id].end(), wanted)) << id;
  }
}

TEST(Discretizer, StandardisesByTheTrainingPart) {
  const LabelledRecords training = ReadPart(Unpacked() + "/train");
  ASSERT_EQ(training.records.size(), 46u);
  const Schema schema = BenchmarkSchema();
  const json state =
      FitEncoding("mimic3_benchmark", schema, training.records, training.labels, json::object())
          .value();
  const auto plain = MakeEncoder(schema, PlainDiscretizer()).value();
  const auto fitted = MakeEncoder(schema, state).value();
  EXPECT_EQ(fitted->width(), kSteps * kStepWidth);
  // Heart rate is the fifth continuous channel; its column is 49.
  ASSERT_EQ(state["channels"][3]["name"], "Heart Rate");
  const size_t column = 2 + 1 + 1 + 8 + 12 + 13 + 12 + 1;
  std::vector<double> raw;
  double sum = 0;
  for (const Record& record : training.records) {
    const std::vector<float> before = plain->Encode(record)->values;
    const std::vector<float> after = fitted->Encode(record)->values;
    for (size_t i = 0; i < before.size(); ++i) {
      const size_t at = i % kStepWidth;
      const bool continuous = at == 2 || at == 3 || (at >= 49 && at < 59);
      if (!continuous) {
        EXPECT_EQ(before[i], after[i]);
      }
    }
    for (int64_t step = 0; step < kSteps; ++step) {
      raw.push_back(before[static_cast<size_t>(step * kStepWidth) + column]);
      sum += after[static_cast<size_t>(step * kStepWidth) + column];
    }
  }
  double mean = 0, squares = 0;
  for (const double value : raw) mean += value / static_cast<double>(raw.size());
  for (const double value : raw) squares += (value - mean) * (value - mean);
  const double sd = std::sqrt(squares / static_cast<double>(raw.size() - 1));
  // Six digits are kept.
  EXPECT_NEAR(state["channels"][3]["mean"].get<double>(), mean, 1e-5 * mean);
  EXPECT_NEAR(state["channels"][3]["sd"].get<double>(), sd, 1e-5 * sd);
  EXPECT_NEAR(sum / static_cast<double>(raw.size()), 0, 1e-4);
}

TEST(Discretizer, TakesTheLastReadingOfAnHourAndCarriesItOn) {
  Record record;
  record.series = {MakeSeries("Heart Rate", {0, 0.5, 1, 1.5, 47.5, 48}, {60, 61, 62, 63, 64, 65})};
  const auto row = MakeEncoder(BenchmarkSchema(), PlainDiscretizer()).value()->Encode(record);
  ASSERT_TRUE(row.ok()) << row.status();
  const auto at = [&](int64_t step, int64_t column) {
    return row->values[static_cast<size_t>(step * kStepWidth + column)];
  };
  EXPECT_EQ(at(0, 50), 62) << "the end of an hour belongs to it";
  EXPECT_EQ(at(1, 50), 63);
  EXPECT_EQ(at(46, 50), 63);
  EXPECT_EQ(at(47, 50), 65);
  EXPECT_EQ(at(0, 59 + 8), 1);
  EXPECT_EQ(at(2, 59 + 8), 0);
  EXPECT_EQ(at(5, 56), 36.6f) << "a normal temperature where none was taken";
  EXPECT_EQ(row->imputed_fraction, 16.0 / 17);
}

TEST(Discretizer, JudgesCodes) {
  const auto encoder = MakeEncoder(BenchmarkSchema(), PlainDiscretizer()).value();
  Record record;
  record.series = {MakeSeries("Glascow coma scale total", {1}, {2.5})};
  EXPECT_THAT(std::string(encoder->Encode(record).status().message()),
              HasSubstr("Glascow coma scale total: got 2.5, want a whole number from 0 to 12"));
  record.series[0].values = {13};
  EXPECT_EQ(encoder->Encode(record)->out_of_range, 1);
}

TEST(Discretizer, RefusesAStateThatIsNotItsOwn) {
  const auto message = [](const Schema& schema, const json& state) {
    return std::string(MakeEncoder(schema, state).status().message());
  };
  json state = PlainDiscretizer();
  state["steps"] = 24;
  EXPECT_THAT(message(BenchmarkSchema(), state), HasSubstr("encoding.steps: got 24, want 48"));
  state = PlainDiscretizer();
  state["channels"][1]["sd"] = 0;
  EXPECT_THAT(message(BenchmarkSchema(), state), HasSubstr("encoding.channels[1]"));
  state["channels"].erase(1);
  EXPECT_THAT(message(BenchmarkSchema(), state), HasSubstr("got 11 entries, want 12"));
  EXPECT_THAT(message(ShippedSchema(), PlainDiscretizer()),
              HasSubstr("want a series \"Capillary refill rate\""));
  const std::vector<Record> records(1);
  const std::vector<int> labels = {0};
  const auto fit = [&](const json& settings) {
    return std::string(FitEncoding("mimic3_benchmark", BenchmarkSchema(), records, labels, settings)
                           .status()
                           .message());
  };
  EXPECT_THAT(fit({{"bin_hours", 2}}), HasSubstr("encoding.bin_hours: got 2, want 1"));
  EXPECT_THAT(fit({{"clip", 3}}), HasSubstr("unknown field \"clip\""));
}

class SmallFolder : public ::testing::Test {
 protected:
  SmallFolder() {
    WriteFile(folder_ + "/listfile.csv", "stay,y_true\n7_episode1_timeseries.csv,1\n");
  }

  // The message for a stay with these rows.
  std::string MessageOf(const std::string& rows) {
    std::string header = "Hours";
    for (const Channel& channel : Channels()) absl::StrAppend(&header, ",", channel.name);
    WriteFile(folder_ + "/7_episode1_timeseries.csv", header + "\n" + rows);
    return Message();
  }

  std::string Message() {
    const auto read = ReadLabelledRecords(folder_, folder_ + "/listfile.csv");
    return std::string(read.status().message());
  }

  const std::string folder_ = TestFolder();
};

TEST_F(SmallFolder, NamesFileRowAndColumnOfWhatIsWrong) {
  EXPECT_EQ(MessageOf("0.5,,59,,,,,,,,,,,,,,,\n"), "");
  EXPECT_THAT(MessageOf("0.5,,59,,,,,,,,,,,,,,,\n1,,secret,,,,,,,,,,,,,,,\n"),
              AllOf(EndsWith("7_episode1_timeseries.csv: row 2, column DIASTOLIC BLOOD PRESSURE: "
                             "wanted a number or nothing"),
                    Not(HasSubstr("secret"))));
  EXPECT_THAT(MessageOf("0.5,,,,asleep,,,,,,,,,,,,,\n"),
              HasSubstr("row 1, column GLASCOW COMA SCALE EYE OPENING: wanted nothing or one of: "
                        "To Pain, 3 To speech"));
  EXPECT_THAT(MessageOf("2,,,,,,,,,,,,,,,,,\n1,,,,,,,,,,,,,,,,,\n"),
              HasSubstr("row 2, column HOURS: wanted hours from 0 to 48 that do not decrease"));
  EXPECT_THAT(MessageOf("2,,,\n"), HasSubstr("row 1: got 4 fields, wanted 18"));
}

TEST_F(SmallFolder, NamesTheStayThatIsMissing) {
  EXPECT_THAT(Message(), HasSubstr("the table 7_episode1_timeseries is missing"));
  WriteFile(folder_ + "/listfile.csv", "stay,y_true\n../7_timeseries.csv,1\n");
  EXPECT_THAT(Message(), HasSubstr("listfile.csv: row 1, column STAY: wanted <subject>"));
  WriteFile(folder_ + "/listfile.csv", "stay,y_true\n7_episode1_timeseries.csv,yes\n");
  EXPECT_THAT(Message(), HasSubstr("row 1, column Y_TRUE: wanted 0 or 1"));
}

}  // namespace
}  // namespace credence::data::mimic3
