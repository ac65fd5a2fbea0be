// `credence-models train --distributed` as a user starts it: two processes, one checkpoint.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/models/training/free_port.h"

namespace credence::tools {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class TrainCommand : public ::testing::Test {
 protected:
  TrainCommand() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }

  // A small network on the 61 sample stays, into folder_/<out>.
  std::string Program(const std::string& out) const {
    const std::string data = CREDENCE_SOURCE_DIR "/data/physionet2012/";
    return std::string(CREDENCE_MODELS) +
           " train --recipe " CREDENCE_SOURCE_DIR "/models/recipes/physionet2012_mlp.toml" +
           " --set 'data.records=[\"" + data + "set-a-sample-txt.tar.gz\"]'" +
           " --set 'data.outcomes=[\"" + data + "Outcomes-a.txt\"]'" +
           " --set schedule.epochs=1 --set schedule.batch_size=16 --set network.hidden=[2]" +
           " --out " + (folder_ / out).string();
  }

  // The exit status; what it prints goes into folder_/<said>.
  int Run(const std::string& command, const std::string& said) const {
    const std::string line = command + " >" + (folder_ / said).string() + " 2>&1";
    return WEXITSTATUS(std::system(line.c_str()));
  }

  const fs::path folder_ = ::testing::TempDir() + "train_command_test";
};

TEST_F(TrainCommand, SaysWhenTheDeviceIsMissing) {
  EXPECT_EQ(Run(Program("out") + " --device tpu", "said"), 1);
  EXPECT_THAT(ReadAll(folder_ / "said"),
              HasSubstr("device: got 'tpu', wanted 'cpu', 'cuda' or 'cuda:N'"));
  // No machine has so many.
  EXPECT_EQ(Run(Program("out") + " --device cuda:100", "said"), 1);
  EXPECT_THAT(ReadAll(folder_ / "said"),
              AnyOf(HasSubstr("device: got 'cuda:100', but this build was configured without "
                              "CREDENCE_CUDA; wanted 'cpu'"),
                    ContainsRegex("device: got 'cuda:100', but CUDA finds [0-9]+ devices")));
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

// LOCAL_RANK says which device of the machine is this process's.
TEST_F(TrainCommand, TakesTheDeviceOfItsLocalRank) {
  EXPECT_EQ(Run("MASTER_ADDR=127.0.0.1 MASTER_PORT=1 RANK=0 WORLD_SIZE=1 LOCAL_RANK=100 " +
                    Program("out") + " --distributed --device cuda",
                "said"),
            1);
  EXPECT_THAT(ReadAll(folder_ / "said"),
              AnyOf(HasSubstr("device: got 'cuda', but this build was configured without "
                              "CREDENCE_CUDA; wanted 'cpu'"),
                    HasSubstr("device: got 'cuda:100', but CUDA finds ")));
}

TEST_F(TrainCommand, WantsAGpuForNccl) {
  EXPECT_EQ(Run("MASTER_ADDR=127.0.0.1 MASTER_PORT=1 RANK=0 WORLD_SIZE=2 " + Program("out") +
                    " --distributed --distributed-backend nccl",
                "said"),
            1);
  EXPECT_THAT(ReadAll(folder_ / "said"),
              AnyOf(HasSubstr("backend: got 'nccl', but this build was configured without "
                              "CREDENCE_CUDA; wanted 'gloo'"),
                    HasSubstr("backend: got 'nccl' with device 'cpu', wanted it with device "
                              "'cuda', or 'gloo'")));
}

TEST_F(TrainCommand, WritesOneCheckpointFromTwoProcesses) {
  const std::string variables =
      "OMP_NUM_THREADS=1 GLOO_SOCKET_IFNAME=lo MASTER_ADDR=127.0.0.1 "
      "WORLD_SIZE=2 MASTER_PORT=" +
      std::to_string(training::FreePort()) + " ";
  int other = -1;
  const pid_t child = fork();
  if (child == 0) _exit(Run(variables + "RANK=1 " + Program("none") + " --distributed", "said1"));
  EXPECT_EQ(Run(variables + "RANK=0 " + Program("out") + " --distributed", "said0"), 0);
  ASSERT_EQ(waitpid(child, &other, 0), child);
  EXPECT_EQ(WEXITSTATUS(other), 0) << ReadAll(folder_ / "said1");
  EXPECT_THAT(ReadAll(folder_ / "said0"), HasSubstr("epoch 1/1"));
  EXPECT_THAT(ReadAll(folder_ / "said0"), HasSubstr("wrote "));
  EXPECT_EQ(ReadAll(folder_ / "said1"), "");
  EXPECT_TRUE(fs::exists(folder_ / "out/manifest.json"));
  EXPECT_FALSE(fs::exists(folder_ / "none"));
}

TEST_F(TrainCommand, NamesTheVariableThatIsMissing) {
  EXPECT_EQ(Run("env -u MASTER_ADDR " + Program("out") + " --distributed", "said"), 1);
  EXPECT_THAT(ReadAll(folder_ / "said"), HasSubstr("credence-models: MASTER_ADDR is not set: "));
}

TEST_F(TrainCommand, DoesNotDistributeCrossValidation) {
  EXPECT_EQ(Run(Program("out") + " --distributed --cross-validate 2", "said"), 1);
  EXPECT_THAT(ReadAll(folder_ / "said"), HasSubstr("without --cross-validate"));
}

}  // namespace
}  // namespace credence::tools
