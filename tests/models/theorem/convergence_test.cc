#include "models/theorem/convergence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "models/theorem/report.h"

namespace credence::theorem {
namespace {

using ::testing::HasSubstr;

GridOptions Small() {
  return {.widths = {8, 64},
          .depth = 2,
          .stddevs = {0.3, 1},
          .draws = 256,
          .permutations = 50,
          .few = 1};
}

const Cell& Find(const std::vector<Cell>& cells, Series series, double stddev, int64_t depth,
                 int64_t width) {
  for (const Cell& cell : cells) {
    if (cell.series == series && cell.stddev == stddev && cell.depth == depth &&
        cell.width == width) {
      return cell;
    }
  }
  ADD_FAILURE() << "no such cell";
  return cells.front();
}

TEST(MeasureGrid, FillsEveryCellAndCountsToTheEnd) {
  int64_t last = 0, total = 0;
  const auto cells = MeasureGrid(Small(), [&](int64_t done, int64_t all) {
    EXPECT_GE(done, last);
    last = done;
    total = all;
  });
  // Two widths by two stddevs of: two depths with and without read-out, narrow, linear.
  EXPECT_EQ(cells.size(), 2U * 2 * (2 * 2 + 1 + 1));
  EXPECT_EQ(last, total);
}

TEST(MeasureGrid, DoesNotDependOnThreads) {
  GridOptions options = Small();
  const auto progress = [](int64_t, int64_t) {};
  const auto one = MeasureGrid(options, progress);
  options.threads = 3;
  const auto three = MeasureGrid(options, progress);
  ASSERT_EQ(one.size(), three.size());
  for (size_t c = 0; c < one.size(); ++c) EXPECT_EQ(one[c].distance, three[c].distance);
}

// Cut after the third network, as a kill does: what was kept is not measured again, and the cells
// are those of one go.
TEST(MeasureGrid, GoesOnFromItsParts) {
  const std::string folder = ::testing::TempDir() + "theorem_parts_" + std::to_string(getpid());
  const auto ignore = [](int64_t, int64_t) {};
  int64_t whole = 0, rest = 0;
  const auto once = MeasureGrid(Small(), [&](int64_t, int64_t total) { whole = total; });
  auto parts = *Parts::Open(folder, "a");
  MeasureGrid(Small(), ignore, &parts);
  for (int job = 3; job < 24; ++job) {
    std::filesystem::remove(folder + "/network-" + std::to_string(job) + ".json");
  }
  std::ofstream(folder + "/network-0.json") << "{\"fingerprint\": \"a\", \"rows\": [[1, ";
  const auto resumed = MeasureGrid(
      Small(), [&](int64_t, int64_t total) { rest = total; }, &parts);
  EXPECT_GT(rest, 0);
  EXPECT_LT(rest, whole);
  ASSERT_EQ(resumed.size(), once.size());
  for (size_t c = 0; c < once.size(); ++c) {
    EXPECT_EQ(resumed[c].distance, once[c].distance);
    EXPECT_EQ(resumed[c].excess_z, once[c].excess_z);
    EXPECT_EQ(resumed[c].skewness_gap, once[c].skewness_gap);
    EXPECT_EQ(resumed[c].bound, once[c].bound);
  }
  int64_t calls = 0;
  MeasureGrid(
      Small(), [&](int64_t, int64_t) { ++calls; }, &parts);
  EXPECT_EQ(calls, 0);
  auto other = *Parts::Open(folder, "b");
  EXPECT_FALSE(other.Load("network-1").has_value());
  EXPECT_TRUE(parts.Load("network-1").has_value());
  EXPECT_TRUE(parts.status().ok());
}

TEST(Parts, SayWhatCouldNotBeKept) {
  const std::string folder = ::testing::TempDir() + "theorem_lost_" + std::to_string(getpid());
  auto parts = *Parts::Open(folder, "a");
  std::filesystem::remove_all(folder);
  parts.Save("one", {{1, 2}});
  EXPECT_THAT(std::string(parts.status().message()), HasSubstr(folder + "/one.json"));
}

// Proposition 3 bounds the distance of the laws; that of two samples of n lies above it by no more
// than the two samples' own distances from their laws, which are about the floor's size.
TEST(MeasureGrid, LinearNetworksStayBelowTheirBound) {
  const auto cells = MeasureGrid(Small(), [](int64_t, int64_t) {});
  for (const Cell& cell : cells) {
    if (cell.series != Series::kLinear) continue;
    ASSERT_TRUE(cell.bound.has_value());
    EXPECT_LT(cell.distance, *cell.bound + 2 * cell.floor) << cell.width << ", " << cell.stddev;
  }
  EXPECT_LT(*Find(cells, Series::kLinear, 1, 1, 64).bound,
            *Find(cells, Series::kLinear, 1, 1, 8).bound);
}

// What does not go away with the width (docs/theorem.md): at stddev 1 the scalar s of the read-out
// is seen at once.
TEST(MeasureGrid, APerturbedReadoutIsSeen) {
  const auto cells = MeasureGrid(Small(), [](int64_t, int64_t) {});
  EXPECT_GT(Find(cells, Series::kReadout, 1, 1, 64).excess_z, 5);
}

TEST(Report, HoldsEveryCellInEachForm) {
  Findings findings{.options = Small()};
  const Perturbed one = CovarianceCases(1, 2, 2).front();
  findings.covariance.push_back(CheckCovariance(one, "rank-1", &DrawRank1, 100, 1));
  findings.cells = MeasureGrid(findings.options, [](int64_t, int64_t) {});
  const nlohmann::json json = ToJson(findings);
  EXPECT_EQ(json["distances"].size(), findings.cells.size());
  EXPECT_EQ(json["covariance"][0]["covariances"].size(), 10U);
  EXPECT_THAT(ToText(findings), HasSubstr("linear network, H = 1"));
  EXPECT_EQ(Charts(findings).size(), 1U + 2 * 2 + 2);
  EXPECT_THAT(report::Render(ToPage(findings)), HasSubstr("M = 64"));
}

}  // namespace
}  // namespace credence::theorem
