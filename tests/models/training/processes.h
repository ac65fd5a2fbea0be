// Processes that train the toy together on the loopback interface, forked and read by a test.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/training/distributed.h"
#include "tests/models/training/free_port.h"
#include "tests/models/training/toy.h"

namespace credence::training {

inline constexpr double kTimeout = 60;  // seconds; where nobody is lost, nobody waits that long

using Work = std::function<absl::Status(Group&)>;

class Processes : public ::testing::Test {
 protected:
  Processes() {
    torch::set_num_threads(1);
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }

  // Starts a process that works, and writes its status into a file of that name.
  pid_t Fork(const std::string& name, const std::function<absl::Status()>& work) {
    const pid_t child = fork();
    if (child != 0) return child;
    const absl::Status status = work();
    std::ofstream(folder_ / name) << status.ToString();
    _exit(status.ok() ? 0 : 1);
  }

  // One that joins before.
  pid_t Start(const std::string& name, const Rendezvous& self, double timeout, const Work& work) {
    return Fork(name, [&] {
      auto group = JoinGroup(self, {.timeout_seconds = timeout});
      return group.ok() ? work(**group) : group.status();
    });
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
      std::filesystem::remove(folder_ / std::to_string(rank));
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

  const std::filesystem::path folder_ =
      ::testing::TempDir() +
      ::testing::UnitTest::GetInstance()->current_test_info()->test_suite_name();
};

inline void ExpectAllOk(const std::vector<std::string>& told) {
  for (const std::string& status : told) EXPECT_EQ(status, "OK");
}

inline void ExpectSame(const std::map<std::string, torch::Tensor>& a,
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

}  // namespace credence::training
