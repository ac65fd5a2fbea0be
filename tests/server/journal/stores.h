// The databases that the suite runs on.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/journal/journal.h"

namespace credence::server::testing {

// An empty store of one kind. What was written stays when a journal is closed and opened again.
class JournalStore {
 public:
  virtual ~JournalStore() = default;
  virtual absl::StatusOr<std::unique_ptr<Journal>> Open() = 0;
};

// "sqlite", "postgres", "fake".
const std::vector<std::string>& StoreKinds();

// Nullptr where this machine cannot have one; then `why` says what is missing.
std::unique_ptr<JournalStore> MakeStore(const std::string& kind, std::string& why);

}  // namespace credence::server::testing
