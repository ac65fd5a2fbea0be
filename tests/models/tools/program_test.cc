// The program itself: exit status, what it prints, what it writes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "models/data/dataset.h"
#include "models/data/fit.h"
#include "models/data/gzip.h"
#include "models/data/physionet2012.h"
#include "tests/models/checkpoint/small_checkpoint.h"

namespace credence::tools {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kData[] = CREDENCE_SOURCE_DIR "/data/physionet2012/";

struct Finished {
  int status = -1;
  std::string out;  // stdout and stderr
};

Finished Call(const std::string& arguments) {
  Finished finished;
  FILE* pipe = popen((CREDENCE_MODELS " " + arguments + " 2>&1").c_str(), "r");
  char buffer[4096];
  while (size_t n = std::fread(buffer, 1, sizeof buffer, pipe)) finished.out.append(buffer, n);
  finished.status = WEXITSTATUS(pclose(pipe));
  return finished;
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// An mlp with random weights that reads charts, fitted on the 61 sample stays.
std::string WriteChartCheckpoint() {
  const auto sample = data::ReadLabelledRecords(std::string(kData) + "set-a-sample-txt.tar.gz",
                                                std::string(kData) + "Outcomes-a.txt");
  EXPECT_TRUE(sample.ok()) << sample.status();
  const auto schema = data::ParseSchema(nlohmann::json::parse(
      ReadAll(CREDENCE_SOURCE_DIR "/models/data/schemas/physionet2012.json")));
  EXPECT_TRUE(schema.ok()) << schema.status();
  const auto encoding = data::FitEncoding("icu_summary", *schema, sample->records, sample->labels,
                                          nlohmann::json::object());
  EXPECT_TRUE(encoding.ok()) << encoding.status();
  checkpoint::Manifest manifest = checkpoint::SmallManifest((*encoding)["width"].get<int64_t>());
  manifest.schema = *schema;
  manifest.encoding = *encoding;
  return checkpoint::WriteSmallCheckpoint(manifest);
}

TEST(Program, ExitsWithTwoForWrongUsage) {
  EXPECT_EQ(Call("").status, 2);
  EXPECT_EQ(Call("frobnicate").status, 2);
  EXPECT_EQ(Call("evaluate --checkpoint x").status, 2);
  EXPECT_EQ(Call("inspect --checkpoint x --loud").status, 2);
}

TEST(Program, ExplainsItselfWithStatusZero) {
  const Finished help = Call("--help");
  EXPECT_EQ(help.status, 0);
  for (const char* name : {"evaluate", "inspect", "prepare", "reference"})
    EXPECT_THAT(help.out, HasSubstr(name));
}

TEST(Program, ExitsWithOneAndAReasonWhereItFails) {
  const Finished missing = Call("inspect --checkpoint /no/such/folder");
  EXPECT_EQ(missing.status, 1);
  EXPECT_THAT(missing.out, StartsWith("credence-models: "));
  EXPECT_THAT(missing.out, HasSubstr("/no/such/folder"));
}

TEST(Inspect, PrintsMembersWeightsAndTensors) {
  const std::string folder = checkpoint::WriteSmallCheckpoint(checkpoint::SmallManifest());
  const Finished inspect = Call("inspect --checkpoint " + folder);
  EXPECT_EQ(inspect.status, 0);
  EXPECT_THAT(inspect.out, HasSubstr("small, version 1"));
  EXPECT_THAT(inspect.out, HasSubstr("6 = 2 components x 3 samples, gaussian posterior"));
  // Kernels 5x4 + 4x3 + 3x1 = 35 floats; r, s, bias: 5+4+4, 4+3+3, 3+1+1 = 28 floats a member.
  EXPECT_THAT(inspect.out, HasSubstr("140 bytes shared + 112 per member"));
  EXPECT_THAT(inspect.out, HasSubstr("[5, 4]"));
  EXPECT_THAT(inspect.out, HasSubstr("moderate: risk in [0.1, 0.4)"));
  EXPECT_THAT(inspect.out, HasSubstr("reference    none"));
}

// Kernels 35 floats, biases 8 of a component.
TEST(Inspect, SaysWhichMethodTheMembersCameFrom) {
  const std::vector<std::array<std::string, 4>> wanted = {
      {"deterministic", "1, a deterministic network", "43", "140 bytes shared + 32 per member"},
      // Masks of 4 + 3 units.
      {"dropout", "3 masks of dropout at rate 0.25, seed 11", "43",
       "140 bytes shared + 60 per member"},
      {"mean_field", "3 draws of a mean_field posterior, seed 11", "78",
       "0 bytes shared + 172 per member; 3 members take 3.00 x one"},
      {"ensemble", "2 networks, an ensemble", "86",
       "0 bytes shared + 172 per member; 2 members take 2.00 x one"}};
  for (const auto& [posterior, members, parameters, weights] : wanted) {
    checkpoint::Manifest manifest = checkpoint::SmallManifest();
    manifest.rank1 = checkpoint::SmallRank1(posterior);
    const std::string folder = checkpoint::WriteSmallCheckpoint(manifest);
    const Finished inspect = Call("inspect --checkpoint " + folder);
    EXPECT_EQ(inspect.status, 0);
    EXPECT_THAT(inspect.out, HasSubstr("members      " + members + "\n"));
    EXPECT_THAT(inspect.out, HasSubstr("parameters   " + parameters + ", "));
    EXPECT_THAT(inspect.out, HasSubstr(weights));
  }
}

TEST(Inspect, PrintsJson) {
  const std::string folder = checkpoint::WriteSmallCheckpoint(checkpoint::SmallManifest());
  const auto json =
      nlohmann::json::parse(Call("inspect --json --checkpoint " + folder).out, nullptr, false);
  ASSERT_FALSE(json.is_discarded());
  EXPECT_EQ(json["members"], 6);
  EXPECT_EQ(json["parameters"], 35 + 2 * (8 + 2 * 20));
  EXPECT_EQ(json["checkpoint_bytes"], std::filesystem::file_size(folder + "/weights.safetensors"));
  EXPECT_EQ(json["weight_bytes"]["shared"], 140);
  EXPECT_EQ(json["tensors"]["l0.kernel"], nlohmann::json({5, 4}));
  EXPECT_EQ(json["manifest"]["model"], "small");
}

TEST(Inspect, RefusesWeightsThatWereChanged) {
  const std::string folder = checkpoint::WriteSmallCheckpoint(checkpoint::SmallManifest());
  std::fstream weights(folder + "/weights.safetensors", std::ios::in | std::ios::out);
  weights.seekp(-1, std::ios::end).put('!');
  weights.close();
  const Finished inspect = Call("inspect --checkpoint " + folder);
  EXPECT_EQ(inspect.status, 1);
  EXPECT_THAT(inspect.out, HasSubstr("SHA-256"));
}

TEST(EvaluateCommand, WritesTableJsonAndReport) {
  const std::string folder = WriteChartCheckpoint();
  const std::string json_path = folder + "/figures.json", html_path = folder + "/report.html";
  const Finished run = Call("evaluate --executor fused --bootstrap 50 --checkpoint " + folder +
                            " --records " + kData + "set-a-sample-txt.tar.gz --outcomes " + kData +
                            "Outcomes-a.txt --json " + json_path + " --report " + html_path);
  ASSERT_EQ(run.status, 0) << run.out;
  EXPECT_THAT(run.out, HasSubstr("6 members on fused_cpu"));
  const auto json = nlohmann::json::parse(ReadAll(json_path), nullptr, false);
  EXPECT_EQ(json["all"]["cases"], 61);
  EXPECT_GT(json["all"]["figures"]["auroc"], 0.0);
  // No stay of the sample is named in what others may get to see.
  EXPECT_THAT(ReadAll(html_path), Not(HasSubstr("132539")));
  EXPECT_THAT(ReadAll(html_path), HasSubstr("Reliability"));
}

TEST(EvaluateCommand, NamesTheFileThatIsMissing) {
  const std::string folder = WriteChartCheckpoint();
  const Finished run = Call("evaluate --checkpoint " + folder + " --records " + kData +
                            "set-a-sample-txt.tar.gz --outcomes /no/outcomes.txt");
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.out, HasSubstr("/no/outcomes.txt"));
}

TEST(ReferenceCommand, ChangesNothingButTheReference) {
  const std::string folder = WriteChartCheckpoint();
  const auto before = nlohmann::json::parse(ReadAll(folder + "/manifest.json"));
  const Finished run = Call("reference --executor fused --held-out --checkpoint " + folder +
                            " --records " + kData + "set-a-sample-txt.tar.gz");
  ASSERT_EQ(run.status, 0) << run.out;
  EXPECT_THAT(run.out, HasSubstr("reference of 61 cases written to " + folder));
  auto after = nlohmann::json::parse(ReadAll(folder + "/manifest.json"));
  EXPECT_EQ(after["reference"]["cases"], 61);
  EXPECT_EQ(after["reference"]["held_out"], true);
  EXPECT_EQ(after["reference"]["inputs"][0]["name"], "Age");
  after.erase("reference");
  EXPECT_EQ(after, before);
  EXPECT_THAT(Call("inspect --checkpoint " + folder).out,
              HasSubstr("61 cases that the model was not trained on; expected mixture NLL 0."));
}

TEST(ReferenceCommand, LeavesTheCheckpointAloneWhereItFails) {
  const std::string folder = checkpoint::WriteSmallCheckpoint(checkpoint::SmallManifest());
  const std::string before = ReadAll(folder + "/manifest.json");
  const Finished run =
      Call("reference --checkpoint " + folder + " --records " + kData + "set-a-sample-txt.tar.gz");
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.out, HasSubstr("record number 1: got a record, want a raw tensor"));
  EXPECT_EQ(ReadAll(folder + "/manifest.json"), before);
}

TEST(Prepare, WritesRecordsThatReadBack) {
  const std::string out = checkpoint::TestFolder() + "/sample.csv.gz";
  const Finished run =
      Call(std::string("prepare --records ") + kData + "set-a-sample-txt.tar.gz --outcomes " +
           kData + "Outcomes-a.txt --out " + out);
  EXPECT_EQ(run.status, 0) << run.out;
  EXPECT_THAT(run.out, StartsWith("61 records written"));
  int count = 0;
  ASSERT_TRUE(data::ReadRecords(out, [&](data::Record) {
                ++count;
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(count, 61);
}

std::vector<std::string> RecordIds(const std::string& path) {
  std::vector<std::string> ids;
  const absl::Status status = data::ReadRecords(path, [&](data::Record record) {
    ids.push_back(record.id);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  return ids;
}

TEST(ShiftCommand, WritesRecordsThatReadBack) {
  const std::string folder = WriteChartCheckpoint();
  const std::string out = folder + "/shifted.csv.gz";
  const std::string command = std::string("shift --records ") + kData +
                              "set-a-sample-txt.tar.gz --checkpoint " + folder + " --out " + out +
                              " --kind missing --severity ";
  size_t before = SIZE_MAX;
  for (const char* severity : {"1", "5"}) {
    const Finished run = Call(command + severity);
    ASSERT_EQ(run.status, 0) << run.out;
    EXPECT_THAT(run.out, StartsWith("61 records written to " + out));
    size_t readings = 0, records = 0;
    const absl::Status read = data::ReadRecords(out, [&](const data::Record& record) {
      ++records;
      for (const data::Series& series : record.series) readings += series.hours.size();
      return absl::OkStatus();
    });
    ASSERT_TRUE(read.ok()) << read;
    EXPECT_EQ(records, 61U);
    EXPECT_LT(readings, before);
    before = readings;
  }
}

TEST(ShiftCommand, SaysWhatIsMissing) {
  const std::string command =
      std::string("shift --records ") + kData + "set-a-sample-txt.tar.gz --out /dev/null";
  const Finished nothing = Call(command);
  EXPECT_EQ(nothing.status, 1);
  EXPECT_THAT(nothing.out, HasSubstr("nothing to do: give --kind (missing, channels"));
  EXPECT_THAT(Call(command + " --kind units").out, HasSubstr("--checkpoint: missing"));
  EXPECT_THAT(Call(command + " --only ICUType").out, HasSubstr("wanted NAME=CATEGORY"));
}

TEST(TheoremCommand, WritesPageFiguresAndCharts) {
  const std::string out = checkpoint::TestFolder() + "/theorem";
  const Finished run = Call("theorem --quick --out " + out);
  ASSERT_EQ(run.status, 0) << run.out;
  EXPECT_THAT(run.out, HasSubstr("linear network, H = 1"));
  const auto json = nlohmann::json::parse(ReadAll(out + "/theorem.json"));
  EXPECT_EQ(json["covariance"].size(), 8U);
  EXPECT_THAT(ReadAll(out + "/theorem.html"), HasSubstr("<svg"));
  EXPECT_THAT(ReadAll(out + "/theorem_linear.svg"), HasSubstr("<svg"));
}

TEST(PrepareMimic3, DividesTheDemoByPatient) {
  const std::string out = checkpoint::TestFolder() + "/mimic3";
  const Finished run = Call("prepare --format mimic3 " CREDENCE_SOURCE_DIR
                            "/data/mimic3-demo --test-share 0.3 --out " +
                            out);
  ASSERT_EQ(run.status, 0) << run.out;
  EXPECT_THAT(run.out, HasSubstr("| in the unit for 48 hours or longer | 57 | 57 | 17 |"));
  EXPECT_THAT(run.out, HasSubstr("213269 event rows in "));
  EXPECT_THAT(ReadAll(out + "/cohort.md"), StartsWith("# Cohort"));
  std::set<std::string> training, testing;
  for (const std::string& id : RecordIds(out + "/train.events.csv.gz")) {
    training.insert(id.substr(0, id.find('_')));
  }
  const std::vector<std::string> test_ids = RecordIds(out + "/test.events.csv.gz");
  EXPECT_GT(test_ids.size(), 5u);
  for (const std::string& id : test_ids) {
    EXPECT_FALSE(training.contains(id.substr(0, id.find('_')))) << id;
  }
  EXPECT_EQ(data::ReadOutcomes(out + "/test.outcomes.csv")->size(), test_ids.size());
}

TEST(PrepareMimic3, GoesOnAfterAStopAndEndsWithTheShippedFile) {
  const std::string out = checkpoint::TestFolder() + "/mimic3";
  const std::string command = "prepare --format mimic3 " CREDENCE_SOURCE_DIR
                              "/data/mimic3-demo --test-share 0 --out " +
                              out;
  const Finished stopped = Call(command + " --stop-after-rows 9000");
  EXPECT_EQ(stopped.status, 1);
  EXPECT_THAT(stopped.out, HasSubstr("stopped after row 9000"));
  const Finished run = Call(command);
  ASSERT_EQ(run.status, 0) << run.out;
  for (const char* name : {"events.csv", "outcomes.csv"}) {
    const std::string ending = name[0] == 'e' ? ".gz" : "";
    EXPECT_EQ(
        *data::ReadWholeFile(out + "/train." + name + ending, 1 << 24),
        *data::ReadWholeFile(
            CREDENCE_SOURCE_DIR "/data/mimic3-demo/cohort." + std::string(name) + ending, 1 << 24));
  }
}

TEST(PrepareMimic3, NamesTheTableThatIsMissing) {
  const std::string folder = checkpoint::TestFolder();
  const Finished run = Call("prepare --format mimic3 " + folder + " --out " + folder + "/out");
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.out, HasSubstr(folder + ": the table PATIENTS is missing"));
}

}  // namespace
}  // namespace credence::tools
