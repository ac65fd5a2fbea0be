// Any bytes as a PredictRequest, through decoding and validation against a small schema: refused
// with every violation named, or fit for the encoder and the network; never a crash.
#include <cmath>
#include <cstdlib>

#include "server/predict/decode.h"
#include "server/predict/validate.h"
#include "tests/fuzz/driver.h"
#include "tests/server/support/fake_predictor.h"

namespace {

using credence::predict::Predictor;

void Require(bool holds) {
  if (!holds) std::abort();
}

void RequireFit(const Predictor& predictor, const credence::server::Case& c) {
  if (!c.record) {
    Require(static_cast<int64_t>(c.tensor.size()) == predictor.encoder->width());
    for (const float value : c.tensor) Require(std::isfinite(value));
    return;
  }
  const auto encoded = predictor.encoder->Encode(*c.record);
  Require(encoded.ok());
  for (const float value : encoded->values) Require(std::isfinite(value));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto predictor = [] {
    google::protobuf::SetLogHandler(nullptr);
    return credence::server::testing::MakeFakePredictor();
  }();
  credence::v1::PredictRequest request;
  if (!request.ParseFromArray(data, static_cast<int>(size))) return 0;
  credence::server::Violations violations;
  auto cases = credence::server::Decode(request, violations);
  credence::server::Validate(*predictor, cases, violations);
  if (violations.empty()) {
    for (const auto& c : cases) RequireFit(*predictor, c);
    return 0;
  }
  const auto status = credence::server::ToGrpcStatus(violations.ToStatus());
  Require(status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  // An answer stays small, whatever was sent: 20 violations, each quoting little.
  Require(!status.error_message().empty() && status.error_details().size() < 10000);
  return 0;
}
