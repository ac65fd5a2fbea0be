#include "models/theorem/network.h"

#include <algorithm>
#include <cmath>

namespace credence::theorem {
namespace {

constexpr int64_t kBlock = 256;  // draws that go through the network together
constexpr double kGain = 1.5;

Matrix Repeat(std::span<const float> row, int64_t rows) {
  Matrix repeated(rows, static_cast<int64_t>(row.size()));
  for (int64_t n = 0; n < rows; ++n) {
    std::copy(row.begin(), row.end(), repeated.row(n).begin());
  }
  return repeated;
}

Matrix Squared(const Matrix& of) {
  Matrix squared = of;
  for (float& value : squared.values) value *= value;
  return squared;
}

Matrix Times(const Matrix& left, const Matrix& right, Element element) {
  Matrix product(left.rows, right.cols);
  Multiply(left, right, element, product);
  return product;
}

// The first layer's input is the same in every draw: its products are made once.
Matrix TimesInput(const Matrix& left, bool same_rows, const Matrix& right, Element element) {
  if (!same_rows) return Times(left, right, element);
  Matrix first(1, left.cols);
  std::copy_n(left.values.begin(), left.cols, first.values.begin());
  return Repeat(Times(first, right, element).row(0), left.rows);
}

// h o (1 + a), a ~ N(0, stddev^2).
Matrix ScaledRows(const Matrix& h, double stddev, Normal& normal) {
  Matrix scaled = h;
  for (float& value : scaled.values) value *= static_cast<float>(1 + stddev * normal.Draw());
  return scaled;
}

Matrix Rank1Layer(const Matrix& h, const Matrix& kernel, double stddev, Normal& normal) {
  Matrix z = Times(ScaledRows(h, stddev, normal), kernel, Element::kAsIs);
  for (float& value : z.values) value *= static_cast<float>(1 + stddev * normal.Draw());
  return z;
}

Matrix FullRankLayer(const Matrix& h, bool same_rows, const Matrix& kernel, double stddev,
                     Normal& normal) {
  const Matrix plain = TimesInput(h, same_rows, kernel, Element::kAsIs);
  const Matrix variance = TimesInput(Squared(h), same_rows, kernel, Element::kSquared);
  Matrix z = Times(ScaledRows(h, stddev, normal), kernel, Element::kAsIs);
  for (size_t at = 0; at < z.values.size(); ++at) {
    const double element = stddev * stddev * std::sqrt(variance.values[at]) * normal.Draw();
    z.values[at] += static_cast<float>(plain.values[at] * stddev * normal.Draw() + element);
  }
  return z;
}

void Activate(Activation activation, Matrix& z) {
  if (activation == Activation::kIdentity) return;
  for (float& value : z.values) value = std::tanh(value);
}

// The read-out as a layer of one output: its law needs only sum_i h_i v_i and sum_i (h_i v_i)^2.
double PerturbedReadout(Law law, double sum, double squares, double stddev, Normal& normal) {
  const double row = stddev * std::sqrt(squares) * normal.Draw();
  const double column = stddev * normal.Draw();
  if (law == Law::kRank1) return (sum + row) * (1 + column);
  return sum * (1 + column) + row + stddev * stddev * std::sqrt(squares) * normal.Draw();
}

void AddScores(const Matrix& h, const std::vector<float>& readout, Law law, double stddev,
               Normal& normal, std::vector<double>& hidden, std::vector<double>& all) {
  for (int64_t n = 0; n < h.rows; ++n) {
    double sum = 0, squares = 0;
    const std::span<const float> row = h.row(n);
    for (size_t j = 0; j < readout.size(); ++j) {
      const double part = static_cast<double>(row[j]) * readout[j];
      sum += part;
      squares += part * part;
    }
    hidden.push_back(sum);
    all.push_back(PerturbedReadout(law, sum, squares, stddev, normal));
  }
}

// C_ij = x_i W_ij v_j: how much the linear score moves per unit of element (i, j)'s noise.
Matrix Contributions(const Network& network) {
  Matrix c = network.kernels.front();
  for (int64_t i = 0; i < c.rows; ++i) {
    for (int64_t j = 0; j < c.cols; ++j) {
      c.row(i)[j] *= network.x[i] * network.readouts.front()[j];
    }
  }
  return c;
}

// C C^T's Frobenius norm, squared.
double SquaredNormOfGram(const Matrix& c) {
  Matrix transposed(c.cols, c.rows);
  for (int64_t i = 0; i < c.rows; ++i) {
    for (int64_t j = 0; j < c.cols; ++j) transposed.row(j)[i] = c.row(i)[j];
  }
  double sum = 0;
  for (float value : Times(c, transposed, Element::kAsIs).values) {
    sum += static_cast<double>(value) * value;
  }
  return sum;
}

// What the bound needs of C.
struct Norms {
  std::vector<double> alpha = {}, beta = {};   // row sums, column sums
  double rows = 0, columns = 0, elements = 0;  // |alpha|^2, |beta|^2, |C|_F^2
  double c_beta = 0, c_alpha = 0;              // |C beta|^2, |C^T alpha|^2
};

Norms NormsOf(const Matrix& c) {
  Norms norms;
  norms.alpha.resize(static_cast<size_t>(c.rows));
  norms.beta.resize(static_cast<size_t>(c.cols));
  for (int64_t i = 0; i < c.rows; ++i) {
    for (int64_t j = 0; j < c.cols; ++j) {
      const double value = c.row(i)[j];
      norms.alpha[i] += value;
      norms.beta[j] += value;
      norms.elements += value * value;
    }
  }
  std::vector<double> transposed(norms.beta.size());
  for (int64_t i = 0; i < c.rows; ++i) {
    double row = 0;
    for (int64_t j = 0; j < c.cols; ++j) {
      row += c.row(i)[j] * norms.beta[j];
      transposed[j] += c.row(i)[j] * norms.alpha[i];
    }
    norms.c_beta += row * row;
  }
  for (double value : transposed) norms.c_alpha += value * value;
  for (double value : norms.alpha) norms.rows += value * value;
  for (double value : norms.beta) norms.columns += value * value;
  return norms;
}

}  // namespace

Network RandomNetwork(Activation activation, int64_t inputs, int64_t width, int64_t depth,
                      uint64_t seed) {
  Normal normal(seed);
  Network network{.activation = activation};
  network.x.resize(static_cast<size_t>(inputs));
  normal.Fill(1, network.x);
  for (int64_t l = 0; l < depth; ++l) {
    Matrix kernel(l == 0 ? inputs : width, width);
    normal.Fill(kGain / std::sqrt(static_cast<double>(kernel.rows)), kernel.values);
    network.kernels.push_back(std::move(kernel));
    network.readouts.emplace_back(static_cast<size_t>(width));
    normal.Fill(1 / std::sqrt(static_cast<double>(width)), network.readouts.back());
  }
  return network;
}

Scores DrawScores(const Network& network, Law law, double stddev, int64_t draws, Normal& normal) {
  Scores scores;
  scores.hidden.resize(network.kernels.size());
  scores.all.resize(network.kernels.size());
  for (int64_t first = 0; first < draws; first += kBlock) {
    Matrix h = Repeat(network.x, std::min(kBlock, draws - first));
    for (size_t l = 0; l < network.kernels.size(); ++l) {
      const Matrix& kernel = network.kernels[l];
      h = law == Law::kRank1 ? Rank1Layer(h, kernel, stddev, normal)
                             : FullRankLayer(h, l == 0, kernel, stddev, normal);
      Activate(network.activation, h);
      AddScores(h, network.readouts[l], law, stddev, normal, scores.hidden[l], scores.all[l]);
    }
  }
  return scores;
}

double LinearBound(const Network& network, double stddev) {
  const Matrix c = Contributions(network);
  const Norms norms = NormsOf(c);
  const double variance = stddev * stddev;
  const double quadratic = 2 * variance * variance * SquaredNormOfGram(c);
  const double total = norms.rows + norms.columns + variance * norms.elements;
  const double given_r = (4 * variance * norms.c_beta + quadratic) /
                         ((norms.columns + variance * norms.elements) * total);
  const double given_s = (4 * variance * norms.c_alpha + quadratic) /
                         ((norms.rows + variance * norms.elements) * total);
  return std::sqrt(std::min(given_r, given_s));
}

}  // namespace credence::theorem
