// A prediction's numbers in compact form, the same in every database.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/journal/journal.h"

namespace credence::server {

// Little-endian doubles: epistemic, C probabilities, C average NLLs; 8 + 16 C bytes. An average NLL
// that is missing is stored as NaN.
std::string PackFigures(const JournalPrediction& prediction);

// False where the bytes are none that PackFigures makes.
bool UnpackFigures(absl::string_view bytes, JournalPrediction& prediction);

// The time as a journal gives it back: in microseconds.
absl::Time ToStoredTime(absl::Time time);

}  // namespace credence::server
