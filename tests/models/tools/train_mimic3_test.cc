// script/train-mimic3 on the open demo: from tables, and from the benchmark's output, to a
// checkpoint that answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "models/data/physionet2012.h"
#include "models/predict/predictor.h"
#include "models/predict/record_batch.h"
#include "tests/models/checkpoint/small_checkpoint.h"

namespace credence::tools {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kDemo = CREDENCE_SOURCE_DIR "/data/mimic3-demo";

struct Finished {
  int status = -1;
  std::string out;  // stdout and stderr
};

Finished Train(const std::string& arguments) {
  Finished finished;
  const std::string command = "CREDENCE_MODELS=" CREDENCE_MODELS " " CREDENCE_SOURCE_DIR
                              "/script/train-mimic3 " +
                              arguments + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  char buffer[4096];
  while (size_t n = std::fread(buffer, 1, sizeof buffer, pipe)) finished.out.append(buffer, n);
  finished.status = WEXITSTATUS(pclose(pipe));
  return finished;
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The checkpoint's risks for all records of the path.
std::vector<double> Risks(const std::string& checkpoint, const std::string& path) {
  const auto model = predict::LoadPredictor(checkpoint, {});
  EXPECT_TRUE(model.ok()) << model.status();
  predict::RecordBatch batch(**model);
  std::vector<double> risks;
  const auto flush = [&] {
    const auto answers = batch.Flush();
    if (!answers.ok()) return answers.status();
    for (const auto& answer : *answers) risks.push_back(answer.summary.mean[1]);
    return absl::OkStatus();
  };
  absl::Status status = data::ReadRecords(path, [&](data::Record record) -> absl::Status {
    if (absl::Status added = batch.Add(record); !added.ok()) return added;
    return batch.full() ? flush() : absl::OkStatus();
  });
  status.Update(flush());
  EXPECT_TRUE(status.ok()) << status;
  return risks;
}

TEST(TrainMimic3, MakesAServableFixtureOfTheDemosTables) {
  const std::string out = checkpoint::TestFolder();
  const Finished run = Train(kDemo + " --quick --out " + out);
  ASSERT_EQ(run.status, 0) << run.out;
  const std::string folder = out + "/models/mimic3_lstm_quick/1";
  const auto manifest = nlohmann::json::parse(ReadAll(folder + "/manifest.json"));
  EXPECT_EQ(manifest["rank1"]["posterior"], "gaussian");
  EXPECT_EQ(manifest["network"]["steps"], 48);
  EXPECT_TRUE(manifest["figures"].contains("auroc"));
  EXPECT_THAT(ReadAll(folder + "/MODEL_CARD.md"), HasSubstr("A FIXTURE"));
  const std::vector<double> risks = Risks(folder, out + "/data/test.events.csv.gz");
  ASSERT_FALSE(risks.empty());
  for (const double risk : risks) EXPECT_TRUE(risk > 0 && risk < 1) << risk;
  // Again: nothing is left to do, and nothing changes.
  const auto prepared = std::filesystem::last_write_time(out + "/data/train.events.csv.gz");
  const std::string weights = ReadAll(folder + "/weights.safetensors");
  ASSERT_EQ(Train(kDemo + " --quick --out " + out).status, 0);
  EXPECT_EQ(std::filesystem::last_write_time(out + "/data/train.events.csv.gz"), prepared);
  EXPECT_EQ(ReadAll(folder + "/weights.safetensors"), weights);
}

TEST(TrainMimic3, TakesTheBenchmarksOutputAndTheCauchyPosterior) {
  const std::string out = checkpoint::TestFolder();
  const Finished run = Train(kDemo +
                             "/in-hospital-mortality.tar.gz --quick --posterior cauchy "
                             "--out " +
                             out);
  ASSERT_EQ(run.status, 0) << run.out;
  EXPECT_THAT(run.out, HasSubstr("Training on 46 stays"));
  const std::string folder = out + "/models/mimic3_lstm_cauchy_quick/1";
  const auto manifest = nlohmann::json::parse(ReadAll(folder + "/manifest.json"));
  EXPECT_EQ(manifest["rank1"]["posterior"], "cauchy");
  EXPECT_EQ(manifest["encoding"]["kind"], "mimic3_benchmark");
  EXPECT_EQ(manifest["network"]["step_width"], 76);
  EXPECT_EQ(Risks(folder, out + "/benchmark/in-hospital-mortality/test").size(), 11u);
}

TEST(TrainMimic3, SaysWhatItMisses) {
  const std::string out = checkpoint::TestFolder();
  const Finished nothing = Train(out + " --out " + out + "/run");
  EXPECT_EQ(nothing.status, 1);
  EXPECT_THAT(nothing.out, HasSubstr(out + ": wanted CHARTEVENTS.csv.gz and the other tables"));
  std::filesystem::copy(kDemo + "/ADMISSIONS.csv.gz", out + "/ADMISSIONS.csv.gz");
  const Finished part = Train(out + " --out " + out + "/run");
  EXPECT_EQ(part.status, 1);
  EXPECT_THAT(part.out, HasSubstr("the table PATIENTS is missing"));
  EXPECT_THAT(part.out, Not(HasSubstr("Training")));
  EXPECT_EQ(Train("").status, 2);
}

}  // namespace
}  // namespace credence::tools
