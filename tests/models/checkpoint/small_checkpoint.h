// Small networks with random weights, for tests of every room.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "models/checkpoint/checkpoint.h"

namespace credence::checkpoint {

// Owns the arrays that WriteCheckpoint takes as views.
struct OwnedWeights {
  std::map<std::string, std::vector<float>> values;
  std::map<std::string, std::vector<int64_t>> shapes;

  std::map<std::string, ArrayView> Views() const;
};

// A binary "mlp" on raw tensors: input_width -> hidden -> 1, gaussian factors, K = 2, S = 3,
// strata, rules and edges.
Manifest SmallManifest(int64_t input_width = 5, std::vector<int64_t> hidden = {4, 3});

// Of any posterior in the table: K = 2 and S = 3 where it can have them, a dropout rate of 0.25.
Rank1Spec SmallRank1(const std::string& posterior);

// Kernels of standard deviation 1 / sqrt(inputs), factors near +-1, stored widths near -2, biases
// near 0.
OwnedWeights RandomWeights(const Manifest& manifest, uint64_t seed);

// A new folder for the running test, removed by nobody until the next run of the same test.
std::string TestFolder();

// SmallManifest with random weights, written to a folder and its path.
std::string WriteSmallCheckpoint(const Manifest& manifest, uint64_t seed = 7);

}  // namespace credence::checkpoint
