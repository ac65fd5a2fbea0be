// Signed receipts: a prediction that travels with the client, so that any replica can count its
// outcome.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/journal/journal.h"

namespace credence::server {

// HMAC-SHA256 keys: the first signs, all verify, so that a key is rotated by putting a new one
// before it. Immutable; thread-safe.
class ReceiptKeys {
 public:
  // file: one key a line, at least 32 bytes as hexadecimal; blank lines and lines from # on are
  // skipped. Errors: NotFound; InvalidArgument naming the line, never its content.
  static absl::StatusOr<ReceiptKeys> Read(const std::string& file);
  // One random key: receipts hold until this process ends, on this replica only.
  static ReceiptKeys Random();

  ReceiptKeys(ReceiptKeys&&) noexcept;
  ReceiptKeys& operator=(ReceiptKeys&&) noexcept;
  ~ReceiptKeys();

  // Layout in docs/calibration.md: format version, key id, payload, HMAC over all before it. About
  // 100 bytes and 16 for each class. REQUIRES: prediction_id, model and cohort of at most 65535
  // bytes each.
  std::string Sign(const JournalPrediction& prediction) const;
  // Errors: InvalidArgument (damaged, forged, or signed by a key that is not here).
  absl::StatusOr<JournalPrediction> Verify(absl::string_view receipt) const;

 private:
  struct Key;
  explicit ReceiptKeys(std::vector<Key> keys);
  std::vector<Key> keys_;
};

}  // namespace credence::server
