// A served patient is encoded exactly as a training patient.
#include <gmock/gmock.h>

#include <fstream>

#include "client/cli/read_instances.h"
#include "models/checkpoint/manifest.h"
#include "models/data/dataset.h"
#include "models/predict/predictor.h"
#include "server/predict/decode.h"
#include "server/predict/validate.h"

namespace credence::server {
namespace {

constexpr int kSampleSize = 61;
const std::string kFolder = CREDENCE_SOURCE_DIR "/data/physionet2012/";
const std::string kSample = kFolder + "set-a-sample-txt.tar.gz";

class Encoding : public ::testing::TestWithParam<const char*> {
 protected:
  Encoding() {
    std::ifstream in(std::string(CREDENCE_SOURCE_DIR "/models/pretrained/") + GetParam() +
                     "/1/manifest.json");
    auto manifest = checkpoint::ParseManifest(std::string(std::istreambuf_iterator<char>(in), {}));
    EXPECT_TRUE(manifest.ok()) << manifest.status();
    predictor.manifest = *std::move(manifest);
    auto encoder = data::MakeEncoder(predictor.manifest.schema, predictor.manifest.encoding);
    EXPECT_TRUE(encoder.ok()) << encoder.status();
    predictor.encoder = *std::move(encoder);
  }

  predict::Predictor predictor;
};

// The request as a server gets it: from the command-line client, over the wire's bytes.
v1::PredictRequest Received() {
  const auto instances = cli::ReadPhysionet(kSample, 1000, {});
  EXPECT_TRUE(instances.ok()) << instances.status();
  v1::PredictRequest sent, received;
  sent.mutable_instances()->Add(instances->begin(), instances->end());
  EXPECT_TRUE(received.ParseFromString(sent.SerializeAsString()));
  return received;
}

TEST_P(Encoding, OfAServedPatientIsThatOfATrainingPatientBitForBit) {
  const auto labelled = data::ReadLabelledRecords(kSample, kFolder + "Outcomes-a.txt");
  ASSERT_TRUE(labelled.ok()) << labelled.status();
  const auto trained = data::EncodeRecords(*predictor.encoder, *labelled);
  ASSERT_TRUE(trained.ok()) << trained.status();
  ASSERT_EQ(trained->size(), kSampleSize);

  const v1::PredictRequest request = Received();
  Violations violations;
  auto cases = Decode(request, violations);
  Validate(predictor, cases, violations);
  ASSERT_TRUE(violations.empty()) << violations.ToStatus();
  ASSERT_EQ(cases.size(), static_cast<size_t>(kSampleSize));
  for (int i = 0; i < kSampleSize; ++i) {
    EXPECT_EQ(cases[i].prediction_id, trained->ids[i]);
    const auto served = predictor.encoder->Encode(*cases[i].record);
    ASSERT_TRUE(served.ok()) << served.status();
    const auto row = trained->row(i);
    EXPECT_EQ(served->values, std::vector<float>(row.begin(), row.end())) << trained->ids[i];
  }
}

INSTANTIATE_TEST_SUITE_P(Shipped, Encoding,
                         ::testing::Values("physionet2012_mlp", "physionet2012_lstm"));

}  // namespace
}  // namespace credence::server
