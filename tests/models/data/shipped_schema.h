// What the tests of this room share: the shipped files and small records.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "models/data/record.h"
#include "models/data/schema.h"

namespace credence::data {

inline const std::string kData = CREDENCE_SOURCE_DIR "/data/physionet2012/";

inline Schema ShippedSchema() {
  std::ifstream file(CREDENCE_SOURCE_DIR "/models/data/schemas/physionet2012.json");
  return ParseSchema(nlohmann::json::parse(file)).value();
}

inline Series MakeSeries(const std::string& code, const std::vector<float>& hours,
                         const std::vector<float>& values) {
  Series series;
  series.code = code;
  series.hours = hours;
  series.values = values;
  return series;
}

inline Feature MakeFeature(const std::string& name, std::variant<double, std::string> value) {
  Feature feature;
  feature.name = name;
  feature.value = std::move(value);
  return feature;
}

}  // namespace credence::data
