#include "models/training/rendezvous.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace credence::training {
namespace {

using ::testing::HasSubstr;

using Variables = std::map<std::string, std::string>;

absl::StatusOr<Rendezvous> Read(const Variables& variables) {
  return ReadRendezvous([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

// As Kubeflow's PyTorchJob sets them.
Variables Worker() {
  return {{"MASTER_ADDR", "train-master-0"},
          {"MASTER_PORT", "23456"},
          {"RANK", "2"},
          {"WORLD_SIZE", "3"}};
}

Variables With(const std::string& name, const std::string& value) {
  Variables variables = Worker();
  variables[name] = value;
  return variables;
}

TEST(Rendezvous, ReadsWhatAPyTorchJobSets) {
  const auto read = Read(Worker());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->host, "train-master-0");
  EXPECT_EQ(read->port, 23456);
  EXPECT_EQ(read->rank, 2);
  EXPECT_EQ(read->size, 3);
  EXPECT_EQ(read->local_rank, 0);
  EXPECT_FALSE(read->store_exists);
  EXPECT_EQ(read->attempt, 0);
}

TEST(Rendezvous, ReadsWhatTorchrunAdds) {
  Variables variables = With("LOCAL_RANK", "1");
  variables["TORCHELASTIC_USE_AGENT_STORE"] = "True";
  variables["TORCHELASTIC_RESTART_COUNT"] = "4";
  const auto read = Read(variables);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->local_rank, 1);
  EXPECT_TRUE(read->store_exists);
  EXPECT_EQ(read->attempt, 4);
}

TEST(Rendezvous, NamesTheVariableThatIsMissing) {
  for (const char* name : {"MASTER_ADDR", "MASTER_PORT", "RANK", "WORLD_SIZE"}) {
    Variables missing = Worker(), empty = Worker();
    missing.erase(name);
    empty[name] = "";
    for (const Variables& variables : {missing, empty}) {
      const absl::Status status = Read(variables).status();
      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
      EXPECT_THAT(status.message(), HasSubstr(std::string(name) + " is not set"));
    }
  }
}

TEST(Rendezvous, NamesTheValueThatIsNoNumber) {
  for (const char* name : {"MASTER_PORT", "RANK", "WORLD_SIZE", "LOCAL_RANK"}) {
    for (const char* value : {"two", "-1", "1.5", "99999999999"}) {
      const absl::Status status = Read(With(name, value)).status();
      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
      EXPECT_THAT(status.message(), HasSubstr(std::string(name) + ": got '" + value + "', wanted"));
    }
  }
}

TEST(Rendezvous, RefusesARankOutsideTheWorld) {
  EXPECT_THAT(Read(With("RANK", "3")).status().message(),
              HasSubstr("RANK: got '3', wanted a whole number from 0 to 2"));
  EXPECT_THAT(Read(With("WORLD_SIZE", "0")).status().message(), HasSubstr("WORLD_SIZE: got '0'"));
  EXPECT_THAT(Read(With("MASTER_PORT", "0")).status().message(), HasSubstr("from 1 to 65535"));
}

}  // namespace
}  // namespace credence::training
