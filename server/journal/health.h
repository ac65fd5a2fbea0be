// What an error of a journal says about its health.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace credence::server {

// What the journal is doing, for health, metrics and pages.
enum class JournalHealth { kOk, kFull, kLocked, kDown, kCorrupt };
// "ok", "full", "locked", "down", "corrupt".
absl::string_view JournalHealthName(JournalHealth health);

// Unavailable, marked as: another process holds the lock.
absl::Status LockedError(absl::string_view message);

// ResourceExhausted: kFull. DataLoss: kCorrupt. LockedError: kLocked. Any other error: kDown.
JournalHealth HealthOf(const absl::Status& status);

}  // namespace credence::server
