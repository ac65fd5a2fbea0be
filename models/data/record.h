// One case as it comes from a file or from the wire, before encoding: plain structs, no tensor, no
// protobuf.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace credence::data {

// A named single value: a number in `unit`, or a category. An empty unit is the schema's own.
struct Feature {
  std::string name;
  std::variant<double, std::string> value = 0.0;
  std::string unit = {};
};

// Every reading of one charted variable. hours and values have equal length; hours count from the
// start of the stay, are >= 0 and do not decrease. An empty unit is the schema's own.
struct Series {
  std::string code;
  std::string unit;
  std::vector<float> hours;
  std::vector<float> values;
};

// One patient's chart. Values that are unknown are left out, never coded as -1.
struct Record {
  std::string id;
  std::vector<Feature> features = {};
  std::vector<Series> series = {};
  std::vector<float> tensor =
      {};  // of a model of raw tensors: the row itself, in place of the above
};

}  // namespace credence::data
