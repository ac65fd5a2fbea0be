// make_checkpoint OUT: writes OUT/random/1, a checkpoint of chosen dimensions with random weights.
#include <CLI/CLI.hpp>
#include <iostream>

#include "bench/random_checkpoint.h"

int main(int argc, char** argv) {
  CLI::App app{"Writes a checkpoint with random weights, for measurements and tests."};
  std::string out;
  credence::bench::Dimensions d;
  app.add_option("OUT", out, "The repository to write to")->required();
  app.add_option("--network", d.network, "mlp or ehr_lstm")->capture_default_str();
  app.add_option("--input", d.input_width, "Width of a row, D")->capture_default_str();
  app.add_option("--hidden", d.hidden, "Widths of the hidden layers")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--components", d.components, "Mixture components, K")->capture_default_str();
  app.add_option("--samples", d.samples, "Draws per component, S")->capture_default_str();
  app.add_option("--posterior", d.posterior, "As in the manifest: point, ensemble, ...")
      ->capture_default_str();
  app.add_option("--steps", d.steps, "ehr_lstm: hours");
  app.add_option("--step-width", d.step_width, "ehr_lstm: values an hour");
  app.add_option("--lstm-units", d.lstm_units, "ehr_lstm: width of the state");
  CLI11_PARSE(app, argc, argv);
  const auto status =
      credence::bench::WriteRandomCheckpoint(out, credence::bench::RandomManifest(d));
  if (!status.ok()) std::cerr << "make_checkpoint: " << status << "\n";
  return status.ok() ? 0 : 1;
}
