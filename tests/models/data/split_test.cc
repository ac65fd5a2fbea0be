// Divisions by group and by place; those by record are in dataset_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "models/data/dataset.h"

namespace credence::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

LabelledRecords Patients(int n, int stays) {
  LabelledRecords all;
  for (int patient = 0; patient < n; ++patient) {
    for (int stay = 0; stay < stays; ++stay) {
      all.records.push_back({.id = absl::StrCat(patient, "-", stay)});
      all.labels.push_back(patient % 3 == 0 && stay == stays - 1 ? 1 : 0);
      all.groups.push_back(absl::StrCat("p", patient));
    }
  }
  return all;
}

void ExpectNoGroupInBoth(const LabelledRecords& all, const Split& split) {
  std::set<std::string> training;
  for (const int64_t i : split.training) training.insert(all.group(i));
  for (const int64_t i : split.held_out) EXPECT_FALSE(training.contains(all.group(i)));
  EXPECT_EQ(split.training.size() + split.held_out.size(), all.labels.size());
}

// The rule is written down for users (docs/training.md): these places never change.
TEST(PlaceOf, IsTheSameForGood) {
  EXPECT_DOUBLE_EQ(PlaceOf(""), 0.7636945250957473);
  EXPECT_DOUBLE_EQ(PlaceOf("1"), 0.5365302361268615);
  EXPECT_DOUBLE_EQ(PlaceOf("002-1039"), 0.626412586532384);
}

TEST(SplitByPlace, TakesAboutTheShareAndKeepsItWhateverTheOrder) {
  LabelledRecords all = Patients(4000, 1);
  const Split split = SplitByPlace(all, 0.25).value();
  EXPECT_NEAR(static_cast<double>(split.held_out.size()), 1000, 3 * 27.4);  // 3 sd, binomial
  std::set<std::string> held_out;
  for (const int64_t i : split.held_out) held_out.insert(all.records[i].id);
  std::reverse(all.records.begin(), all.records.end());
  std::reverse(all.groups.begin(), all.groups.end());
  const Split reversed = SplitByPlace(all, 0.25).value();
  ASSERT_EQ(reversed.held_out.size(), held_out.size());
  for (const int64_t i : reversed.held_out) EXPECT_TRUE(held_out.contains(all.records[i].id));
}

TEST(SplitByPlace, KeepsAPatientsStaysTogether) {
  const LabelledRecords all = Patients(100, 3);
  ExpectNoGroupInBoth(all, SplitByPlace(all, 0.3).value());
}

TEST(SplitByPlace, RefusesAShareThatLeavesNothing) {
  EXPECT_THAT(std::string(SplitByPlace(Patients(1, 1), 1e-9).status().message()),
              HasSubstr("leaves 1 records to train on and 0 to judge by"));
  EXPECT_FALSE(SplitByPlace(Patients(9, 1), 1).ok());
}

TEST(GroupFolds, KeepsAPatientsStaysTogether) {
  const LabelledRecords all = Patients(90, 2);
  const auto folds = GroupFolds(all, 5, 1).value();
  for (const Split& split : folds) {
    ExpectNoGroupInBoth(all, split);
    int events = 0;
    for (const int64_t i : split.held_out) events += all.labels[i];
    EXPECT_EQ(events, 6);  // 30 patients with an event over 5 folds
  }
}

TEST(GroupFolds, AreStratifiedFoldsWhereEachIsAloneInItsGroup) {
  const LabelledRecords all = Patients(50, 1);
  const auto grouped = GroupFolds(all, 5, 7).value();
  const auto plain = StratifiedFolds(all.labels, 5, 7).value();
  for (size_t f = 0; f < plain.size(); ++f) EXPECT_EQ(grouped[f].held_out, plain[f].held_out);
  EXPECT_EQ(GroupHoldOut(all, 0.2, 7)->held_out, StratifiedHoldOut(all.labels, 0.2, 7)->held_out);
}

TEST(Append, FillsInGroupsAndDropsABaselineThatOneLacks) {
  LabelledRecords all;
  all.records = {{.id = "1"}};
  all.labels = {0};
  all.baseline = {0.5};
  LabelledRecords more = Patients(1, 1);
  Append(std::move(more), all);
  EXPECT_THAT(all.groups, ElementsAre("1", "p0"));
  EXPECT_TRUE(all.baseline.empty());
  EXPECT_EQ(all.records.size(), 2u);
}

}  // namespace
}  // namespace credence::data
