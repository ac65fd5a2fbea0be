#include "models/checkpoint/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "absl/strings/str_cat.h"

namespace credence::checkpoint {
namespace {

absl::Status SystemError(const char* action, const std::string& path) {
  return absl::InternalError(absl::StrCat("cannot ", action, " ", path, ": ", strerror(errno)));
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

absl::Status SyncFolder(const std::string& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return SystemError("open", folder);
  const bool synced = fsync(fd) == 0;
  close(fd);
  return synced ? absl::OkStatus() : SystemError("sync", folder);
}

}  // namespace

absl::Status WriteFileAtomically(const std::string& path,
                                 std::initializer_list<std::string_view> chunks) {
  std::string temporary = path + ".XXXXXX";
  const int fd = mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) return SystemError("make a temporary file for", path);
  bool written = fchmod(fd, 0644) == 0;
  for (std::string_view chunk : chunks) written = written && WriteAll(fd, chunk);
  written = written && fsync(fd) == 0;
  // Where a step failed, its errno is the one to report, not that of the cleaning up.
  const int reason = errno;
  const bool closed = close(fd) == 0;
  if (!written) errno = reason;
  if (!written || !closed || rename(temporary.c_str(), path.c_str()) != 0) {
    absl::Status error = SystemError("write", path);
    unlink(temporary.c_str());
    return error;
  }
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return SyncFolder(folder.empty() ? "." : folder);
}

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
    return absl::NotFoundError(absl::StrCat("there is no file ", path));
  }
  if (fd < 0) return SystemError("open", path);
  std::string text;
  char buffer[1 << 16];
  ssize_t count = 0;
  while ((count = read(fd, buffer, sizeof(buffer))) > 0 && text.size() <= max_bytes) {
    text.append(buffer, static_cast<size_t>(count));
  }
  close(fd);
  if (count < 0) return SystemError("read", path);
  if (text.size() > max_bytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": got more than ", max_bytes, " bytes, wanted at most that many"));
  }
  return text;
}

}  // namespace credence::checkpoint
