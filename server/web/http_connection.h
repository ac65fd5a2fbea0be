// A connection of the HTTP listener, with an end to the time that its client may take.
#pragma once

#include <httplib.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>

namespace credence::server {

// Reads and writes a socket, which stays the caller's. One thread.
class HttpConnection : public httplib::Stream {
 public:
  using Clock = std::chrono::steady_clock;

  // patience: for the whole request to come, however its bytes are spread.
  HttpConnection(int socket, Clock::duration patience)
      : socket_(socket), read_by_(Clock::now() + patience) {}

  // Whether the client asks anything within `most`.
  bool AwaitRequest(Clock::duration most) const;
  // Ends the answer. Reads on for a moment without keeping: closing while a client still sends
  // would take the answer from it.
  void Finish();

  bool is_readable() const override;
  bool is_writable() const override;
  ssize_t read(char* to, size_t size) override;
  // All of it, or -1.
  ssize_t write(const char* from, size_t size) override;
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return socket_; }

 private:
  const int socket_;
  const Clock::time_point read_by_;
  Clock::time_point write_by_ = {};  // from the first write on
  std::array<char, 4096> buffer_ = {};
  size_t begin_ = 0, end_ = 0;  // of what is in buffer_ and not read
};

// The sockets of the connections there are. Thread-safe.
class OpenSockets {
 public:
  // False once they are closed: serve no more.
  bool Add(int socket);
  // Before the socket is closed.
  void Remove(int socket);
  // Nothing is read any more; answers under way get a moment to be sent.
  void Close();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<int> sockets_;
  bool closed_ = false;
};

}  // namespace credence::server
