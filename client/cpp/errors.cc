#include "client/cpp/errors.h"

#include <google/rpc/error_details.pb.h>

#include "absl/strings/cord.h"

namespace credence::client {
namespace {

// The payload of this type, parsed; nullopt where there is none.
template <typename Detail>
std::optional<Detail> Find(const absl::Status& status) {
  const std::string url = "type.googleapis.com/" + Detail::descriptor()->full_name();
  const auto payload = status.GetPayload(url);
  Detail detail;
  if (!payload || !detail.ParseFromString(std::string(*payload))) return std::nullopt;
  return detail;
}

}  // namespace

std::vector<FieldViolation> FieldViolations(const absl::Status& status) {
  std::vector<FieldViolation> violations;
  if (const auto bad = Find<google::rpc::BadRequest>(status)) {
    for (const auto& v : bad->field_violations()) {
      violations.push_back({v.field(), v.description()});
    }
  }
  return violations;
}

std::optional<std::chrono::nanoseconds> RetryDelay(const absl::Status& status) {
  const auto retry = Find<google::rpc::RetryInfo>(status);
  if (!retry || !retry->has_retry_delay()) return std::nullopt;
  return std::chrono::seconds(retry->retry_delay().seconds()) +
         std::chrono::nanoseconds(retry->retry_delay().nanos());
}

absl::Status ToStatus(const google::rpc::Status& status) {
  absl::Status result(static_cast<absl::StatusCode>(status.code()), status.message());
  for (const auto& detail : status.details()) {
    result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return result;
}

absl::Status ToStatus(const grpc::Status& status) {
  google::rpc::Status rpc;
  if (!status.error_details().empty() && !rpc.ParseFromString(status.error_details())) rpc.Clear();
  rpc.set_code(status.error_code());
  rpc.set_message(status.error_message());
  return ToStatus(rpc);
}

}  // namespace credence::client
