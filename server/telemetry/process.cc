#include "server/telemetry/process.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace credence::server {
namespace {

prometheus::MetricFamily Single(const std::string& name, const std::string& help,
                                prometheus::MetricType type, double value) {
  prometheus::ClientMetric metric;
  if (type == prometheus::MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
  return {name, help, type, {metric}};
}

struct Stat {
  double cpu_seconds = 0, threads = 0, start_seconds = 0, virtual_bytes = 0, resident_bytes = 0;
};

// Seconds since the epoch at which the machine started; 0 if unknown.
double BootTime() {
  std::ifstream in("/proc/stat");
  for (std::string key; in >> key;) {
    double value = 0;
    if (key == "btime" && in >> value) return value;
    in.ignore(1 << 20, '\n');
  }
  return 0;
}

// Fields are numbered in proc(5); the second one, the name, may hold spaces and ends with the last
// ')'.
std::optional<Stat> ReadStat() {
  std::ifstream in("/proc/self/stat");
  std::string line;
  if (!std::getline(in, line)) return std::nullopt;
  std::istringstream rest(line.substr(line.rfind(')') + 2));
  double fields[53] = {};
  std::string state;
  rest >> state;
  for (int i = 4; i <= 24 && rest >> fields[i]; ++i) continue;
  const double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  return Stat{.cpu_seconds = (fields[14] + fields[15]) / ticks,
              .threads = fields[20],
              .start_seconds = BootTime() + fields[22] / ticks,
              .virtual_bytes = fields[23],
              .resident_bytes = fields[24] * static_cast<double>(sysconf(_SC_PAGESIZE))};
}

double OpenFiles() {
  std::error_code error;
  double count = 0;
  for (std::filesystem::directory_iterator it("/proc/self/fd", error), end; !error && it != end;
       it.increment(error)) {
    ++count;
  }
  return count;
}

}  // namespace

std::vector<prometheus::MetricFamily> CollectProcess() {
  using prometheus::MetricType;
  const auto stat = ReadStat();
  if (!stat) return {};
  rlimit files = {};
  getrlimit(RLIMIT_NOFILE, &files);
  return {
      Single("process_cpu_seconds_total", "User and system CPU time spent, in seconds",
             MetricType::Counter, stat->cpu_seconds),
      Single("process_resident_memory_bytes", "Resident memory", MetricType::Gauge,
             stat->resident_bytes),
      Single("process_virtual_memory_bytes", "Virtual memory", MetricType::Gauge,
             stat->virtual_bytes),
      Single("process_open_fds", "Open file descriptors", MetricType::Gauge, OpenFiles()),
      Single("process_max_fds", "Most file descriptors that may be open", MetricType::Gauge,
             static_cast<double>(files.rlim_cur)),
      Single("process_start_time_seconds", "Start of the process, in seconds since the epoch",
             MetricType::Gauge, stat->start_seconds),
      Single("process_threads", "Threads of the process", MetricType::Gauge, stat->threads),
  };
}

}  // namespace credence::server
