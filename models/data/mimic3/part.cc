#include "models/data/mimic3/part.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_cat.h"

namespace credence::data::mimic3 {
namespace {

using nlohmann::json;

absl::Status WriteError(const std::string& path) {
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot write ", path));
}

std::string PartPath(const std::string& folder, const std::string& table) {
  return absl::StrCat(folder, "/", table, ".part");
}

std::string StatePath(const std::string& folder, const std::string& table) {
  return absl::StrCat(folder, "/", table, ".json");
}

}  // namespace

const char* NameOf(Fate fate) {
  constexpr std::array<const char*, kFates> kNames = {
      "of an item that is read",       "of these, of an admission of the cohort",
      "left out: of another ICU stay", "left out: not in the first 48 hours",
      "left out: marked as an error",  "left out: no number, or another quantity"};
  return kNames[fate];
}

absl::StatusOr<Part> Part::Open(const std::string& folder, const std::string& table,
                                const std::string& identity) {
  Part part(PartPath(folder, table), StatePath(folder, table), identity);
  const bool restored = part.Restore();
  if (!restored) part.state_ = {};
  part.file_.reset(std::fopen(part.path_.c_str(), restored ? "r+b" : "wb"));
  if (part.file_ == nullptr ||
      std::fseek(part.file_.get(), part.state_.readings * static_cast<long>(sizeof(Kept)),
                 SEEK_SET) != 0) {
    return WriteError(part.path_);
  }
  return part;
}

// false: there is nothing whole of this identity.
bool Part::Restore() {
  std::ifstream in(state_path_);
  const json saved = json::parse(in, nullptr, /*allow_exceptions=*/false);
  std::error_code error;
  const uintmax_t bytes = std::filesystem::file_size(path_, error);
  if (error || !saved.is_object() || saved.value("identity", "") != identity_) return false;
  state_.rows = saved.value("rows", int64_t{0});
  state_.offset = saved.value("offset", int64_t{0});
  state_.readings = saved.value("readings", int64_t{0});
  state_.done = saved.value("done", false);
  state_.tally = saved.value("tally", state_.tally);
  return bytes >= static_cast<uintmax_t>(state_.readings) * sizeof(Kept);
}

absl::Status Part::Add(const Kept& kept) {
  if (std::fwrite(&kept, sizeof kept, 1, file_.get()) != 1) return WriteError(path_);
  ++state_.readings;
  return absl::OkStatus();
}

absl::Status Part::Save() {
  if (std::fflush(file_.get()) != 0) return WriteError(path_);
  const json saved = {{"identity", identity_},   {"rows", state_.rows},
                      {"offset", state_.offset}, {"readings", state_.readings},
                      {"done", state_.done},     {"tally", state_.tally}};
  const std::string partial = state_path_ + ".partial";
  std::ofstream out(partial, std::ios::trunc);
  out << saved.dump(1) << '\n';
  out.close();
  if (!out || std::rename(partial.c_str(), state_path_.c_str()) != 0) {
    return WriteError(state_path_);
  }
  return absl::OkStatus();
}

absl::Status Part::Read(absl::FunctionRef<void(const Kept&)> each) const {
  const File file(std::fopen(path_.c_str(), "rb"), &std::fclose);
  if (file == nullptr) return absl::ErrnoToStatus(errno, absl::StrCat("cannot read ", path_));
  std::vector<Kept> chunk(4096);
  for (int64_t left = state_.readings; left > 0;) {
    const auto wanted = static_cast<size_t>(std::min<int64_t>(left, 4096));
    if (std::fread(chunk.data(), sizeof(Kept), wanted, file.get()) != wanted) {
      return absl::DataLossError(absl::StrCat(path_, ": shorter than ", state_path_, " says"));
    }
    for (size_t i = 0; i < wanted; ++i) each(chunk[i]);
    left -= static_cast<int64_t>(wanted);
  }
  return absl::OkStatus();
}

void Part::Remove(const std::string& folder, const std::string& table) {
  std::error_code ignored;
  std::filesystem::remove(StatePath(folder, table), ignored);
  std::filesystem::remove(PartPath(folder, table), ignored);
}

}  // namespace credence::data::mimic3
