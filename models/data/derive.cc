#include "models/data/derive.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace credence::data {
namespace {

Readings Merge(const Readings& a, const Readings& b) {
  Readings out;
  out.reserve(a.size() + b.size());
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out),
             [](const Reading& x, const Reading& y) { return x.hour < y.hour; });
  return out;
}

// Readings charted at the same time, paired in order. Results that are not finite are left out.
template <typename Op>
Readings Pairwise(const Readings& a, const Readings& b, Op op) {
  Readings out;
  size_t j = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    while (j < b.size() && b[j].hour < a[i].hour) ++j;
    if (j == b.size()) break;
    if (b[j].hour != a[i].hour) continue;
    const double value = op(a[i].value, b[j].value);
    if (std::isfinite(value)) out.push_back({.hour = a[i].hour, .value = value});
    ++j;
  }
  return out;
}

Readings Difference(const Readings& a, const Readings& b) {
  return Pairwise(a, b, [](double x, double y) { return x - y; });
}

Readings Ratio(const Readings& a, const Readings& b) {
  return Pairwise(a, b, [](double x, double y) { return x / y; });
}

Readings RatioToLast(const Readings& a, const Readings& b) {
  Readings out;
  size_t next = 0;
  for (const Reading& reading : a) {
    while (next < b.size() && b[next].hour <= reading.hour) ++next;
    if (next == 0) continue;
    const double value = reading.value / b[next - 1].value;
    if (std::isfinite(value)) out.push_back({.hour = reading.hour, .value = value});
  }
  return out;
}

struct NamedOp {
  const char* name;
  DeriveOp op;
};

constexpr std::array<NamedOp, 4> kOps = {{
    {"merge", Merge},
    {"difference", Difference},
    {"ratio", Ratio},
    {"ratio_to_last", RatioToLast},
}};

}  // namespace

absl::StatusOr<DeriveOp> FindDeriveOp(const std::string& name) {
  for (const NamedOp& known : kOps) {
    if (known.name == name) return known.op;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("op: got \"", name, "\", want merge, difference, ratio or ratio_to_last"));
}

}  // namespace credence::data
