// A served patient is encoded exactly as a training patient.
#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "client/cli/read_instances.h"
#include "models/checkpoint/manifest.h"
#include "models/data/dataset.h"
#include "models/data/fit.h"
#include "models/data/table.h"
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

// A record's named values as a client sends them; numbers in the unit given for them, if any.
v1::Instance AsInstance(const data::Record& record, const data::Schema& schema,
                        const std::map<std::string, std::string>& units) {
  v1::Instance instance;
  instance.set_prediction_id(record.id);
  for (const data::Feature& value : record.features) {
    auto* feature = instance.add_features();
    feature->set_name(value.name);
    if (const auto* category = std::get_if<std::string>(&value.value)) {
      feature->set_category(*category);
      continue;
    }
    const auto unit = units.find(value.name);
    const std::string name = unit == units.end() ? "" : unit->second;
    const auto to_own = data::ResolveUnit(*schema.Find(value.name), name).value();
    feature->set_unit(name);
    feature->set_number((std::get<double>(value.value) - to_own.offset) / to_own.factor);
  }
  return instance;
}

// A model of single values, SUPPORT2's: no chart, no horizon.
TEST(TableEncoding, OfServedFeaturesIsThatOfATrainingRow) {
  std::ifstream file(CREDENCE_SOURCE_DIR "/models/data/schemas/support2.json");
  predict::Predictor predictor;
  predictor.manifest.schema = data::ParseSchema(nlohmann::json::parse(file)).value();
  const data::Schema& schema = predictor.manifest.schema;
  const auto labelled = data::ReadTable(CREDENCE_SOURCE_DIR "/data/support2/support2.csv.gz",
                                        schema, {.label = "hospdead"}, {"survived", "died"});
  ASSERT_TRUE(labelled.ok()) << labelled.status();
  const auto state = data::FitEncoding("table", schema, labelled->records, labelled->labels,
                                       nlohmann::json::object());
  ASSERT_TRUE(state.ok()) << state.status();
  predictor.encoder = data::MakeEncoder(schema, *state).value();
  const std::map<std::string, std::string> units = {
      {"temp", "F"}, {"bun", "mmol/L"}, {"urine", "L"}, {"wblc", "cells/uL"}};
  v1::PredictRequest request;
  constexpr int kRows = 50;
  for (int i = 0; i < kRows; ++i) {
    *request.add_instances() = AsInstance(labelled->records[i], schema, units);
  }
  Violations violations;
  auto cases = Decode(request, violations);
  predictor.manifest.classes = {"survived", "died"};
  Validate(predictor, cases, violations);
  ASSERT_TRUE(violations.empty()) << violations.ToStatus();
  for (int i = 0; i < kRows; ++i) {
    const auto served = predictor.encoder->Encode(*cases[i].record);
    const auto trained = predictor.encoder->Encode(labelled->records[i]);
    ASSERT_TRUE(served.ok() && trained.ok()) << served.status() << trained.status();
    ASSERT_EQ(served->values.size(), trained->values.size());
    for (size_t x = 0; x < trained->values.size(); ++x) {
      EXPECT_NEAR(served->values[x], trained->values[x], 1e-5) << labelled->records[i].id;
    }
  }
}

}  // namespace
}  // namespace credence::server
