// Any bytes as the JSON of a PredictRequest, and as a query: refused by an error that is itself
// good JSON and small, or read so that printing and reading again gives the same message.
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "credence/v1/outcome.pb.h"
#include "credence/v1/prediction.pb.h"
#include "server/predict/errors.h"
#include "server/predict/json.h"
#include "tests/fuzz/driver.h"

namespace {

using credence::server::ErrorToJson, credence::server::FromJson, credence::server::FromQuery,
    credence::server::ToJson, credence::server::ToRpcStatus;

void Require(bool holds) {
  if (!holds) std::abort();
}

void RequireGoodError(const absl::Status& status) {
  Require(absl::IsInvalidArgument(status) && !status.message().empty());
  const std::string text = ErrorToJson(ToRpcStatus(status));
  Require(text.size() < 20000);
  const auto error = nlohmann::json::parse(text, nullptr, false);  // refuses what is no UTF-8
  Require(error.is_object() && error["details"][0]["fieldViolations"].size() == 1);
}

template <typename Message>
void RequireRoundTrip(const Message& message) {
  const auto text = ToJson(message);
  Require(text.ok());
  Message again;
  Require(FromJson(*text, again).ok());
  Require(again.SerializeAsString() == message.SerializeAsString());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const bool quiet = [] {
    google::protobuf::SetLogHandler(nullptr);
    return true;
  }();
  static_cast<void>(quiet);
  const std::string text(reinterpret_cast<const char*>(data), size);
  credence::v1::PredictRequest request;
  const auto read = FromJson(text, request);
  read.ok() ? RequireRoundTrip(request) : RequireGoodError(read);
  credence::v1::GetCalibrationRequest query;
  const size_t middle = text.find(':');
  const std::string value = middle == std::string::npos ? text : text.substr(middle + 1);
  for (const char* name : {"model", "version", "decision", "last_duration", "target_class"}) {
    query.Clear();
    const auto filled = FromQuery({{name, value}}, query);
    if (!filled.ok()) RequireGoodError(filled);
  }
  const auto unknown = FromQuery({{text.substr(0, middle), value}}, query);
  if (!unknown.ok()) RequireGoodError(unknown);
  return 0;
}
