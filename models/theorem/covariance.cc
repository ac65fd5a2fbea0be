#include "models/theorem/covariance.h"

#include <algorithm>
#include <cmath>

namespace credence::theorem {
namespace {

// Sums from which a mean and its standard error come.
struct Sums {
  double first = 0, second = 0;

  void Add(double value) {
    first += value;
    second += value * value;
  }
  Moment Finish(double expected, int64_t draws) const {
    const auto n = static_cast<double>(draws);
    const double mean = first / n;
    const double variance = std::max(0.0, second / n - mean * mean) * n / (n - 1);
    return {.expected = expected, .estimated = mean, .error = std::sqrt(variance / n)};
  }
};

}  // namespace

void FactorLaw::Draw(Normal& normal, std::vector<double>& to) const {
  const double shared = common > 0 ? std::sqrt(common) * normal.Draw() : 0;
  for (double& value : to) {
    switch (kind) {
      case Kind::kGaussian:
        value = shared + std::sqrt(own) * normal.Draw();
        break;
      case Kind::kSign:
        value = std::sqrt(own) * normal.Sign();
        break;
      case Kind::kDropout:
        value = normal.Uniform() < own / (1 + own) ? -1 : own;
        break;
    }
  }
}

double Perturbed::sigma(int64_t i, int64_t j, int64_t k, int64_t l) const {
  return (1 + r.covariance(i, k)) * (1 + s.covariance(j, l)) - 1;
}

void DrawRank1(const Perturbed& perturbed, Normal& normal, std::vector<double>& to) {
  std::vector<double> a(perturbed.inputs), b(perturbed.outputs);
  perturbed.r.Draw(normal, a);
  perturbed.s.Draw(normal, b);
  for (int64_t i = 0; i < perturbed.inputs; ++i) {
    for (int64_t j = 0; j < perturbed.outputs; ++j) {
      const int64_t at = i * perturbed.outputs + j;
      to[at] = perturbed.kernel[at] * ((1 + a[i]) * (1 + b[j]) - 1);
    }
  }
}

void DrawFullRank(const Perturbed& perturbed, Normal& normal, std::vector<double>& to) {
  FactorLaw row = perturbed.r, column = perturbed.s;
  row.kind = column.kind = FactorLaw::Kind::kGaussian;
  std::vector<double> a(perturbed.inputs), b(perturbed.outputs), across(perturbed.outputs);
  row.Draw(normal, a);
  column.Draw(normal, b);
  // e has the covariance of a product: rows of covariance S, own ones and one that all rows share.
  column.Draw(normal, across);
  std::vector<double> own(perturbed.outputs);
  for (int64_t i = 0; i < perturbed.inputs; ++i) {
    column.Draw(normal, own);
    for (int64_t j = 0; j < perturbed.outputs; ++j) {
      const double e = std::sqrt(row.own) * own[j] + std::sqrt(row.common) * across[j];
      const int64_t at = i * perturbed.outputs + j;
      to[at] = perturbed.kernel[at] * (a[i] + b[j] + e);
    }
  }
}

double Moment::z() const {
  const double difference = estimated - expected;
  return difference == 0 ? 0 : difference / error;
}

int64_t CovarianceCheck::beyond(double limit) const {
  const auto far = [limit](const Moment& moment) { return std::abs(moment.z()) > limit; };
  return std::count_if(means.begin(), means.end(), far) +
         std::count_if(covariances.begin(), covariances.end(), far);
}

double CovarianceCheck::largest_z() const {
  double largest = 0;
  for (const auto* moments : {&means, &covariances}) {
    for (const Moment& moment : *moments) largest = std::max(largest, std::abs(moment.z()));
  }
  return largest;
}

double CovarianceCheck::chance() const {
  return std::min(1.0, static_cast<double>(tests()) * std::erfc(largest_z() / std::sqrt(2.0)));
}

std::vector<Perturbed> CovarianceCases(uint64_t seed, int64_t inputs, int64_t outputs) {
  using Kind = FactorLaw::Kind;
  std::vector<Perturbed> cases = {
      {.name = "r, s ~ N(1, 0.3^2)", .r = {Kind::kGaussian, 0.09}, .s = {Kind::kGaussian, 0.09}},
      {.name = "r, s = 1 +- 0.3", .r = {Kind::kSign, 0.09}, .s = {Kind::kSign, 0.09}},
      {.name = "dropout of 10 % on r, s = 1",
       .r = {Kind::kDropout, 1.0 / 9},
       .s = {Kind::kGaussian, 0}},
      {.name = "correlated normal r, s",
       .r = {Kind::kGaussian, 0.06, 0.03},
       .s = {Kind::kGaussian, 0.02, 0.05}}};
  Normal normal(seed);
  for (Perturbed& one : cases) {
    one.inputs = inputs;
    one.outputs = outputs;
    for (int64_t at = 0; at < inputs * outputs; ++at) one.kernel.push_back(normal.Draw());
  }
  return cases;
}

CovarianceCheck CheckCovariance(const Perturbed& perturbed, const std::string& perturbation,
                                DrawPerturbation draw, int64_t draws, uint64_t seed) {
  const int64_t size = perturbed.inputs * perturbed.outputs;
  std::vector<Sums> means(size), products(size * size);
  std::vector<double> delta(size);
  Normal normal(seed);
  for (int64_t n = 0; n < draws; ++n) {
    draw(perturbed, normal, delta);
    for (int64_t p = 0; p < size; ++p) {
      means[p].Add(delta[p]);
      for (int64_t q = 0; q <= p; ++q) products[p * size + q].Add(delta[p] * delta[q]);
    }
  }
  CovarianceCheck check{.law = perturbed.name, .perturbation = perturbation, .draws = draws};
  const int64_t outputs = perturbed.outputs;
  for (int64_t p = 0; p < size; ++p) {
    check.means.push_back(means[p].Finish(0, draws));
    for (int64_t q = 0; q <= p; ++q) {
      const double sigma = perturbed.sigma(p / outputs, p % outputs, q / outputs, q % outputs);
      check.covariances.push_back(
          products[p * size + q].Finish(perturbed.kernel[p] * sigma * perturbed.kernel[q], draws));
    }
  }
  return check;
}

}  // namespace credence::theorem
