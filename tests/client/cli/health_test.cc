#include <gtest/gtest.h>

#include "client/cli/command.h"
#include "tests/client/fake_server.h"

namespace credence::cli {
namespace {

// Exit status of `credence --server ADDRESS health [MODEL]`.
int Health(const std::string& address, const char* model = nullptr) {
  std::vector<const char*> arguments{"credence", "--server", address.c_str(), "health"};
  if (model != nullptr) arguments.push_back(model);
  return Run(static_cast<int>(arguments.size()), arguments.data());
}

TEST(HealthCommand, IsZeroWhereTheServerServes) {
  client::FakeService service;
  client::FakeServer server(&service);
  EXPECT_EQ(Health(server.address()), kExitOk);
}

TEST(HealthCommand, IsOneWhereAModelOrTheServerDoesNot) {
  client::FakeService service;
  client::FakeServer server(&service);
  EXPECT_EQ(Health(server.address(), "unknown"), kExitError);
  server.health()->SetServingStatus("", false);
  EXPECT_EQ(Health(server.address()), kExitError);
}

TEST(HealthCommand, IsOneWhereNobodyListens) {
  std::string address;
  {
    client::FakeService service;
    address = client::FakeServer(&service).address();
  }
  EXPECT_EQ(Health(address), kExitError);
}

}  // namespace
}  // namespace credence::cli
