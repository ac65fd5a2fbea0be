// Training on GPUs, each test in processes of its own: one that has forked cannot use CUDA after
// its parent has. Skipped, with the reason, where there are no GPUs or the build has no CUDA.
#include <gmock/gmock.h>

#include "models/training/device.h"
#include "tests/models/training/processes.h"

namespace credence::training {
namespace {

using ::testing::HasSubstr;

// Both sides round sums of up to 32 terms (2^-24 each) and functions (a few units in the last
// place), so that a gradient differs by about 4e-6 of its size and Adam's step by twice that: 20
// steps at a rate of 0.01 move a weight by 1.6e-6, and ten times that for gradients that nearly
// cancel. Noise of another example moves it by more than 1e-4.
constexpr double kDeviceTolerance = 2e-5;

class Cuda : public Processes {
 protected:
  // Why the first GPUs cannot be used; empty where they can.
  std::string WhyNot(int gpus) {
    const pid_t child = Fork("why", [gpus] { return FindDevice("cuda", gpus - 1).status(); });
    EXPECT_EQ(waitpid(child, nullptr, 0), child);
    const std::string told = Told("why");
    return told == "OK" ? "" : told;
  }

  // One process trains the toy on a device.
  std::string TrainAlone(const std::string& device, const std::string& name, TrainOptions options) {
    const pid_t child = Fork("alone", [&] {
      Alone alone;
      options.device = torch::Device(device);
      return TrainToy(alone, name, options);
    });
    EXPECT_EQ(waitpid(child, nullptr, 0), child);
    return Told("alone");
  }

  // Two processes, each on its GPU, talk through NCCL.
  std::vector<std::string> RunOnGpus(const Work& work, double timeout) {
    const uint16_t port = FreePort();
    std::vector<pid_t> children;
    for (const int rank : {0, 1}) {
      const Rendezvous self{.host = "127.0.0.1", .port = port, .rank = rank, .size = 2};
      const std::string device = "cuda:" + std::to_string(rank);
      children.push_back(Fork(std::to_string(rank), [&] {
        auto group = JoinGroup(self, {.device = device, .timeout_seconds = timeout});
        return group.ok() ? work(**group) : group.status();
      }));
    }
    for (const pid_t child : children) EXPECT_EQ(waitpid(child, nullptr, 0), child);
    return {Told("0"), Told("1")};
  }

  TrainOptions Keep(int64_t stop_at_step) const {
    TrainOptions options;
    options.state_path = folder_ / "state.safetensors";
    options.stop_at_step = stop_at_step;
    return options;
  }
};

TEST_F(Cuda, FollowsTheCurveOfTheCpu) {
  if (const std::string why = WhyNot(1); !why.empty()) GTEST_SKIP() << why;
  ASSERT_EQ(TrainAlone("cpu", "cpu", {}), "OK");
  ASSERT_EQ(TrainAlone("cuda:0", "cuda", {}), "OK");
  ExpectSame(Result("cpu.0"), Result("cuda.0"), kDeviceTolerance);
}

TEST_F(Cuda, GoesOnOnTheOtherDevice) {
  if (const std::string why = WhyNot(1); !why.empty()) GTEST_SKIP() << why;
  ASSERT_EQ(TrainAlone("cpu", "cpu", {}), "OK");
  ASSERT_EQ(TrainAlone("cuda:0", "first", Keep(7)), "OK");
  ASSERT_EQ(TrainAlone("cpu", "second", Keep(13)), "OK");
  ASSERT_EQ(TrainAlone("cuda:0", "last", Keep(0)), "OK");
  ExpectSame(Result("cpu.0"), Result("last.0"), kDeviceTolerance);
}

TEST_F(Cuda, FollowsTheCurveOfTheCpuOnTwoGpus) {
  if (const std::string why = WhyNot(2); !why.empty()) GTEST_SKIP() << why;
  ASSERT_EQ(TrainAlone("cpu", "cpu", {}), "OK");
  ExpectAllOk(RunOnGpus(
      [&](Group& group) {
        TrainOptions options;
        options.device = torch::Device(torch::kCUDA, group.rank());
        return TrainToy(group, "two", options);
      },
      kTimeout));
  ExpectSame(Result("cpu.0"), Result("two.0"), kDeviceTolerance);
}

TEST_F(Cuda, EndsWhereAWorkerIsLost) {
  if (const std::string why = WhyNot(2); !why.empty()) GTEST_SKIP() << why;
  const auto told = RunOnGpus(
      [&](Group& group) {
        TrainOptions options;
        options.device = torch::Device(torch::kCUDA, group.rank());
        options.on_step = [&](const training::Run& run) {
          if (group.rank() == 1 && run.step == 7) raise(SIGKILL);
        };
        return TrainToy(group, "cut", options);
      },
      /*timeout=*/10);
  EXPECT_EQ(told[1], "");
  EXPECT_THAT(told[0], HasSubstr("UNAVAILABLE: step 7: rank 0 of 2: another process was lost"));
}

// A group that is asked for past FindDevice ends with an error, too. In builds with CUDA, where
// there is no GPU.
TEST_F(Cuda, DoesNotJoinWithoutAGpu) {
  if (WhyNot(1).find("CUDA finds 0 devices") == std::string::npos) {
    GTEST_SKIP() << "there is a GPU, or the build has no CUDA";
  }
  for (const std::string& told : RunOnGpus([](Group&) { return absl::OkStatus(); }, kTimeout)) {
    EXPECT_THAT(told, HasSubstr("UNAVAILABLE: rank "));
    EXPECT_THAT(told, HasSubstr("could not join the others at 127.0.0.1:"));
    EXPECT_THAT(told, HasSubstr("no GPUs found"));
  }
}

}  // namespace
}  // namespace credence::training
