// From a suite to results: what is done is not done again, and what was killed goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "models/compare/comparison.h"
#include "models/compare/records.h"
#include "models/compare/report.h"
#include "models/compare/run.h"
#include "models/data/shift.h"
#include "models/predict/predictor.h"
#include "tests/models/compare/suite_files.h"

namespace credence::compare {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class CompareTest : public ::testing::Test {
 protected:
  CompareTest() { fs::remove_all(out_); }

  void Plan(const std::string& text) {
    suite_ = *ReadSuite(WriteSuite("compare", text));
    runs_ = *PlanRuns(suite_, out_);
  }

  // The names of the runs that were done now.
  std::vector<std::string> Run(int threads = 1) {
    std::vector<std::string> names;
    const RunOptions options{.threads = threads, .repeats = 3, .on_run = [&](const RunDone& done) {
                               names.push_back(done.run.name());
                             }};
    const auto status = RunAll(suite_, runs_, options);
    EXPECT_TRUE(status.ok()) << status;
    return names;
  }

  const std::string out_ = ::testing::TempDir() + "compare_test";
  Suite suite_;
  std::vector<PlannedRun> runs_;
};

TEST_F(CompareTest, RunsWhatIsNotDone) {
  Plan(SmallSuite());
  EXPECT_EQ(Run(2).size(), 4u);
  EXPECT_THAT(Run(), IsEmpty());
  const std::string before = ReadAll(JudgementPath(runs_[0]));

  // Killed while it was judged: the training is not done again, and the answers are the same.
  fs::remove(JudgementPath(runs_[0]));
  EXPECT_THAT(Run(), ElementsAre("sample rank1 seed 1"));
  const auto again = FindJudgement(runs_[0]);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(ToJson(*again)["answers"], nlohmann::json::parse(before)["answers"]);
  EXPECT_THAT(ReadAll(runs_[0].folder + "/training/log.txt"), HasSubstr("wrote "));

  const auto comparison = Compare(suite_, runs_);
  ASSERT_TRUE(comparison.ok()) << comparison.status();
  const SetResult& set = comparison->sets[0];
  ASSERT_EQ(set.methods.size(), 2u);
  EXPECT_EQ(set.cases, 61);
  EXPECT_EQ(set.methods[1].of_seed.size(), 2u);
  EXPECT_GT(CostOf(set.methods[0], "parameters").mean, CostOf(set.methods[1], "parameters").mean);
  EXPECT_TRUE(std::isfinite(set.methods[1].differences.mixture_nll.value));
  EXPECT_TRUE(std::isnan(set.methods[0].differences.mixture_nll.value));
  // One network's two NLLs are the same number.
  EXPECT_NEAR(FigureOf(set.methods[1], "average_nll").mean,
              FigureOf(set.methods[1], "mixture_nll").mean, 1e-9);
}

TEST_F(CompareTest, AnotherRecipeInTheSameFolderStartsAnew) {
  Plan(SmallSuite());
  runs_.resize(1);
  EXPECT_EQ(Run().size(), 1u);
  Plan(SmallSuite() + "[[methods]]\nname = 'third'\n");
  runs_.resize(1);
  EXPECT_THAT(Run(), IsEmpty());
  runs_[0].recipe.text += "\n# another";
  runs_[0].fingerprint = "another";
  EXPECT_FALSE(FindJudgement(runs_[0]).ok());
  EXPECT_THAT(Run(), ElementsAre("sample rank1 seed 1"));
  EXPECT_TRUE(FindJudgement(runs_[0]).ok());
}

TEST_F(CompareTest, ARunThatFailsIsNamed) {
  Plan(SmallSuite());
  runs_[0].recipe.encoding.kind = "none";
  const auto status = RunAll(suite_, {runs_[0]}, {.repeats = 1});
  EXPECT_THAT(std::string(status.message()), HasSubstr("sample rank1 seed 1: "));
}

TEST_F(CompareTest, TheRecipeOfATableSetsItsTestRecordsApart) {
  for (const char* recipe : {"support2", "eicu_demo"}) {
    Plan(SuiteOf(recipe, {}));
    suite_ = MakeQuick(suite_);
    runs_ = *PlanRuns(suite_, out_);
    EXPECT_EQ(Run().size(), 2u);
    const auto comparison = Compare(suite_, runs_);
    ASSERT_TRUE(comparison.ok()) << comparison.status();
    EXPECT_EQ(comparison->sets[0].cases, 200) << recipe;
    EXPECT_TRUE(std::isfinite(comparison->sets[0].methods[1].differences.auroc.value)) << recipe;
  }
}

TEST_F(CompareTest, OneKindOfIcuIsLeftOutOfTrainingAndJudgedAlone) {
  suite_ = *ReadSuite(WriteSuite("compare", SmallSuite()));
  SetEntry& set = suite_.sets[0];
  const auto all = ReadSetRecords(suite_, set);
  ASSERT_TRUE(all.ok()) << all.status();
  const auto medical = [](const std::vector<data::Record>& records) {
    return data::WithCategory(records, "ICUType", "medical").size();
  };
  const size_t of_training = medical(all->front().training->labelled.records);
  const size_t of_test = medical(all->front().test.labelled.records);
  ASSERT_GT(of_test, 0u);
  set.train_without = set.test_only = "ICUType=medical";
  const auto some = ReadSetRecords(suite_, set);
  ASSERT_TRUE(some.ok()) << some.status();
  EXPECT_EQ(medical(some->front().training->labelled.records), 0u);
  EXPECT_EQ(some->front().training->labelled.records.size(),
            all->front().training->labelled.records.size() - of_training);
  EXPECT_EQ(medical(some->front().test.labelled.records), of_test);
  EXPECT_EQ(some->front().test.labelled.records.size(), of_test);
  EXPECT_NE((*PlanRuns(suite_, out_))[0].fingerprint,
            (*PlanRuns(*ReadSuite(WriteSuite("compare", SmallSuite())), out_))[0].fingerprint);
  set.test_only = "ICUType=none";
  EXPECT_THAT(std::string(ReadSetRecords(suite_, set).status().message()),
              HasSubstr("sets.sample: got ICUType=none in 0 of 61 records, wanted it in some"));
}

TEST_F(CompareTest, ASeedsFoldsAreOneJudgementOfEveryRecord) {
  Plan(SmallSuite());
  suite_.sets[0].folds = 3;
  suite_.sets[0].test_records = suite_.sets[0].test_outcomes = {};
  runs_ = *PlanRuns(suite_, out_);
  EXPECT_EQ(Run(2).size(), 12u);
  const auto records = ReadSetRecords(suite_, suite_.sets[0]);
  ASSERT_TRUE(records.ok()) << records.status();
  std::vector<std::string> ids;
  for (const SetRecords& fold : *records) {
    for (const data::Record& record : fold.test.labelled.records) ids.push_back(record.id);
    EXPECT_EQ(fold.test.labelled.records.size() + fold.training->labelled.records.size(), 61u);
  }
  const auto comparison = Compare(suite_, runs_);
  ASSERT_TRUE(comparison.ok()) << comparison.status();
  const SetResult& set = comparison->sets[0];
  EXPECT_EQ(set.cases, 61);
  EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), 61u);
  EXPECT_EQ(set.methods[0].of_seed.size(), 2u);
  // The mean of all rows is that of the folds, each by its rows.
  double sum = 0;
  for (size_t f = 0; f < 3; ++f) {
    const auto fold = FindJudgement(runs_[f]);
    ASSERT_TRUE(fold.ok()) << fold.status();
    sum += fold->figures.mixture_nll * static_cast<double>(fold->answers.size());
  }
  EXPECT_NEAR(set.methods[0].of_seed[0].figures.mixture_nll, sum / 61, 1e-12);
  EXPECT_TRUE(std::isfinite(set.methods[1].differences.auroc.value));
  EXPECT_THAT(ToMarkdown(*comparison), HasSubstr("by cross-validation in 3 folds."));
  // A seed of which a fold is missing does not count.
  fs::remove(JudgementPath(runs_[4]));
  EXPECT_EQ(Compare(suite_, runs_)->sets[0].methods[0].of_seed.size(), 1u);
}

TEST_F(CompareTest, ManyClassesHaveAccuracyAndNoRanking) {
  const std::string images = CREDENCE_SOURCE_DIR "/data/fashion-mnist/";
  Plan(SuiteOf("fashion_mnist",
               {"network.hidden=[16]", "optimizer.learning_rate=0.005",
                "data.records=['" + images + "train2000-images-idx3-ubyte.gz']",
                "data.outcomes=['" + images + "train2000-labels-idx1-ubyte.gz']",
                "data.test_records=['" + images + "t10k1000-images-idx3-ubyte.gz']",
                "data.test_outcomes=['" + images + "t10k1000-labels-idx1-ubyte.gz']"}));
  EXPECT_EQ(Run().size(), 2u);
  const auto comparison = Compare(suite_, runs_);
  ASSERT_TRUE(comparison.ok()) << comparison.status();
  const SetResult& set = comparison->sets[0];
  EXPECT_FALSE(set.binary);
  EXPECT_EQ(set.cases, 1000);
  for (const MethodResult& method : set.methods) {
    const auto& answers = method.of_seed[0].answers;
    const double right = std::accumulate(answers.event.begin(), answers.event.end(), 0.0) / 1000;
    EXPECT_DOUBLE_EQ(FigureOf(method, "accuracy").mean, right);
    EXPECT_GT(right, 0.2) << "ten classes, so guessing has 0.1";
    EXPECT_LT(FigureOf(method, "brier").mean, 1);
  }
  EXPECT_NEAR(set.methods[1].differences.accuracy.value,
              FigureOf(set.methods[1], "accuracy").mean - FigureOf(set.methods[0], "accuracy").mean,
              1e-12);
  const std::string text = ToMarkdown(*comparison) + report::Render(ToPage(*comparison));
  EXPECT_THAT(text, HasSubstr("| Mixture NLL | Brier | ECE (15) | Accuracy |"));
  for (const char* absent : {"AUROC", "AUPRC", "with the event"}) {
    EXPECT_THAT(text, ::testing::Not(HasSubstr(absent)));
  }
}

TEST_F(CompareTest, TheQuickFormOfTheShippedSuite) {
  const std::string said = ::testing::TempDir() + "compare_said.txt";
  const std::string program =
      std::string(CREDENCE_MODELS) +
      " compare --suite " CREDENCE_SOURCE_DIR
      "/models/recipes/suites/physionet2012.toml --quick --repeats 5 --out " +
      out_;
  ASSERT_EQ(WEXITSTATUS(std::system((program + " >" + said + " 2>&1").c_str())), 0)
      << ReadAll(said);
  EXPECT_THAT(ReadAll(said), HasSubstr("36/36 physionet2012_set_a "));
  const auto json = nlohmann::json::parse(ReadAll(out_ + "/comparison.json"));
  const auto& methods = json["sets"][0]["methods"];
  ASSERT_EQ(methods.size(), 3u);
  EXPECT_EQ(json["sets"][0]["cases"], 300);
  for (const auto& method : methods) {
    EXPECT_GT(method["figures"]["mixture_nll"]["mean"], 0.2) << method;
    EXPECT_GT(method["cost"]["row_microseconds"]["mean"], 0) << method;
    EXPECT_EQ(method["seeds"], 2) << method;
  }
  EXPECT_TRUE(predict::LoadPredictor(out_ + "/physionet2012/seed2/ensemble/1", {}).ok());
  EXPECT_TRUE(fs::exists(out_ + "/comparison.html"));
  EXPECT_THAT(
      ReadAll(out_ + "/charts/physionet2012_what_is_gained_for_what_cost_mixture_nll_against_"
                     "parameters.svg"),
      HasSubstr("trainable parameters"));
  EXPECT_TRUE(fs::exists(out_ + "/charts/physionet2012_risk_and_coverage_deep_ensemble.svg"));
  EXPECT_FALSE(fs::exists(out_ + "/charts/physionet2012_risk_and_coverage_deterministic.svg"));
  // A second time there is nothing to do but the tables.
  ASSERT_EQ(WEXITSTATUS(std::system((program + " >" + said + " 2>&1").c_str())), 0);
  EXPECT_THAT(ReadAll(said), ::testing::Not(HasSubstr("trained in")));
}

}  // namespace
}  // namespace credence::compare
