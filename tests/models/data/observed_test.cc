#include "models/data/observed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "models/data/chart.h"
#include "tests/models/data/shipped_schema.h"

namespace credence::data {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(EqualMassEdges, LieBetweenNeighbouringValues) {
  std::vector<double> values;
  for (int i = 100; i > 0; --i) values.push_back(i);
  EXPECT_THAT(EqualMassEdges(values),
              ElementsAre(10.5, 20.5, 30.5, 40.5, 50.5, 60.5, 70.5, 80.5, 90.5));
}

TEST(EqualMassEdges, DivideNoTies) {
  // 3 is 40 % of the values, so four deciles fall on it.
  EXPECT_THAT(EqualMassEdges({1, 2, 3, 3, 3, 3, 4, 5, 6, 7}),
              ElementsAre(1.5, 2.5, 3.5, 4.5, 5.5, 6.5));
  EXPECT_THAT(EqualMassEdges({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}),
              ElementsAre(0.5));
}

TEST(EqualMassEdges, AreNoneForOneValueOrNone) {
  EXPECT_THAT(EqualMassEdges({}), IsEmpty());
  EXPECT_THAT(EqualMassEdges({7}), IsEmpty());
  EXPECT_THAT(EqualMassEdges({7, 7, 7}), IsEmpty());
}

TEST(EqualMassEdges, LeaveNoBinWithLessThanOnePercent) {
  std::vector<double> values(1000, 0.0);
  values.back() = 1;
  EXPECT_THAT(EqualMassEdges(values), IsEmpty());
  std::fill(values.end() - 10, values.end(), 1.0);
  EXPECT_THAT(EqualMassEdges(values), ElementsAre(0.5));
}

TEST(EqualMassEdges, MoveNoValueOverThemByAnotherUnitAndBack) {
  std::mt19937 generator(1);
  std::lognormal_distribution<float> glucose(5, 0.4f);
  std::vector<double> values(500);
  for (double& value : values) value = std::round(glucose(generator));
  const std::vector<double> edges = EqualMassEdges(values);
  ASSERT_THAT(edges, SizeIs(9));
  const Variable variable;
  for (const double value : values) {
    const double back = static_cast<float>(static_cast<float>(value / 18.0156) * 18.0156);
    EXPECT_EQ(BinOf(variable, edges, back), BinOf(variable, edges, value)) << value;
  }
}

TEST(BinOf, HoldsItsLowerEdge) {
  const Variable variable;
  const std::vector<double> edges = {1, 2};
  EXPECT_EQ(BinOf(variable, edges, -1e300), 0);
  EXPECT_EQ(BinOf(variable, edges, 1), 1);
  EXPECT_EQ(BinOf(variable, edges, 1.999), 1);
  EXPECT_EQ(BinOf(variable, edges, 2), 2);
  EXPECT_EQ(Bins(variable, edges), 3);
}

TEST(BinOf, IsACategorysIndex) {
  Variable variable;
  variable.kind = VariableKind::kCategorical;
  variable.categories = {"a", "b", "c"};
  EXPECT_EQ(BinOf(variable, {}, 2), 2);
  EXPECT_EQ(Bins(variable, {}), 3);
}

class ObservedChart : public testing::Test {
 protected:
  const Schema schema_ = ShippedSchema();

  Observed Of(const Record& record, const std::string& name) const {
    return MakeChart(schema_, record)
        .value()
        .observed[schema_.Find(name) - schema_.variables.data()];
  }
};

TEST_F(ObservedChart, HasTheLastUsableReadingOfASeries) {
  Record record;
  record.features = {MakeFeature("Age", 70.0), MakeFeature("ICUType", "medical"),
                     MakeFeature("Weight", 81.0)};
  record.series = {MakeSeries("Glucose", {1, 30, 31}, {120, 140, 9000})};
  EXPECT_EQ(Of(record, "Age").value, 70);
  EXPECT_EQ(Of(record, "Weight").value, 81);  // the reading at hour 0
  EXPECT_EQ(Of(record, "Glucose").value, 140);
  EXPECT_TRUE(Of(record, "Glucose").out_of_range);
  EXPECT_FALSE(Of(record, "Age").out_of_range);
}

TEST_F(ObservedChart, HasNoValueOfWhatWasMissingOrImpossible) {
  Record record;
  record.series = {MakeSeries("Glucose", {1}, {9000})};
  EXPECT_TRUE(std::isnan(Of(record, "Glucose").value));
  EXPECT_TRUE(Of(record, "Glucose").out_of_range);
  EXPECT_TRUE(std::isnan(Of(record, "Age").value));
  EXPECT_TRUE(std::isnan(Of(record, "ICUType").value));
  EXPECT_FALSE(Of(record, "HR").out_of_range);
}

TEST_F(ObservedChart, HasTheIndexOfACategory) {
  Record record;
  const Variable& type = *schema_.Find("ICUType");
  record.features = {MakeFeature("ICUType", type.categories[2])};
  EXPECT_EQ(Of(record, "ICUType").value, 2);
}

}  // namespace
}  // namespace credence::data
