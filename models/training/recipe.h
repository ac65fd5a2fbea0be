// A training run, written down: one TOML file per published experiment (models/recipes/*.toml).
// docs/training.md lists every key. Reading is strict: an unknown key, a wrong type or a value out
// of its range is an error that names the key and the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/checkpoint/manifest.h"

namespace credence::training {

// [data]: what is read, what is never trained on, and what is kept back to choose the best
// checkpoint.
struct DataRecipe {
  std::string format = "physionet2012";  // see data::Source
  std::string schema;                    // feature schema, JSON; may be absent where format is idx
  std::vector<std::string> records;      // as the format has them
  std::vector<std::string> outcomes;     // one per entry of records, where the format has them
  std::vector<std::string> test_records, test_outcomes;  // likewise, to judge by
  double test_share = 0;  // of records, by data::SplitByPlace; where there are no test_records
  std::string id, label, group;  // columns of a table, see data::TableColumns
  double holdout = 0;  // share of the training part kept back, stratified by label; 0: none

  bool operator==(const DataRecipe&) const = default;
};

// [encoding]: how a chart becomes a row. Every other key of the table is a setting of
// data::FitEncoding, which checks it.
struct EncodingRecipe {
  std::string kind = "icu_summary";  // or "icu_series", "mimic3_benchmark", "table", "tensor"
  std::string settings = "{}";       // JSON
};

// [network].
struct NetworkRecipe {
  std::string name = "mlp";
  std::vector<int64_t> hidden = {64};
  std::string activation = "relu";
  int64_t lstm_units = 32;
  int64_t embedding = 0;      // ehr_lstm: width of the embedding of a step's inputs; 0: none
  double kernel_scale = 0.5;  // times the usual sd of the dense kernels at the start
  double lstm_scale = 1;      // times the LSTM's kernels at the start
};

// [posterior]: the method: how weights are distributed, start, and what their prior is. A family's
// keys are its own; another family's are unknown to it.
struct PosteriorRecipe {
  std::string family = "gaussian";  // a row of the table in checkpoint/posteriors.cc
  int components = 4;               // K (ensemble: networks); 1 where the family has no more
  int samples = 2;  // S, per component, in validation and in the checkpoint; see ReadRecipe
  // Rank-1: of every vector r and s.
  double random_sign_init = 0.5;  // > 0: +-1 with P(+1) of this; <= 0: Normal(prior_mean, |value|)
  double initial_dropout_rate = 1e-3;
  double prior_mean = 1;
  std::string prior_mean_kind = "fixed";  // "fixed", "tied" or "trainable"
  double prior_stddev = 0.1;
  bool additive = false;
  // Dropout: share of hidden units that a mask leaves out.
  double dropout_rate = 0.1;
  // Of the embedding's kernel: "point" or "gaussian"; empty: there is none, or it is as the
  // family's other kernels are. See ReadRecipe.
  std::string embedding;
  // Mean-field: of every element of the kernels; Gaussian embedding: of its kernel.
  double kernel_initial_stddev = 1e-3;
  double kernel_prior_stddev = 0.1;
  uint64_t member_seed = 1;  // of the draw at load
};

// [loss]: NLL + KL / N, the weight of the KL rising linearly.
struct LossRecipe {
  std::string nll = "average";          // "average", "mixture" or "alternating"
  int64_t alternate_steps = 1;          // steps of the one, then as many of the other
  std::string kl_over_members = "sum";  // "sum" or "mean"
  double kl_weight = 1;
  double l2 = 0;                     // adds l2 * sum(w^2) over the kernels to the loss
  double kl_anneal_fraction = 0.67;  // share of the steps until the KL counts in full
};

// [optimizer]: Adam with clipped gradients and weight decay decoupled from them.
struct OptimizerRecipe {
  double learning_rate = 5e-4;
  double lstm_learning_rate = 1;  // the LSTM's rate, as a factor of learning_rate
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double clip_norm = 5;         // global L2 norm; 0: no clipping
  double weight_decay = 0.01;   // on the kernels, times the learning rate
  bool average_weights = true;  // keep an EMA with decay (1 + t) / (10 + t)
};

// [schedule].
struct ScheduleRecipe {
  int64_t epochs = 13;
  int64_t steps = 0;  // of the whole run, in place of epochs; 0: as many epochs
  int64_t batch_size = 64;
  double warmup_epochs = 1;
  double final_fraction = 0.02;  // of the learning rate, at the end of the cosine
  int64_t patience = 0;          // epochs without a better validation; 0: run to the end
  double input_dropout = 0;      // share of inputs set to 0 in training
};

// [decisions]: what the manifest tells the server to do with a prediction.
struct DecisionRecipe {
  double threshold = 0.15;
  std::vector<checkpoint::Stratum> strata;
  double epistemic_quantile = 0.95;  // of the rows judged: the deferral limit; 0: no rule
  double interval_quantile = 0.95;   // the same for q95 - q05
  double max_imputed_fraction = 0.7;
  double max_out_of_range = 20;
  std::vector<std::string> cohorts;  // the slices that calibration may be watched in
};

struct Recipe {
  std::string path;                    // where it was read from
  std::string sha256;                  // of the file
  std::string method;                  // the method file's name, without its folder; may be empty
  std::vector<std::string> overrides;  // applied on top
  std::string text;  // all keys given, overrides applied, as TOML: tells runs apart on resuming
  std::string model;
  int64_t version = 1;
  std::string description;
  std::vector<std::string> classes = {"negative", "positive"};
  std::string card;  // the model card's template; empty: no card
  uint64_t seed = 1;
  DataRecipe data;
  EncodingRecipe encoding;
  NetworkRecipe network;
  PosteriorRecipe posterior;
  LossRecipe loss;
  OptimizerRecipe optimizer;
  ScheduleRecipe schedule;
  DecisionRecipe decisions;
};

// Where the recipe is silent, posterior.components is 4, or 1 where the family has no more, and
// posterior.samples 2 (Gaussian, Cauchy), 8 (dropout, mean-field) or 1; where only the embedding is
// drawn as many as make 8 members. posterior.embedding is "gaussian" and kernel_prior_stddev 1
// where there is an embedding, unless the family is mean_field or ensemble.
//
// Reads the file, then the method, then applies the overrides in order, each "section.key=value"
// with a TOML value (quotes may be left out round a string). Paths in the file are relative to the
// file's folder, paths in overrides to the working directory.
//
// method: a TOML file of what a method brings to any recipe, one or more of [posterior], [network],
// [loss], [optimizer], [schedule] (models/recipes/methods/*.toml). Its keys replace the recipe's
// one by one; its [posterior] replaces the recipe's as a whole. Empty: none.
//
// Errors: NotFound; InvalidArgument naming file, key, value got and value wanted.
absl::StatusOr<Recipe> ReadRecipe(const std::string& path,
                                  const std::vector<std::string>& overrides = {},
                                  const std::string& method = "");

}  // namespace credence::training
