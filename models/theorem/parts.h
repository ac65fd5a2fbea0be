// What a run has finished, kept in a folder, so that the same run goes on there after a kill.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace credence::theorem {

// A part is a table of finite numbers, and is read back bit for bit. One thread at a time.
class Parts {
 public:
  using Rows = std::vector<std::vector<double>>;

  // folder: made where it is missing. fingerprint: names all that the parts depend on; parts that
  // were kept under another one do not count, and are overwritten. Errors: Internal where the
  // folder cannot be made.
  static absl::StatusOr<Parts> Open(const std::string& folder, const std::string& fingerprint);

  // nullopt for a part that was not kept by this run, or is not readable.
  std::optional<Rows> Load(const std::string& name) const;

  // What cannot be kept can be done again: the run goes on, and `status` has the first error.
  void Save(const std::string& name, const Rows& rows);
  const absl::Status& status() const { return status_; }

 private:
  Parts(std::string folder, std::string fingerprint)
      : folder_(std::move(folder)), fingerprint_(std::move(fingerprint)) {}

  std::string Path(const std::string& name) const { return folder_ + "/" + name + ".json"; }

  std::string folder_, fingerprint_;
  absl::Status status_ = absl::OkStatus();
};

}  // namespace credence::theorem
