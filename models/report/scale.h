// From data to pixels, and where the ticks stand.
#pragma once

#include <string>
#include <vector>

namespace credence::report {

// Maps [min, max] to [from, to] (to may be below from), linearly or by the logarithm.
// REQUIRES: min < max, and min > 0 where it is logarithmic.
struct Scale {
  double min = 0, max = 1;
  double from = 0, to = 1;
  bool logarithmic = false;

  double operator()(double value) const;
};

// Round values (1, 2 or 5 times a power of ten) inside [min, max], about `wanted` of them; on a
// logarithmic scale of more than a decade powers of ten, with 2 and 5 between them up to two.
std::vector<double> Ticks(const Scale& scale, int wanted);

// The shortest of %g's forms that tells this tick from its neighbours: 0.25, 1000, 1e-05.
std::string TickText(double tick);

}  // namespace credence::report
