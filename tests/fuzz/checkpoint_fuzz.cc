// Any bytes as a weights file and as a manifest: refused with a status, or read; never a crash.
// What is read must hold: its arrays lie within the file, and a manifest written again reads as the
// same text, and its encoder, where there is one, fills exactly its row.
#include <cstdlib>
#include <span>
#include <string_view>

#include "models/checkpoint/checkpoint.h"
#include "models/data/encode.h"
#include "tests/fuzz/driver.h"

namespace {

using credence::checkpoint::ManifestToText;
using credence::checkpoint::ParseManifest;
using credence::checkpoint::SafetensorsFile;

void Require(bool holds) {
  if (!holds) std::abort();
}

void FuzzWeights(std::span<const std::byte> bytes) {
  const auto file = SafetensorsFile::Parse(bytes);
  if (!file.ok()) return Require(!file.status().message().empty());
  for (const auto& [name, array] : (*file)->tensors()) {
    if (array.dtype != credence::checkpoint::DType::kF32) continue;
    const auto values = array.f32();
    Require(values.empty() || reinterpret_cast<const std::byte*>(values.data() + values.size()) <=
                                  bytes.data() + bytes.size());
    volatile float sum = 0;
    for (float value : values) sum = sum + value;
  }
}

// One reading of every series, one value of every other variable.
credence::data::Record SmallRecord(const credence::data::Schema& schema) {
  credence::data::Record record;
  for (const auto& variable : schema.variables) {
    if (variable.kind == credence::data::VariableKind::kSeries) {
      record.series.push_back({.code = variable.name, .unit = "", .hours = {1}, .values = {80}});
    } else if (variable.kind == credence::data::VariableKind::kNumeric) {
      record.features.push_back({.name = variable.name, .value = 60.0, .unit = ""});
    } else {
      record.features.push_back(
          {.name = variable.name, .value = variable.categories[0], .unit = ""});
    }
  }
  return record;
}

void FuzzEncoder(const credence::checkpoint::Manifest& manifest) {
  const auto encoder = credence::data::MakeEncoder(manifest.schema, manifest.encoding);
  if (!encoder.ok()) return Require(!encoder.status().message().empty());
  Require((*encoder)->width() > 0);
  const auto row = (*encoder)->Encode(SmallRecord(manifest.schema));
  if (!row.ok()) return Require(!row.status().message().empty());
  Require(static_cast<int64_t>(row->values.size()) == (*encoder)->width());
}

void FuzzManifest(std::string_view text) {
  const auto manifest = ParseManifest(text);
  if (!manifest.ok()) return Require(!manifest.status().message().empty());
  const std::string written = ManifestToText(*manifest);
  const auto again = ParseManifest(written);
  Require(again.ok() && ManifestToText(*again) == written);
  Require(credence::checkpoint::ExpectedTensors(manifest->network, manifest->rank1).ok());
  FuzzEncoder(*manifest);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  FuzzWeights(std::as_bytes(std::span(data, size)));
  FuzzManifest({reinterpret_cast<const char*>(data), size});
  return 0;
}
