#include "models/metrics/bins.h"

#include <gmock/gmock.h>

namespace credence::metrics {
namespace {

using ::testing::ElementsAre;

std::vector<int64_t> Counts(std::span<const double> p, const Binning& binning) {
  const std::vector<int> label(p.size());
  std::vector<int64_t> counts;
  for (const BinSums& bin : SumBins({p, label}, binning)) counts.push_back(bin.count);
  return counts;
}

TEST(Binning, HoldsTheLowerEdgeAndTheLastBinOne) {
  const std::vector<double> p{0, 0.25, 0.5, 0.75, 1};
  EXPECT_THAT(Counts(p, Binning::EqualWidth(4)), ElementsAre(1, 1, 1, 2));
  EXPECT_THAT(Counts(p, Binning::Edges({0.25, 0.5})), ElementsAre(1, 1, 3));
}

TEST(Binning, ReachesFromZeroToOne) {
  const Binning binning = Binning::Edges({0.1, 0.4});
  EXPECT_EQ(binning.size(), 3);
  EXPECT_EQ(binning.lower(0), 0);
  EXPECT_EQ(binning.upper(0), 0.1);
  EXPECT_EQ(binning.lower(2), 0.4);
  EXPECT_EQ(binning.upper(2), 1);
  EXPECT_EQ(Binning::Edges({}).upper(0), 1);
}

TEST(Binning, CutsEqualMassesAndSkipsEdgesThatTie) {
  const std::vector<double> spread{0.9, 0.1, 0.5, 0.3, 0.7, 0.2};
  EXPECT_THAT(Counts(spread, Binning::EqualMass(spread, 3)), ElementsAre(2, 2, 2));
  const std::vector<double> tied{0.2, 0.2, 0.2, 0.2, 0.2, 0.6};
  EXPECT_THAT(Counts(tied, Binning::EqualMass(tied, 6)), ElementsAre(5, 1));
  const std::vector<double> equal{0.2, 0.2};
  EXPECT_EQ(Binning::EqualMass(equal, 20).size(), 1);
  const std::vector<double> certain{0, 1, 1};
  EXPECT_THAT(Counts(certain, Binning::EqualMass(certain, 3)), ElementsAre(3));
  EXPECT_EQ(Binning::EqualMass({}, 20).size(), 1);
}

TEST(Wilson, EndsAtZeroAndOneExactly) {
  for (int count : {1, 7, 10, 206}) {
    EXPECT_EQ(Wilson(0, count).low, 0);
    EXPECT_EQ(Wilson(1, count).high, 1);
  }
  // Of 10: the textbook limits are 0.2775 and 0.7225.
  EXPECT_NEAR(Wilson(0, 10).high, 0.2775, 5e-5);
  EXPECT_NEAR(Wilson(1, 10).low, 0.7225, 5e-5);
}

}  // namespace
}  // namespace credence::metrics
