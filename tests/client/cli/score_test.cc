#include "client/cli/score.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/client/fake_server.h"

namespace credence::cli {
namespace {

using client::BadRequest;
using testing::ElementsAre;

class ScoreTest : public testing::Test {
 protected:
  // Scores the instances 0 to count - 1 and notes what happened to each.
  absl::Status Run(int count, size_t chunk) {
    client::ClientOptions options;
    options.target = server_.address();
    const client::Client client(options);
    int sent = 0;
    return Score(client, {.model = "heart", .chunk = chunk},
                 [&]() -> std::optional<v1::Instance> {
                   if (sent == count) return std::nullopt;
                   v1::Instance instance;
                   instance.set_prediction_id(std::to_string(sent));
                   if (sent == 1) instance.set_label(1);
                   ++sent;
                   return instance;
                 },
                 {.answered =
                      [&](Answer answer) {
                        log_.push_back(answer.prediction.prediction_id() +
                                       (answer.label == 1 ? " labelled" : ""));
                      },
                  .refused =
                      [&](const v1::Instance& instance, const absl::Status&) {
                        log_.push_back(instance.prediction_id() + " refused");
                      }});
  }

  client::FakeService service_;
  client::FakeServer server_{&service_};
  std::vector<std::string> log_;
};

TEST_F(ScoreTest, AnswersInOrderWithTheLabelThatWasSent) {
  EXPECT_TRUE(Run(5, 2).ok());
  EXPECT_THAT(log_, ElementsAre("0", "1 labelled", "2", "3", "4"));
  EXPECT_EQ(service_.calls, 3);
}

TEST_F(ScoreTest, RefusesOnlyTheBadInstanceOfAChunk) {
  service_.predict = [](auto*, const v1::PredictRequest& request, v1::PredictResponse* response) {
    for (const auto& instance : request.instances()) {
      if (instance.prediction_id() == "2") return BadRequest("instances[0]", "bad");
      response->add_predictions()->set_prediction_id(instance.prediction_id());
    }
    return grpc::Status::OK;
  };
  EXPECT_TRUE(Run(4, 4).ok());
  EXPECT_THAT(log_, ElementsAre("0", "1 labelled", "2 refused", "3"));
}

TEST_F(ScoreTest, RefusesEveryInstanceOfAChunkThatFailsOtherwise) {
  service_.predict = [](auto*, const auto&, auto*) {
    google::rpc::Status status;
    status.set_code(grpc::StatusCode::INTERNAL);
    return grpc::Status(grpc::StatusCode::INTERNAL, "broken", status.SerializeAsString());
  };
  EXPECT_TRUE(Run(2, 2).ok());
  EXPECT_THAT(log_, ElementsAre("0 refused", "1 refused"));
}

}  // namespace
}  // namespace credence::cli
