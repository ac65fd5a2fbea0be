#include "models/tools/prepare_mimic3.h"

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/data/dataset.h"
#include "models/data/mimic3/extract.h"
#include "models/data/write_records.h"
#include "models/tools/progress.h"

namespace credence::tools {
namespace {

namespace mimic3 = data::mimic3;

absl::Status WriteText(const std::string& path, const std::string& text) {
  const std::string partial = path + ".partial";
  std::ofstream out(partial, std::ios::trunc);
  out << text;
  out.close();
  if (out && std::rename(partial.c_str(), path.c_str()) == 0) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot write ", path));
}

// The events and outcomes of one part of the patients.
class PartFiles {
 public:
  static absl::StatusOr<PartFiles> Open(const std::string& folder, const std::string& name) {
    const std::string stem = absl::StrCat(folder, "/", name);
    auto events = data::RecordWriter::Open(stem + ".events.csv.gz");
    if (!events.ok()) return events.status();
    return PartFiles(stem, *std::move(events));
  }

  absl::Status Add(const data::Record& record, int label) {
    absl::StrAppend(&outcomes_, record.id, ",", label, "\n");
    ++stays_;
    deaths_ += label;
    return events_.Add(record);
  }

  absl::Status Finish() {
    const absl::Status status = WriteText(stem_ + ".outcomes.csv", outcomes_);
    return status.ok() ? events_.Finish() : status;
  }

  std::string Summary() const {
    return absl::StrCat(stem_, ".events.csv.gz: ", stays_, " stays, ", deaths_, " died\n");
  }

 private:
  PartFiles(std::string stem, data::RecordWriter events)
      : stem_(std::move(stem)), events_(std::move(events)) {}

  std::string stem_;
  data::RecordWriter events_;
  std::string outcomes_ = "RecordID,In-hospital_death\n";
  int64_t stays_ = 0, deaths_ = 0;
};

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::string SpeedText(const mimic3::ExtractReport& report, double seconds) {
  int64_t rows = 0;
  for (const mimic3::TableReport& table : report.tables) rows += table.state.rows;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return absl::StrFormat("%d event rows in %.1f s (CPU %.1f s), peak memory %.0f MiB\n", rows,
                         seconds, Seconds(usage.ru_utime) + Seconds(usage.ru_stime),
                         static_cast<double>(usage.ru_maxrss) / 1024);
}

}  // namespace

absl::Status PrepareMimic3(const Mimic3Options& options) {
  const auto started = std::chrono::steady_clock::now();
  std::error_code error;
  std::filesystem::create_directories(options.out, error);
  if (error) return absl::InternalError(absl::StrCat(options.out, ": ", error.message()));
  std::vector<PartFiles> files;
  for (const char* name : {"train", "test"}) {
    if (!files.empty() && options.test_share == 0) break;
    auto opened = PartFiles::Open(options.out, name);
    if (!opened.ok()) return opened.status();
    files.push_back(*std::move(opened));
  }
  constexpr int64_t kMiB = 1 << 20;
  std::optional<Progress> progress;
  int64_t shown = -1;
  const auto report = mimic3::Extract(
      options.tables,
      {.work = options.out + "/parts",
       .stop_after_rows = options.stop_after_rows,
       .progress =
           [&](int64_t done, int64_t total) {
             if (!progress) progress.emplace("reading tables, MiB", total / kMiB);
             if (std::exchange(shown, done / kMiB) != done / kMiB) progress->Show(shown);
           }},
      [&](data::Record record, const mimic3::Stay& stay) {
        const bool test = data::PlaceOf(absl::StrCat(stay.subject)) < options.test_share;
        return files[test ? 1 : 0].Add(record, stay.label);
      });
  if (!report.ok()) return report.status();
  std::string text = mimic3::ToMarkdown(*report);
  for (PartFiles& file : files) {
    if (absl::Status status = file.Finish(); !status.ok()) return status;
  }
  if (absl::Status status = WriteText(options.out + "/cohort.md", text); !status.ok()) {
    return status;
  }
  std::cout << text << '\n';
  for (const PartFiles& file : files) std::cout << file.Summary();
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - started;
  std::cout << SpeedText(*report, passed.count());
  return absl::OkStatus();
}

}  // namespace credence::tools
