// What a network's weights are distributed as: the methods that one training loop compares.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace credence::layers {

enum class Family {
  // Rank-1: K components share each kernel W and have W o (r s^T) in its place, where r and s are
  // points (BatchEnsemble), Gaussians or Cauchys (Dusenberry et al., 2020).
  kPoint,
  kGaussian,
  kCauchy,
  kDeterministic,  // one network of point weights: no r, no s, K = 1
  kDropout,        // the same, with masks on the hidden units' outputs in training and in serving
                   // (Gal and Ghahramani, 2016)
  kMeanField,      // a Gaussian over every kernel (Blundell et al., 2015), biases are points, K = 1
  kEnsemble,       // K networks that share nothing (Lakshminarayanan et al., 2017)
};

// As in manifests and recipes: "point", "gaussian", "cauchy", "deterministic", "dropout",
// "mean_field", "ensemble". Errors: InvalidArgument naming the known, for another name.
absl::StatusOr<Family> FamilyFromName(const std::string& name);
std::vector<std::string> FamilyNames();

// Whether the layers have vectors r and s.
bool IsRank1(Family family);

}  // namespace credence::layers
