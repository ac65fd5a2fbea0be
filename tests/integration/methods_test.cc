// Every method is a checkpoint, and one server serves them side by side.
#include <gmock/gmock.h>

#include <filesystem>
#include <set>

#include "credence/v1/prediction.grpc.pb.h"
#include "models/checkpoint/posteriors.h"
#include "tests/integration/server_process.h"
#include "tests/models/checkpoint/small_checkpoint.h"

namespace credence::server::testing {
namespace {

using checkpoint::PosteriorNames;
using checkpoint::Rank1Spec;
using checkpoint::SmallRank1;
using ::testing::HasSubstr;

class MethodsTest : public ::testing::Test {
 protected:
  // A repository with a model for each posterior, named after it.
  void SetUp() override {
    const std::string repository = checkpoint::TestFolder();
    for (const std::string& posterior : PosteriorNames()) {
      checkpoint::Manifest manifest = checkpoint::SmallManifest();
      manifest.model = posterior;
      manifest.rank1 = SmallRank1(posterior);
      const auto weights = checkpoint::RandomWeights(manifest, 7);
      ASSERT_TRUE(checkpoint::WriteCheckpoint(repository + "/" + posterior + "/1", manifest,
                                              weights.Views(), "")
                      .ok());
    }
    server_.UseRepository(repository);
  }

  void Serve(const std::vector<std::string>& more) {
    stub_ = v1::PredictionService::NewStub(server_.Serve(more));
  }

  grpc::Status Predict(const std::string& model, v1::PredictResponse* response) {
    v1::PredictRequest request;
    request.set_model(model);
    request.set_include_members(true);
    auto* tensor = request.add_instances()->mutable_tensor();
    for (float value : {1.0f, -1.0f, 0.5f, 2.0f, 0.0f}) tensor->add_values(value);
    grpc::ClientContext context;
    return stub_->Predict(&context, request, response);
  }

  ServerProcess server_;
  std::unique_ptr<v1::PredictionService::Stub> stub_;
};

TEST_F(MethodsTest, AnswersFromEveryMethod) {
  Serve({});
  for (const std::string& posterior : PosteriorNames()) {
    const Rank1Spec rank1 = SmallRank1(posterior);
    v1::PredictResponse response;
    const grpc::Status status = Predict(posterior, &response);
    ASSERT_TRUE(status.ok()) << posterior << ": " << status.error_message();
    const v1::Prediction& prediction = response.predictions(0);
    ASSERT_EQ(prediction.members_size(), rank1.components * rank1.samples) << posterior;
    double sum = 0;
    std::set<double> risks;
    for (const v1::Member& member : prediction.members()) {
      sum += member.probabilities(1);
      risks.insert(member.probabilities(1));
    }
    EXPECT_NEAR(prediction.mean(1), sum / prediction.members_size(), 1e-12) << posterior;
    if (posterior == "deterministic") {
      EXPECT_NEAR(prediction.uncertainty().epistemic(), 0, 1e-12);
    } else {
      EXPECT_GT(risks.size(), 1u) << posterior;
      EXPECT_GT(prediction.uncertainty().epistemic(), 1e-9) << posterior;
    }
  }
}

TEST_F(MethodsTest, NamesEveryMethod) {
  Serve({});
  grpc::ClientContext context;
  v1::ListModelsResponse list;
  ASSERT_TRUE(stub_->ListModels(&context, {}, &list).ok());
  EXPECT_EQ(list.models_size(), static_cast<int>(PosteriorNames().size()));
  for (const v1::ModelSummary& summary : list.models()) {
    EXPECT_EQ(summary.posterior(), summary.model());
    v1::GetModelRequest request;
    request.set_model(summary.model());
    v1::GetModelResponse response;
    grpc::ClientContext other;
    ASSERT_TRUE(stub_->GetModel(&other, request, &response).ok());
    const Rank1Spec rank1 = SmallRank1(summary.model());
    EXPECT_EQ(response.model().posterior(), rank1.posterior);
    EXPECT_EQ(response.model().components(), rank1.components);
    EXPECT_EQ(response.model().samples(), rank1.samples);
  }
}

// Asked for more draws, the server refuses what has none to draw, says why, and serves the others.
TEST_F(MethodsTest, ServesWhatCanBeDrawnWhenAskedForMoreSamples) {
  Serve({"--samples", "8"});
  for (const std::string& posterior : PosteriorNames()) {
    v1::PredictResponse response;
    const grpc::Status status = Predict(posterior, &response);
    const bool drawn = checkpoint::FindPosterior(posterior)->many_samples;
    EXPECT_EQ(status.ok(), drawn) << posterior << ": " << status.error_message();
    if (drawn) {
      EXPECT_EQ(response.predictions(0).members_size(), 8 * SmallRank1(posterior).components);
    }
  }
  EXPECT_THAT(server_.Log(),
              HasSubstr("samples: got 8, wanted 0 or 1 for the posterior 'ensemble'"));
}

}  // namespace
}  // namespace credence::server::testing
