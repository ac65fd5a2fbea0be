#include "models/training/parallel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace credence::training {
namespace {

// A place in a group that says nothing.
class Place final : public Group {
 public:
  Place(int rank, int size) : rank_(rank), size_(size) {}
  int rank() const override { return rank_; }
  int size() const override { return size_; }
  absl::Status AllReduce(std::span<float>) override { return absl::OkStatus(); }
  absl::Status AllReduceTensor(const at::Tensor&) override { return absl::OkStatus(); }
  absl::Status Broadcast(std::span<std::byte>) override { return absl::OkStatus(); }

 private:
  const int rank_, size_;
};

TEST(Share, DividesABatchInOrder) {
  for (const int size : {1, 2, 3, 7}) {
    int64_t begin = 0;
    double weight = 0;
    for (int rank = 0; rank < size; ++rank) {
      const Share share = ShareOf(Place(rank, size), 64);
      EXPECT_EQ(share.begin, begin);
      EXPECT_GE(share.size(), 64 / size);
      EXPECT_LE(share.size(), 64 / size + 1);
      begin = share.end;
      weight += share.weight();
    }
    EXPECT_EQ(begin, 64);
    EXPECT_NEAR(weight, 1, 1e-12);
  }
}

TEST(Share, TakesItsRows) {
  const Rows batch{torch::arange(8, torch::kFloat32).view({8, 1}), torch::arange(8)};
  const Rows part = ShareOf(Place(1, 3), 8).Of(batch);  // 2 .. 4
  EXPECT_TRUE(torch::equal(part.labels, torch::arange(2, 5)));
  EXPECT_TRUE(torch::equal(part.inputs.squeeze(1), torch::arange(2, 5, torch::kFloat32)));
}

TEST(Share, NeedsTwoRowsEach) {
  EXPECT_TRUE(CheckShares(Place(0, 3), 6).ok());
  EXPECT_TRUE(CheckShares(Place(0, 1), 1).ok());
  EXPECT_EQ(CheckShares(Place(0, 3), 5).code(), absl::StatusCode::kInvalidArgument);
}

// Vector after vector, the shares' noise side by side is the whole batch's.
TEST(SharedBatchNoise, IsThatOfTheWholeBatch) {
  for (const auto family : {layers::Family::kGaussian, layers::Family::kCauchy}) {
    layers::GeneratorNoise whole(5);
    std::vector<torch::Tensor> expected;
    for (const int64_t dim : {3, 40}) expected.push_back(whole.Draw("l0.r", family, 2, 8, dim, {}));
    for (const int rank : {0, 1, 2}) {
      const Share share = ShareOf(Place(rank, 3), 8);
      layers::GeneratorNoise again(5);
      SharedBatchNoise noise(again, share);
      for (const torch::Tensor& all : expected) {
        EXPECT_TRUE(torch::equal(noise.Draw("l0.r", family, 2, share.size(), all.size(2), {}),
                                 all.narrow(1, share.begin, share.size())));
      }
    }
  }
}

TEST(SharedBatchNoise, IsTheSameEverywhereWhereExamplesShareIt) {
  layers::GeneratorNoise whole(5), again(5);
  const torch::Tensor all = whole.Draw("l0.r", layers::Family::kGaussian, 2, 1, 3, {});
  SharedBatchNoise noise(again, ShareOf(Place(1, 2), 8));
  EXPECT_TRUE(torch::equal(noise.Draw("l0.r", layers::Family::kGaussian, 2, 1, 3, {}), all));
}

}  // namespace
}  // namespace credence::training
