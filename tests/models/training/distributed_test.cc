// Real processes on the loopback interface: each test forks them, and reads what they have written.
#include "models/training/distributed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include "models/checkpoint/posteriors.h"
#include "models/training/nccl.h"
#include "tests/models/training/processes.h"

namespace credence::training {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Another order of summation changes a sum of B gradients by B 2^-24 of their size at most, and so
// Adam's step by about twice that: 20 steps at a rate of 0.01 with B = 32 move a weight by 8e-7
// where the gradients have one sign; ten times that for those that nearly cancel. Noise of another
// example moves it by more than 1e-4.
constexpr double kSumTolerance = 8e-6;

using Distributed = Processes;

TEST_F(Distributed, SumsAndBroadcasts) {
  ExpectAllOk(Run(3, [](Group& group) -> absl::Status {
    std::vector<float> values = {1.0f + group.rank(), 10};
    if (auto status = group.AllReduce(values); !status.ok()) return status;
    EXPECT_THAT(values, ElementsAre(6, 30));
    std::vector<std::byte> bytes = {static_cast<std::byte>(7 + group.rank())};
    if (auto status = group.Broadcast(bytes); !status.ok()) return status;
    return bytes[0] == std::byte{7} && values[0] == 6 && values[1] == 30
               ? absl::OkStatus()
               : absl::InternalError("wrong values");
  }));
}

TEST_F(Distributed, FollowsTheCurveOfOneProcess) {
  Alone alone;
  ASSERT_TRUE(TrainToy(alone, "one").ok());
  for (const int size : {2, 3}) {
    ExpectAllOk(Run(size, [&](Group& group) { return TrainToy(group, "many"); }));
    ExpectSame(Result("one.0"), Result("many.0"), kSumTolerance);
    auto first = Result("many.0"), second = Result("many.1");
    first.erase("losses");
    second.erase("losses");
    ExpectSame(first, second, 0);
  }
}

// Each family draws its own noise, of weights or of rows, and each has its own KL. The networks of
// an ensemble are trained one after the other, all processes on each.
TEST_F(Distributed, FollowsTheCurveOfOneProcessForEveryFamily) {
  Alone alone;
  for (const char* family :
       {"cauchy", "point", "deterministic", "dropout", "mean_field", "ensemble"}) {
    SCOPED_TRACE(family);
    const checkpoint::PosteriorKind& kind = *checkpoint::FindPosterior(family);
    Recipe recipe = ToyRecipe(4);
    recipe.posterior.family = family;
    recipe.posterior.components = kind.many_components ? 2 : 1;
    recipe.posterior.samples = kind.many_samples ? 2 : 1;
    ASSERT_TRUE(TrainToy(alone, "one", {}, recipe).ok());
    ExpectAllOk(Run(2, [&](Group& group) { return TrainToy(group, "two", {}, recipe); }));
    ExpectSame(Result("one.0"), Result("two.0"), kSumTolerance);
  }
}

TEST_F(Distributed, FollowsTheCurveOfOneProcessOverGaussianEmbeddings) {
  Alone alone;
  Recipe recipe = ToyRecipe(4);
  recipe.posterior.embedding = "gaussian";
  recipe.posterior.kernel_initial_stddev = 0.05;
  ASSERT_TRUE(TrainToy(alone, "one", {}, recipe, ToyEmbedded()).ok());
  ExpectAllOk(
      Run(2, [&](Group& group) { return TrainToy(group, "two", {}, recipe, ToyEmbedded()); }));
  ExpectSame(Result("one.0"), Result("two.0"), kSumTolerance);
}

// Whoever is left ends with an error, and all start again from the last state saved: where rank 0
// is left, that of the last step; where it was lost itself, the one before.
TEST_F(Distributed, LosesAWorkerAndGoesOnFromTheLastState) {
  ExpectAllOk(Run(2, [&](Group& group) { return TrainToy(group, "whole"); }));
  for (const int lost : {1, 0}) {
    fs::remove(Keep().state_path);
    TrainOptions keep = Keep();
    keep.save_seconds = 1e9;
    keep.save_steps = lost == 0 ? 1 : 0;
    const auto told = Run(2, [&](Group& group) {
      TrainOptions options = keep;
      options.on_step = [&](const training::Run& run) {
        if (group.rank() == lost && run.step == 7) raise(SIGKILL);
      };
      return TrainToy(group, "cut", options);
    });
    EXPECT_EQ(told[lost], "");
    EXPECT_THAT(told[1 - lost], HasSubstr("UNAVAILABLE: step 7: rank "));
    EXPECT_THAT(told[1 - lost], HasSubstr("another process was lost"));
    EXPECT_THAT(told[1 - lost], HasSubstr("start all processes again"));
    ExpectAllOk(Run(2, [&](Group& group) {
      TrainOptions options = keep;
      bool first = true;
      options.on_step = [&](const training::Run& run) {
        if (std::exchange(first, false) && run.step != 7 + lost) _exit(2);
      };
      return TrainToy(group, "resumed", options);
    }));
    for (const char* rank : {".0", ".1"}) {
      ExpectSame(Result(std::string("whole") + rank), Result(std::string("resumed") + rank), 0);
    }
  }
}

// A worker that hangs, as one behind a network that is down: the timeout ends the others.
TEST_F(Distributed, GivesUpOnAWorkerThatDoesNotAnswer) {
  const uint16_t port = FreePort();
  const auto self = [&](int rank) {
    return Rendezvous{.host = "127.0.0.1", .port = port, .rank = rank, .size = 2};
  };
  const auto work = [&](Group& group) {
    TrainOptions options;
    options.on_step = [&](const training::Run& run) {
      if (group.rank() == 1 && run.step == 3) raise(SIGSTOP);
    };
    return TrainToy(group, "hung", options);
  };
  const pid_t hung = Start("1", self(1), kTimeout, work);
  const pid_t other = Start("0", self(0), 3, work);
  EXPECT_EQ(waitpid(other, nullptr, 0), other);
  kill(hung, SIGKILL);
  EXPECT_EQ(waitpid(hung, nullptr, 0), hung);
  EXPECT_THAT(Told("0"), HasSubstr("did not answer within 3 s"));
}

TEST_F(Distributed, GoesOnWithAnotherNumberOfProcesses) {
  Alone alone;
  ASSERT_TRUE(TrainToy(alone, "one").ok());
  const auto until = [&](int64_t stop) {
    TrainOptions options = Keep();
    options.stop_at_step = stop;
    return options;
  };
  ExpectAllOk(Run(2, [&](Group& group) { return TrainToy(group, "left", until(4)); }));
  ExpectAllOk(Run(3, [&](Group& group) { return TrainToy(group, "left", until(12)); }));
  ASSERT_TRUE(TrainToy(alone, "last", Keep()).ok());
  ExpectSame(Result("one.0"), Result("last.0"), kSumTolerance);
}

TEST_F(Distributed, RefusesOtherDataThanRankZeros) {
  const auto told = Run(2, [&](Group& group) {
    TrainOptions options;
    options.group = &group;
    return Train(ToyRecipe(1), ToyNetwork(), ToyRows(160, 1), {},
                 group.rank() == 1 ? "other" : "data", options)
        .status();
  });
  EXPECT_THAT(told[0], HasSubstr("ABORTED: rank 0 of 2: gives up, because rank 1 failed"));
  EXPECT_THAT(told[1], HasSubstr("INVALID_ARGUMENT: rank 1 of 2: its recipe, overrides or data"));
}

TEST_F(Distributed, RefusesABatchTooSmallToShare) {
  const auto told = Run(2, [&](Group& group) {
    Recipe recipe = ToyRecipe(1);
    recipe.schedule.batch_size = 3;
    TrainOptions options;
    options.group = &group;
    return Train(recipe, ToyNetwork(), ToyRows(160, 1), {}, "data", options).status();
  });
  for (const std::string& status : told) {
    EXPECT_THAT(status, HasSubstr("schedule.batch_size: got 3 rows for 2 processes"));
  }
}

// As torchrun may do: its agent keeps the store, which outlives an attempt with its keys.
TEST_F(Distributed, MeetsInAStoreThatExistsOncePerAttempt) {
  const uint16_t port = FreePort();
  const pid_t agent = fork();
  if (agent == 0) {
    c10d::TCPStoreOptions options;
    options.port = port;
    options.isServer = true;
    options.waitWorkers = false;
    const c10d::TCPStore store("127.0.0.1", options);
    while (true) pause();
  }
  const auto attempt = [&](int number) {
    std::vector<pid_t> children;
    for (const int rank : {0, 1}) {
      const Rendezvous self{.host = "127.0.0.1",
                            .port = port,
                            .rank = rank,
                            .size = 2,
                            .store_exists = true,
                            .attempt = number};
      children.push_back(Start(std::to_string(rank), self, kTimeout,
                               [](Group& group) { return Agree(group, absl::OkStatus()); }));
    }
    for (const pid_t child : children) EXPECT_EQ(waitpid(child, nullptr, 0), child);
    return std::vector<std::string>{Told("0"), Told("1")};
  };
  ExpectAllOk(attempt(0));
  ExpectAllOk(attempt(1));
  EXPECT_THAT(attempt(1)[0], HasSubstr("RANK: got 0, but another process has it already"));
  kill(agent, SIGKILL);
  EXPECT_EQ(waitpid(agent, nullptr, 0), agent);
}

TEST_F(Distributed, NamesTheProcessThatDoesNotCome) {
  const Rendezvous self{.host = "127.0.0.1", .port = FreePort(), .rank = 0, .size = 2};
  const auto group = JoinGroup(self, {.timeout_seconds = 0.5});
  EXPECT_EQ(group.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(group.status().message(), HasSubstr("rank 0 of 2: waited 0.5 s for rank 1"));
}

TEST_F(Distributed, SaysWhereNobodyListens) {
  const Rendezvous self{.host = "127.0.0.1", .port = FreePort(), .rank = 1, .size = 2};
  const auto group = JoinGroup(self, {.timeout_seconds = 0.5});
  EXPECT_EQ(group.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(group.status().message(), HasSubstr("rank 1 of 2: could not join the others at "));
}

// Nobody meets: rank 2 never comes. Which of the two is first does not matter.
TEST_F(Distributed, RefusesTwoProcessesOfOneRank) {
  Rendezvous self{.host = "127.0.0.1", .port = FreePort(), .rank = 0, .size = 3};
  const Work nothing = [](Group&) { return absl::OkStatus(); };
  std::vector<pid_t> children = {Start("first", self, 4, nothing)};
  self.rank = 1;
  children.push_back(Start("second", self, 4, nothing));
  children.push_back(Start("third", self, 4, nothing));
  for (const pid_t child : children) EXPECT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_THAT(Told("first"), HasSubstr("rank 0 of 3: waited 4 s for rank 2"));
  EXPECT_THAT(Told("second") + Told("third"),
              HasSubstr("RANK: got 1, but another process has it already"));
}

TEST_F(Distributed, RefusesTwoNumbersOfProcesses) {
  Rendezvous self{.host = "127.0.0.1", .port = FreePort(), .rank = 0, .size = 2};
  const Work nothing = [](Group&) { return absl::OkStatus(); };
  std::vector<pid_t> children = {Start("first", self, 4, nothing)};
  self.rank = 1;
  self.size = 3;
  children.push_back(Start("second", self, 4, nothing));
  for (const pid_t child : children) EXPECT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_THAT(Told("first") + Told("second"), HasSubstr("WORLD_SIZE: got "));
}

// As SumGradients does.
TEST_F(Distributed, SumsATensorInPlace) {
  ExpectAllOk(Run(2, [](Group& group) -> absl::Status {
    const torch::Tensor values = torch::tensor({1.0f + group.rank(), 10.0f});
    const void* data = values.const_data_ptr();
    if (auto status = group.AllReduceTensor(values); !status.ok()) return status;
    return values.const_data_ptr() == data && torch::equal(values, torch::tensor({3.0f, 20.0f}))
               ? absl::OkStatus()
               : absl::InternalError("wrong values");
  }));
}

TEST(JoinGroup, KnowsItsBackends) {
  const auto refused = [](const GroupOptions& options) {
    return JoinGroup({.host = "", .size = 2}, options).status();
  };
  EXPECT_EQ(refused({.backend = "mpi"}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(refused({.backend = "mpi"}).message(),
              HasSubstr("backend: got 'mpi', wanted 'gloo' or 'nccl'"));
  const absl::Status nccl = refused({.backend = "nccl", .device = "cpu"});
  if (HasNccl()) {
    EXPECT_EQ(nccl.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(nccl.message(), HasSubstr("backend: got 'nccl' with device 'cpu', wanted it with "
                                          "device 'cuda', or 'gloo'"));
  } else {
    EXPECT_EQ(nccl.code(), absl::StatusCode::kUnimplemented);
    EXPECT_THAT(nccl.message(), HasSubstr("backend: got 'nccl', but this build was configured "
                                          "without CREDENCE_CUDA; wanted 'gloo'"));
  }
  const auto group = JoinGroup({.host = "", .size = 1}, {});
  ASSERT_TRUE(group.ok());
  EXPECT_EQ((*group)->size(), 1);
}

}  // namespace
}  // namespace credence::training
