// The readings kept of one stay -> its record.
#pragma once

#include <vector>

#include "models/data/mimic3/cohort.h"
#include "models/data/mimic3/part.h"
#include "models/data/record.h"

namespace credence::data::mimic3 {

// Features Age, Gender, ICUType (where the unit has one) and Height (the first one charted); then
// the series, by time. At a minute at which all three parts of the Glasgow Coma Scale stand and no
// total, GCS is their sum. What several items repeat at one minute, as monitor and laboratory do,
// is there once. readings: in the order of tables and rows.
Record MakeRecord(const Stay& stay, std::vector<Kept> readings);

}  // namespace credence::data::mimic3
