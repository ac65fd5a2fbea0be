#include "client/cli/scrape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "client/cli/show_watch.h"

namespace credence::cli {
namespace {

using testing::HasSubstr;

TEST(ParseMetrics, ReadsNamesLabelsAndValues) {
  const auto samples = ParseMetrics(
      "# HELP a what\n# TYPE a counter\na 3\n"
      "b{model=\"x\",code=\"O\\\"K\"} 1.5e3 1700000000\nbroken{model=\"x\n\nc{} +Inf\n");
  ASSERT_EQ(samples.size(), 3u);
  EXPECT_EQ(samples[0].name, "a");
  EXPECT_EQ(samples[0].value, 3);
  EXPECT_EQ(samples[1].labels.at("code"), "O\"K");
  EXPECT_EQ(samples[1].value, 1500);
  EXPECT_TRUE(std::isinf(samples[2].value));
}

TEST(Sum, AddsWhatMatches) {
  const auto samples = ParseMetrics("a{x=\"1\",y=\"1\"} 1\na{x=\"1\",y=\"2\"} 2\na{x=\"2\"} 4\n");
  EXPECT_EQ(Sum(samples, "a"), 7);
  EXPECT_EQ(Sum(samples, "a", {{"x", "1"}}), 3);
  EXPECT_EQ(Sum(samples, "b"), 0);
}

TEST(HistogramQuantile, InterpolatesInTheBucketLikePromQl) {
  const auto before =
      ParseMetrics("h_bucket{le=\"1\"} 5\nh_bucket{le=\"2\"} 5\nh_bucket{le=\"+Inf\"} 5\n");
  const auto after =
      ParseMetrics("h_bucket{le=\"1\"} 7\nh_bucket{le=\"2\"} 13\nh_bucket{le=\"+Inf\"} 15\n");
  // New: 2 up to 1, 6 more up to 2, 2 above; of 10, the 5th is the 3rd of 6 in (1, 2].
  EXPECT_DOUBLE_EQ(HistogramQuantile(before, after, "h", 0.5), 1.5);
  EXPECT_DOUBLE_EQ(HistogramQuantile(before, after, "h", 0.1), 0.5);
  EXPECT_DOUBLE_EQ(HistogramQuantile(before, after, "h", 0.99), 2) << "the open bucket's lower end";
  EXPECT_TRUE(std::isnan(HistogramQuantile(after, after, "h", 0.5)));
}

TEST(Scrape, RefusesAUrlWithoutAPathAndReportsAServerThatIsNotThere) {
  EXPECT_TRUE(absl::IsInvalidArgument(Scrape("127.0.0.1:1/metrics").status()));
  EXPECT_TRUE(absl::IsUnavailable(Scrape("http://127.0.0.1:1/metrics").status()));
}

TEST(WatchPage, ShowsRatesBetweenTwoLooks) {
  const auto before = ParseMetrics(
      "process_cpu_seconds_total 1\n"
      "credence_rpc_duration_seconds_count{model=\"m\",method=\"Predict\",code=\"OK\"} 100\n");
  const auto after = ParseMetrics(
      "process_cpu_seconds_total 2\ncredence_batch_rows_sum 60\ncredence_batch_rows_count 20\n"
      "credence_rpc_duration_seconds_count{model=\"m\",method=\"Predict\",code=\"OK\"} 140\n");
  const std::string page = WatchPage(before, after, 2, {});
  EXPECT_THAT(page, HasSubstr("CPU 50 %"));
  EXPECT_THAT(page, HasSubstr("rows a batch 3.0"));
  EXPECT_THAT(page, HasSubstr("m      Predict  OK          20.0     140"));
}

}  // namespace
}  // namespace credence::cli
