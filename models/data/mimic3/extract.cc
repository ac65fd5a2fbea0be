#include "models/data/mimic3/extract.h"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "models/data/mimic3/assemble.h"
#include "models/data/mimic3/items.h"
#include "models/data/mimic3/rows.h"
#include "models/data/mimic3/table.h"

namespace credence::data::mimic3 {
namespace {

constexpr int64_t kRowsBetweenLooks = 1 << 14;  // at the clock
constexpr uint32_t kStaysAtOnce = 1000;

// Another cohort or other items make another part.
std::string IdentityOf(const Table& table, const Cohort& cohort) {
  uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&hash](int64_t value) {
    for (int i = 0; i < 8; ++i) hash = (hash ^ ((value >> (8 * i)) & 0xff)) * 0x100000001b3;
  };
  for (const Stay& stay : cohort.stays) {
    for (const int64_t value : {int64_t{stay.admission}, int64_t{stay.icustay}, stay.begin}) {
      add(value);
    }
  }
  for (const Item& item : Items()) {
    for (const int value : {item.id, int{item.variable}, static_cast<int>(item.conversion)}) {
      add(value);
    }
  }
  std::error_code ignored;
  const auto written = std::filesystem::last_write_time(table.path(), ignored);
  return absl::StrCat(std::filesystem::path(table.path()).filename().string(), " ",
                      table.file_bytes(), " bytes, written ", written.time_since_epoch().count(),
                      ", cohort and items ", absl::Hex(hash));
}

// Reads one event table to its end, or goes on where an earlier run left off.
class TableReader {
 public:
  TableReader(const Cohort& cohort, const Layout& layout, const ExtractOptions& options)
      : options_(options), rows_(cohort, layout) {}

  absl::Status Run(Table& table, Part& part, absl::FunctionRef<void(int64_t)> progress) const {
    PartState& state = part.state();
    if (state.rows > 0) {
      if (absl::Status status = table.Resume(state.offset, state.rows); !status.ok()) return status;
    }
    auto saved = std::chrono::steady_clock::now();
    while (true) {
      const auto more = table.Next();
      if (!more.ok()) return Saved(part, more.status());
      state.rows = table.row();
      state.offset = table.offset();
      if (!*more) break;
      const auto kept = rows_.Read(table, state.tally);
      if (!kept.ok()) return kept.status();
      if (*kept) {
        if (absl::Status status = part.Add(**kept); !status.ok()) return status;
      }
      if (state.rows == options_.stop_after_rows) {
        return Saved(part, absl::AbortedError(absl::StrCat("stopped after row ", state.rows)));
      }
      if (state.rows % kRowsBetweenLooks != 0) continue;
      progress(table.bytes_consumed());
      const auto now = std::chrono::steady_clock::now();
      if (std::chrono::duration<double>(now - saved).count() < options_.save_seconds) continue;
      saved = now;
      if (absl::Status status = part.Save(); !status.ok()) return status;
    }
    state.done = true;
    return part.Save();
  }

 private:
  // A file that is mended or copied again has another identity, so this is of use after a stop
  // only.
  static absl::Status Saved(Part& part, absl::Status status) {
    const absl::Status saved = part.Save();
    return saved.ok() ? status : saved;
  }

  const ExtractOptions& options_;
  const RowReader rows_;
};

absl::StatusOr<std::vector<Part>> ReadEvents(const std::string& folder,
                                             const ExtractOptions& options, const Cohort& cohort,
                                             const std::vector<Layout>& layouts) {
  std::vector<Table> tables;
  int64_t total = 0;
  for (const Layout& layout : layouts) {
    auto table = Table::Open(folder, NameOf(layout.table), layout.columns);
    if (!table.ok()) return table.status();
    total += table->file_bytes();
    tables.push_back(*std::move(table));
  }
  std::vector<Part> parts;
  int64_t before = 0;
  for (size_t i = 0; i < tables.size(); ++i) {
    const std::string name = NameOf(layouts[i].table);
    auto part = Part::Open(options.work, name, IdentityOf(tables[i], cohort));
    if (!part.ok()) return part.status();
    const auto show = [&](int64_t bytes) {
      if (options.progress) options.progress(before + bytes, total);
    };
    if (!part->state().done) {
      const absl::Status status =
          TableReader(cohort, layouts[i], options).Run(tables[i], *part, show);
      if (!status.ok()) return status;
    }
    const absl::Status whole = CheckWhole(name, part->state().rows, cohort.patients_read);
    if (!whole.ok()) return whole;
    before += tables[i].file_bytes();
    show(0);
    parts.push_back(*std::move(part));
  }
  return parts;
}

// The stays from `begin` on, kStaysAtOnce of them, in order.
absl::Status EmitStays(const Cohort& cohort, const std::vector<Part>& parts, uint32_t begin,
                       ExtractReport& report,
                       absl::FunctionRef<absl::Status(Record record, const Stay& stay)> each) {
  const auto end = std::min(begin + kStaysAtOnce, static_cast<uint32_t>(cohort.stays.size()));
  std::vector<std::vector<Kept>> readings(end - begin);
  for (const Part& part : parts) {
    const absl::Status status = part.Read([&](const Kept& kept) {
      if (kept.stay >= begin && kept.stay < end) readings[kept.stay - begin].push_back(kept);
    });
    if (!status.ok()) return status;
  }
  for (uint32_t i = begin; i < end; ++i) {
    const Stay& stay = cohort.stays[i];
    if (readings[i - begin].empty()) {
      ++report.without_readings;
      report.deaths_without_readings += stay.label;
      continue;
    }
    const absl::Status status = each(MakeRecord(stay, std::move(readings[i - begin])), stay);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ExtractReport> Extract(
    const std::string& folder, const ExtractOptions& options,
    absl::FunctionRef<absl::Status(Record record, const Stay& stay)> each) {
  auto cohort = ReadCohort(folder);
  if (!cohort.ok()) return cohort.status();
  std::error_code error;
  std::filesystem::create_directories(options.work, error);
  if (error) return absl::InternalError(absl::StrCat(options.work, ": ", error.message()));
  const std::vector<Layout> layouts = Layouts();
  const auto parts = ReadEvents(folder, options, *cohort, layouts);
  if (!parts.ok()) return parts.status();
  ExtractReport report;
  report.folder = folder;
  for (uint32_t begin = 0; begin < cohort->stays.size(); begin += kStaysAtOnce) {
    const absl::Status status = EmitStays(*cohort, *parts, begin, report, each);
    if (!status.ok()) return status;
  }
  for (size_t i = 0; i < layouts.size(); ++i) {
    const std::string name = NameOf(layouts[i].table);
    report.tables.push_back({name, (*parts)[i].state()});
    Part::Remove(options.work, name);
  }
  std::filesystem::remove(options.work, error);  // if nothing else lies there
  report.cohort = *std::move(cohort);
  return report;
}

std::string ToMarkdown(const ExtractReport& report) {
  std::string text =
      "# Cohort\n\n| rule | stays left out | stays | died in hospital |\n|---|---:|---:|---:|\n";
  const auto row = [&](const RuleCount& count) {
    absl::StrAppend(&text, "| ", count.rule, " | ", count.left_out, " | ", count.stays, " | ",
                    count.deaths, " |\n");
  };
  for (const RuleCount& count : report.cohort.rules) row(count);
  const RuleCount& last = report.cohort.rules.back();
  row({"a reading in the first 48 hours", report.without_readings,
       last.stays - report.without_readings, last.deaths - report.deaths_without_readings});
  absl::StrAppend(&text, "\nStays whose label the benchmark's rule would turn round: ",
                  report.cohort.labels_unlike_benchmark, ".\n");
  for (const TableReport& table : report.tables) {
    absl::StrAppend(&text, "\n## ", table.table, "\n\n| | rows |\n|---|---:|\n| all | ",
                    table.state.rows, " |\n");
    for (int fate = 0; fate < kFates; ++fate) {
      absl::StrAppend(&text, "| ", NameOf(static_cast<Fate>(fate)), " | ",
                      table.state.tally[static_cast<size_t>(fate)], " |\n");
    }
    absl::StrAppend(&text, "| kept | ", table.state.readings, " |\n");
  }
  return text;
}

}  // namespace credence::data::mimic3
