// Real processes on the loopback interface: each test forks them, and reads what they have written.
#include "models/training/distributed.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include "models/checkpoint/posteriors.h"
#include "models/training/parallel.h"
#include "tests/models/training/toy.h"

namespace credence::training {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

uint16_t FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), length), 0);
  EXPECT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length), 0);
  close(fd);
  return ntohs(address.sin_port);
}

// Another order of summation changes a sum of B gradients by B 2^-24 of their size at most, and so
// Adam's step by about twice that: 20 steps at a rate of 0.01 with B = 32 move a weight by 8e-7
// where the gradients have one sign; ten times that for those that nearly cancel. Noise of another
// example moves it by more than 1e-4.
constexpr double kSumTolerance = 8e-6;

constexpr double kTimeout = 60;  // seconds; where nobody is lost, nobody waits that long

using Work = std::function<absl::Status(Group&)>;

class Distributed : public ::testing::Test {
 protected:
  Distributed() {
    torch::set_num_threads(1);
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }

  // Starts a process that joins and works, and writes its status into a file of that name.
  pid_t Start(const std::string& name, const Rendezvous& self, double timeout, const Work& work) {
    const pid_t child = fork();
    if (child != 0) return child;
    auto group = JoinGroup(self, {.timeout_seconds = timeout});
    const absl::Status status = group.ok() ? work(**group) : group.status();
    std::ofstream(folder_ / name) << status.ToString();
    _exit(status.ok() ? 0 : 1);
  }

  std::string Told(const std::string& name) const {
    std::ifstream file(folder_ / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  // What each of `size` processes says in the end; empty for one that was killed.
  std::vector<std::string> Run(int size, const Work& work, double timeout = kTimeout) {
    const uint16_t port = FreePort();
    std::vector<pid_t> children;
    for (int rank = 0; rank < size; ++rank) {
      fs::remove(folder_ / std::to_string(rank));
      const Rendezvous self{.host = "127.0.0.1", .port = port, .rank = rank, .size = size};
      children.push_back(Start(std::to_string(rank), self, timeout, work));
    }
    std::vector<std::string> told;
    for (int rank = 0; rank < size; ++rank) {
      EXPECT_EQ(waitpid(children[rank], nullptr, 0), children[rank]);
      told.push_back(Told(std::to_string(rank)));
    }
    return told;
  }

  // Trains the toy and keeps the state of every rank's result in <name>.<rank>.
  absl::Status TrainToy(Group& group, const std::string& name, TrainOptions options = {},
                        const Recipe& recipe = ToyRecipe(4),
                        const checkpoint::NetworkSpec& network = ToyNetwork()) const {
    options.group = &group;
    const auto trained = Train(recipe, network, ToyRows(160, 1), ToyRows(64, 2), "data", options);
    if (!trained.ok()) return trained.status();
    State state;
    for (const auto& item : trained->network->named_parameters()) {
      state.tensors.emplace(item.key(), item.value().detach());
    }
    std::vector<double> losses;
    for (const CurvePoint& point : trained->curve) {
      losses.insert(losses.end(), {point.nll, point.kl, point.validation_nll});
    }
    state.tensors.emplace("losses", torch::tensor(losses, torch::kFloat64));
    return SaveState(folder_ / (name + "." + std::to_string(group.rank())), state);
  }

  std::map<std::string, torch::Tensor> Result(const std::string& name) const {
    const auto state = LoadState(folder_ / name);
    EXPECT_TRUE(state.ok()) << state.status();
    return state.ok() ? state->tensors : std::map<std::string, torch::Tensor>();
  }

  TrainOptions Keep() const {
    TrainOptions options;
    options.state_path = folder_ / "state.safetensors";
    options.save_steps = 1;
    return options;
  }

  const fs::path folder_ = ::testing::TempDir() + "distributed_test";
};

void ExpectAllOk(const std::vector<std::string>& told) {
  for (const std::string& status : told) EXPECT_EQ(status, "OK");
}

void ExpectSame(const std::map<std::string, torch::Tensor>& a,
                const std::map<std::string, torch::Tensor>& b, double tolerance) {
  ASSERT_EQ(a.size(), b.size());
  ASSERT_FALSE(a.empty());
  for (const auto& [name, tensor] : a) {
    const torch::Tensor& other = b.at(name);
    ASSERT_EQ(tensor.sizes(), other.sizes()) << name;
    if (tensor.numel() == 0) continue;
    const double difference = (tensor - other).abs().max().item<double>();
    EXPECT_LE(difference, tolerance) << name;
  }
}

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

TEST(JoinGroup, KnowsItsBackends) {
  EXPECT_EQ(JoinGroup({.host = "", .size = 2}, {.backend = "nccl"}).status().code(),
            absl::StatusCode::kUnimplemented);
  EXPECT_EQ(JoinGroup({.host = "", .size = 2}, {.backend = "mpi"}).status().code(),
            absl::StatusCode::kInvalidArgument);
  const auto group = JoinGroup({.host = "", .size = 1}, {});
  ASSERT_TRUE(group.ok());
  EXPECT_EQ((*group)->size(), 1);
}

}  // namespace
}  // namespace credence::training
