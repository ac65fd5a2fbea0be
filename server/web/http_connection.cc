#include "server/web/http_connection.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>

namespace credence::server {
namespace {

using std::chrono::milliseconds, std::chrono::seconds;
using Clock = HttpConnection::Clock;

// Without any byte.
constexpr auto kStall = seconds(5);
// For all of an answer: a page of a few 100 KiB on a bad line.
constexpr auto kAnswer = seconds(60);
constexpr auto kLinger = seconds(1);
// For answers under way when the server ends.
constexpr auto kLastWords = seconds(2);

bool Await(int socket, short event, Clock::duration most) {
  const auto wait = std::chrono::ceil<milliseconds>(most).count();
  if (wait <= 0) return false;
  pollfd asked = {.fd = socket, .events = event, .revents = 0};
  int ready;
  do {
    ready = poll(&asked, 1, static_cast<int>(wait));
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

Clock::duration Left(Clock::time_point end) {
  return std::min<Clock::duration>(kStall, end - Clock::now());
}

}  // namespace

bool HttpConnection::AwaitRequest(Clock::duration most) const {
  return Await(socket_, POLLIN, most);
}

void HttpConnection::Finish() {
  shutdown(socket_, SHUT_WR);
  const auto end = Clock::now() + kLinger;
  while (Await(socket_, POLLIN, end - Clock::now())) {
    if (recv(socket_, buffer_.data(), buffer_.size(), 0) <= 0) return;
  }
}

bool HttpConnection::is_readable() const {
  return begin_ < end_ || Await(socket_, POLLIN, Left(read_by_));
}

bool HttpConnection::is_writable() const { return Await(socket_, POLLOUT, kStall); }

ssize_t HttpConnection::read(char* to, size_t size) {
  if (begin_ == end_) {
    if (!Await(socket_, POLLIN, Left(read_by_))) return -1;
    const ssize_t got = recv(socket_, buffer_.data(), buffer_.size(), 0);
    if (got <= 0) return got;
    begin_ = 0;
    end_ = static_cast<size_t>(got);
  }
  size = std::min(size, end_ - begin_);
  std::copy_n(buffer_.data() + begin_, size, to);
  begin_ += size;
  return static_cast<ssize_t>(size);
}

ssize_t HttpConnection::write(const char* from, size_t size) {
  if (write_by_ == Clock::time_point()) write_by_ = Clock::now() + kAnswer;
  for (size_t sent = 0; sent < size;) {
    if (!Await(socket_, POLLOUT, Left(write_by_))) return -1;
    const ssize_t now = send(socket_, from + sent, size - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (now < 0 && errno != EAGAIN) return -1;
    if (now > 0) sent += static_cast<size_t>(now);
  }
  return static_cast<ssize_t>(size);
}

bool OpenSockets::Add(int socket) {
  std::lock_guard lock(mutex_);
  if (!closed_) sockets_.insert(socket);
  return !closed_;
}

void OpenSockets::Remove(int socket) {
  std::lock_guard lock(mutex_);
  sockets_.erase(socket);
  changed_.notify_all();
}

void OpenSockets::Close() {
  std::unique_lock lock(mutex_);
  closed_ = true;
  for (const int socket : sockets_) shutdown(socket, SHUT_RD);
  changed_.wait_for(lock, kLastWords, [this] { return sockets_.empty(); });
  for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
}

}  // namespace credence::server
