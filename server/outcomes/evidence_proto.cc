#include <google/protobuf/timestamp.pb.h>

#include "server/outcomes/monitor.h"

namespace credence::server {
namespace {

void SetTime(absl::Time time, google::protobuf::Timestamp& out) {
  const int64_t micros = absl::ToUnixMicros(time);
  const int64_t part = (micros % 1'000'000 + 1'000'000) % 1'000'000;
  out.set_seconds((micros - part) / 1'000'000);
  out.set_nanos(static_cast<int32_t>(part * 1000));
}

}  // namespace

v1::GetEvidenceResponse ToProto(const MonitorSnapshot& snapshot) {
  const Evidence& evidence = snapshot.evidence;
  v1::GetEvidenceResponse response;
  response.set_model(snapshot.model);
  response.set_version(snapshot.version);
  response.set_log_evidence(evidence.alarm().log_evidence());
  response.set_log_evidence_max(evidence.alarm().log_evidence_max());
  response.set_log_threshold(metrics::kLogThreshold);
  response.set_alarmed(evidence.alarm().alarmed());
  if (evidence.alarm().alarmed()) SetTime(evidence.alarmed_at(), *response.mutable_alarmed_at());
  response.set_outcomes(evidence.alarm().outcomes());
  for (const EvidenceSample& sample : evidence.History()) {
    v1::EvidencePoint& point = *response.add_history();
    point.set_outcomes(sample.outcomes);
    SetTime(sample.time, *point.mutable_time());
    point.set_log_evidence(sample.log_evidence);
  }
  return response;
}

}  // namespace credence::server
