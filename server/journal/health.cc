#include "server/journal/health.h"

#include "absl/strings/cord.h"

namespace credence::server {
namespace {

constexpr char kLockedMark[] = "credence/journal-locked";

}  // namespace

absl::string_view JournalHealthName(JournalHealth health) {
  switch (health) {
    case JournalHealth::kOk:
      return "ok";
    case JournalHealth::kFull:
      return "full";
    case JournalHealth::kLocked:
      return "locked";
    case JournalHealth::kDown:
      return "down";
    case JournalHealth::kCorrupt:
      return "corrupt";
  }
  return "down";
}

absl::Status LockedError(absl::string_view message) {
  absl::Status status = absl::UnavailableError(message);
  status.SetPayload(kLockedMark, absl::Cord());
  return status;
}

JournalHealth HealthOf(const absl::Status& status) {
  if (status.ok()) return JournalHealth::kOk;
  if (absl::IsResourceExhausted(status)) return JournalHealth::kFull;
  if (absl::IsDataLoss(status)) return JournalHealth::kCorrupt;
  if (status.GetPayload(kLockedMark).has_value()) return JournalHealth::kLocked;
  return JournalHealth::kDown;
}

}  // namespace credence::server
