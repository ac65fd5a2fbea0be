#include "models/data/dataset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "models/data/fit.h"
#include "tests/models/data/shipped_schema.h"

namespace credence::data {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// 40 labels, every fifth one 1.
std::vector<int> Labels() {
  std::vector<int> labels(40);
  for (size_t i = 0; i < labels.size(); i += 5) labels[i] = 1;
  return labels;
}

int Positives(const std::vector<int>& labels, const std::vector<int64_t>& indices) {
  return std::accumulate(indices.begin(), indices.end(), 0, [&](int sum, int64_t index) {
    return sum + labels[static_cast<size_t>(index)];
  });
}

TEST(Split, FoldsHoldOutEveryRecordOnceWithItsShareOfEveryClass) {
  const std::vector<int> labels = Labels();
  const std::vector<Split> splits = StratifiedFolds(labels, 4, 1).value();
  std::multiset<int64_t> seen;
  for (const Split& split : splits) {
    EXPECT_EQ(split.held_out.size(), 10u);
    EXPECT_EQ(split.training.size(), 30u);
    EXPECT_EQ(Positives(labels, split.held_out), 2);
    EXPECT_TRUE(std::is_sorted(split.training.begin(), split.training.end()));
    seen.insert(split.held_out.begin(), split.held_out.end());
  }
  EXPECT_EQ(seen.size(), 40u);
  EXPECT_EQ(std::set<int64_t>(seen.begin(), seen.end()).size(), 40u);
}

TEST(Split, HoldsOutAFractionOfEveryClass) {
  const std::vector<int> labels = Labels();
  const Split split = StratifiedHoldOut(labels, 0.25, 3).value();
  EXPECT_EQ(split.held_out.size(), 10u);
  EXPECT_EQ(Positives(labels, split.held_out), 2);
  EXPECT_EQ(StratifiedHoldOut(labels, 0, 3)->training.size(), 40u);
}

TEST(Split, DependsOnTheSeedAndOnNothingElse) {
  const std::vector<int> labels = Labels();
  // Written down from a first run: the same on every platform and in every release.
  EXPECT_THAT(StratifiedHoldOut(labels, 0.125, 1)->held_out, ElementsAre(12, 17, 33, 35, 36));
  EXPECT_NE(StratifiedHoldOut(labels, 0.125, 1)->held_out,
            StratifiedHoldOut(labels, 0.125, 2)->held_out);
}

TEST(Split, RefusesWhatCannotBeSplit) {
  EXPECT_EQ(StratifiedFolds(Labels(), 1, 1).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(StratifiedFolds(Labels(), 41, 1).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(StratifiedHoldOut(Labels(), 1, 1).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Dataset, EncodesRecordsInOrderAndTellsItsProgress) {
  const Schema schema = ShippedSchema();
  LabelledRecords all;
  for (int i = 0; i < 4; ++i) {
    Record record;
    record.id = std::to_string(i);
    record.series = {MakeSeries("HR", {1}, {60.0F + 10 * static_cast<float>(i)})};
    all.records.push_back(record);
    all.labels.push_back(i % 2);
  }
  const std::vector<int64_t> indices = {3, 1};
  const LabelledRecords some = Select(all, indices);
  const json state =
      FitEncoding("icu_summary", schema, all.records, all.labels, json::object()).value();
  const auto encoder = MakeEncoder(schema, state).value();
  std::vector<int64_t> progress;
  const Dataset dataset = EncodeRecords(*encoder, some, [&](int64_t done, int64_t) {
                            progress.push_back(done);
                          }).value();
  EXPECT_THAT(dataset.ids, ElementsAre("3", "1"));
  EXPECT_THAT(dataset.labels, ElementsAre(1, 1));
  EXPECT_THAT(progress, ElementsAre(1, 2));
  EXPECT_EQ(dataset.size(), 2);
  const std::vector<float> row(dataset.row(1).begin(), dataset.row(1).end());
  EXPECT_EQ(row, encoder->Encode(all.records[1])->values);
}

TEST(Dataset, NamesTheRecordThatCannotBeEncoded) {
  const Schema schema = ShippedSchema();
  LabelledRecords bad;
  bad.records.resize(1);
  bad.records[0].id = "132539";
  bad.records[0].series = {MakeSeries("Pulse", {1}, {80})};
  bad.labels = {0};
  const absl::Status fit =
      FitEncoding("icu_summary", schema, bad.records, bad.labels, json::object()).status();
  EXPECT_THAT(std::string(fit.message()), HasSubstr("record 132539: \"Pulse\""));
}

TEST(Dataset, WantsAnOutcomeForEveryRecord) {
  const absl::Status status =
      ReadLabelledRecords(kData + "set-a-sample-txt.tar.gz", kData + "Outcomes-c.txt").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("no outcome for record 132539"));
}

}  // namespace
}  // namespace credence::data
