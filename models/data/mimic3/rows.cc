#include "models/data/mimic3/rows.h"

#include <charconv>

#include "models/data/mimic3/values.h"

namespace credence::data::mimic3 {
namespace {

constexpr int64_t kSecondsRead = kHours * kSecondsPerHour;

// 0 where the text is no whole number.
int32_t ParseId(absl::string_view text) {
  int32_t id = 0;
  const char* end = text.data() + text.size();
  return std::from_chars(text.data(), end, id).ptr == end ? id : 0;
}

std::optional<Kept> LeftOut(Fate fate, std::array<int64_t, kFates>& tally) {
  ++tally[fate];
  return std::nullopt;
}

}  // namespace

std::vector<Layout> Layouts() {
  return {
      {.table = EventTable::kChart,
       .columns = {"ITEMID", "HADM_ID", "CHARTTIME", "VALUENUM", "ICUSTAY_ID", "VALUE", "VALUEUOM",
                   "ERROR"},
       .item = 0,
       .admission = 1,
       .time = 2,
       .number = 3,
       .icustay = 4,
       .text = 5,
       .unit = 6,
       .error = 7},
      {.table = EventTable::kLab,
       .columns = {"ITEMID", "HADM_ID", "CHARTTIME", "VALUENUM", "VALUE", "VALUEUOM"},
       .item = 0,
       .admission = 1,
       .time = 2,
       .number = 3,
       .text = 4,
       .unit = 5},
      {.table = EventTable::kOutput,
       .columns = {"ITEMID", "HADM_ID", "CHARTTIME", "VALUE", "ICUSTAY_ID", "VALUEUOM", "ISERROR"},
       .item = 0,
       .admission = 1,
       .time = 2,
       .number = 3,
       .icustay = 4,
       .unit = 5,
       .error = 6}};
}

RowReader::RowReader(const Cohort& cohort, const Layout& layout)
    : cohort_(cohort), layout_(layout) {
  for (uint32_t i = 0; i < cohort.stays.size(); ++i) stay_of_[cohort.stays[i].admission] = i;
}

absl::StatusOr<std::optional<Kept>> RowReader::Read(const Table& row,
                                                    std::array<int64_t, kFates>& tally) const {
  const std::optional<Kept> nothing;
  const Item* item = FindItem(layout_.table, ParseId(row[layout_.item]));
  if (item == nullptr) return nothing;
  ++tally[kOfItem];
  const auto found = stay_of_.find(ParseId(row[layout_.admission]));
  if (found == stay_of_.end()) return nothing;
  const Stay& stay = cohort_.stays[found->second];
  ++tally[kOfCohort];
  if (layout_.icustay != kAbsent && !row[layout_.icustay].empty() &&
      ParseId(row[layout_.icustay]) != stay.icustay) {
    return LeftOut(kOfOtherStay, tally);
  }
  const std::optional<int64_t> time = ParseTime(row[layout_.time]);
  if (!time) return row.Error(layout_.time, "a time YYYY-MM-DD hh:mm:ss");
  const int64_t second = *time - stay.begin;
  if (second < 0 || second > kSecondsRead) return LeftOut(kOutsideHours, tally);
  if (layout_.error != kAbsent && row[layout_.error] == "1") return LeftOut(kMarkedAsError, tally);
  const std::optional<double> value = ValueOf(row, *item);
  if (!value) return LeftOut(kNoNumber, tally);
  return Kept{.stay = found->second,
              .minute = static_cast<uint16_t>(second / 60),
              .variable = item->variable,
              .table = static_cast<uint8_t>(layout_.table),
              .value = static_cast<float>(*value)};
}

std::optional<double> RowReader::ValueOf(const Table& row, const Item& item) const {
  std::optional<double> number = ParseNumber(row[layout_.number]);
  if (!number && layout_.text != kAbsent) number = ParseNumber(row[layout_.text]);
  return number ? Convert(item.conversion, *number, row[layout_.unit]) : std::nullopt;
}

}  // namespace credence::data::mimic3
