// Images and their labels in the IDX format of MNIST, gzip-compressed or not: big-endian, magic
// number 0x00000803 and [N, height, width] bytes, or 0x00000801 and [N] bytes.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "models/data/dataset.h"

namespace credence::data {

// Record i has the tensor [height * width], pixels / 255 row by row, and the images file's name
// with
// "#i" as its id.
// Errors: those of GzipFile, NotFound saying where to get Fashion-MNIST from; InvalidArgument
// naming the file, what was got and wanted for another magic number, sizes that do not fit the file
// or each other, or a label that is not below `classes`.
absl::StatusOr<LabelledRecords> ReadIdx(const std::string& images_path,
                                        const std::string& labels_path, int classes);

}  // namespace credence::data
