// A random network whose score f(x | W) is drawn under both perturbations of its weights.
#pragma once

#include <cstdint>
#include <vector>

#include "models/theorem/matmul.h"
#include "models/theorem/normal.h"

namespace credence::theorem {

enum class Activation { kIdentity, kTanh };

// h_0 = x, h_l = phi(h_(l-1) W_l), and after every layer a score f_l = h_l v_l: one network serves
// the depths 1 .. H. W_l's elements are N(0, 1.5^2 / inputs), v_l's N(0, 1 / width), x's N(0, 1).
struct Network {
  Activation activation = Activation::kTanh;
  std::vector<float> x = {};                      // [inputs]
  std::vector<Matrix> kernels = {};               // depth of them, [inputs or width, width]
  std::vector<std::vector<float>> readouts = {};  // v_l [width]

  int64_t width() const { return kernels.front().cols; }
  int64_t depth() const { return static_cast<int64_t>(kernels.size()); }
};

Network RandomNetwork(Activation activation, int64_t inputs, int64_t width, int64_t depth,
                      uint64_t seed);

enum class Law { kRank1, kFullRank };

// f_l, draw by draw: hidden[l - 1] where only W_1 .. W_l are perturbed, all[l - 1] where v_l is as
// well (as an [width, 1] matrix with its own r and a scalar s).
struct Scores {
  std::vector<std::vector<double>> hidden = {};
  std::vector<std::vector<double>> all = {};
};

// Every matrix has independent r_i, s_j ~ N(1, stddev^2), or the normal perturbation of the same
// covariance, W*_ij (a_i + b_j + e_ij) with Var a = Var b = stddev^2, Var e = stddev^4.
//
// The elements e_ij are never drawn: for one input h, sum_i h_i W*_ij e_ij is normal with variance
// stddev^4 sum_i h_i^2 W*_ij^2, independent over j, and e serves one input only. So z_j is drawn
// from its exact law with one normal per unit, at the cost of a product with the squared weights.
Scores DrawScores(const Network& network, Law law, double stddev, int64_t draws, Normal& normal);

// The bound of docs/theorem.md (proposition 3) on the distance of both laws, in standard
// deviations, for the network of one hidden layer and the identity, whose score is linear in the
// perturbation.
double LinearBound(const Network& network, double stddev);

}  // namespace credence::theorem
