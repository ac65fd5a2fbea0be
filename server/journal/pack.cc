#include "server/journal/pack.h"

#include <bit>
#include <cstring>
#include <limits>

namespace credence::server {

static_assert(std::endian::native == std::endian::little, "figures are stored little-endian");

std::string PackFigures(const JournalPrediction& prediction) {
  const size_t classes = prediction.probabilities.size();
  std::string bytes((1 + 2 * classes) * sizeof(double), '\0');
  char* out = bytes.data();
  const auto put = [&out](double value) {
    std::memcpy(out, &value, sizeof(value));
    out += sizeof(value);
  };
  put(prediction.epistemic);
  for (double probability : prediction.probabilities) put(probability);
  for (size_t c = 0; c < classes; ++c) {
    put(c < prediction.average_nll.size() ? prediction.average_nll[c]
                                          : std::numeric_limits<double>::quiet_NaN());
  }
  return bytes;
}

bool UnpackFigures(absl::string_view bytes, JournalPrediction& prediction) {
  const size_t count = bytes.size() / sizeof(double);
  if (bytes.size() % sizeof(double) != 0 || count % 2 != 1) return false;
  const char* in = bytes.data();
  const auto get = [&in](double& value) {
    std::memcpy(&value, in, sizeof(value));
    in += sizeof(value);
  };
  get(prediction.epistemic);
  prediction.probabilities.resize(count / 2);
  for (double& probability : prediction.probabilities) get(probability);
  prediction.average_nll.resize(count / 2);
  for (double& nll : prediction.average_nll) get(nll);
  return true;
}

absl::Time ToStoredTime(absl::Time time) { return absl::FromUnixMicros(absl::ToUnixMicros(time)); }

}  // namespace credence::server
