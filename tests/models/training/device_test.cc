#include "models/training/device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace credence::training {
namespace {

using ::testing::HasSubstr;

TEST(FindDevice, IsTheCpu) { EXPECT_EQ(*FindDevice("cpu", /*local_rank=*/3), "cpu"); }

// Where there is no CUDA, tests/models/tools/train_test.cc asks for it.
TEST(FindDevice, RefusesAnotherName) {
  for (const char* name : {"", "tpu", "CPU", "cpu:0", "cuda:", "cuda:x", "cuda:-1", "cuda:+1",
                           "cuda:1x", "cuda:128", "cuda: 1"}) {
    const absl::Status status = FindDevice(name).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_THAT(status.message(), HasSubstr(std::string("device: got '") + name +
                                            "', wanted 'cpu', 'cuda' or 'cuda:N'"));
  }
}

}  // namespace
}  // namespace credence::training
