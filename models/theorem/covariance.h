// The covariance of both perturbations of one weight matrix, by Monte Carlo, against the formula
// (docs/theorem.md, proposition 1).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/theorem/normal.h"

namespace credence::theorem {

// The law of r or of s: mean 1, E[r_i r_k] - 1 = own * [i = k] + common.
//   kGaussian: normal.   kSign: 1 +- sqrt(own), each with probability 1/2; common is 0.
//   kDropout: 0 with probability own / (1 + own), else 1 + own; common is 0.
struct FactorLaw {
  enum class Kind { kGaussian, kSign, kDropout };
  Kind kind = Kind::kGaussian;
  double own = 0;
  double common = 0;

  double covariance(int64_t i, int64_t k) const { return (i == k ? own : 0) + common; }
  // to[i] = r_i - 1.
  void Draw(Normal& normal, std::vector<double>& to) const;
};

// W* [inputs, outputs], row after row, and the laws of its r [inputs] and s [outputs].
struct Perturbed {
  std::string name = {};
  int64_t inputs = 0, outputs = 0;
  std::vector<double> kernel = {};
  FactorLaw r = {}, s = {};

  // Sigma_(ij),(kl) = E[r_i r_k] E[s_j s_l] - 1.
  double sigma(int64_t i, int64_t j, int64_t k, int64_t l) const;
};

// W* o r s^T - W*, into to [inputs * outputs].
void DrawRank1(const Perturbed& perturbed, Normal& normal, std::vector<double>& to);

// A normal matrix of the same covariance and of full rank, by its exact decomposition
//   W*_ij (a_i + b_j + e_ij),  Cov a = R, Cov b = S, Cov(e_ij, e_kl) = R_ik S_jl,
// where R_ik = E[r_i r_k] - 1 and S_jl = E[s_j s_l] - 1; a, b and e are independent.
void DrawFullRank(const Perturbed& perturbed, Normal& normal, std::vector<double>& to);

// How one estimated moment lies beside its formula.
struct Moment {
  double expected = 0, estimated = 0, error = 0;  // error: standard error of `estimated`

  // 0 where both the difference and the error are 0.
  double z() const;
};

struct CovarianceCheck {
  std::string law = {};           // of r and s
  std::string perturbation = {};  // "rank-1" or "full-rank"
  int64_t draws = 0;
  std::vector<Moment> means = {};        // one per element of W
  std::vector<Moment> covariances = {};  // one per unordered pair of elements, equal ones included

  int64_t tests() const { return static_cast<int64_t>(means.size() + covariances.size()); }
  // Moments whose |z| is above `limit`.
  int64_t beyond(double limit) const;
  double largest_z() const;
  // A bound on the probability that chance alone makes some |z| as large as the largest: the sum of
  // the moments' own probabilities, whatever their dependence. At most 1.
  double chance() const;
};

// The cases that are checked: normal, two-point, dropout and correlated factors, with `inputs` by
// `outputs` weights drawn from the seed.
std::vector<Perturbed> CovarianceCases(uint64_t seed, int64_t inputs, int64_t outputs);

using DrawPerturbation = void (*)(const Perturbed&, Normal&, std::vector<double>&);

// REQUIRES: draws >= 2.
CovarianceCheck CheckCovariance(const Perturbed& perturbed, const std::string& perturbation,
                                DrawPerturbation draw, int64_t draws, uint64_t seed);

}  // namespace credence::theorem
