// The subcommands; each is a file of its own.
#pragma once

#include "models/tools/command.h"

namespace credence::tools {

// Trains and judges what a suite names, side by side (docs/comparison.md). Only in a build with
// LibTorch.
Run AddCompare(CLI::App& app);

// Reads a checkpoint, checks it, and prints what it holds.
Run AddInspect(CLI::App& app);

// Answers records whose outcomes are known, and prints how good the answers were.
Run AddEvaluate(CLI::App& app);

// Turns records of any supported layout into one compact events file.
Run AddPrepare(CLI::App& app);

// Counts known cases into a checkpoint's manifest, as what later ones are compared with.
Run AddReference(CLI::App& app);

// Writes records in which something has gone wrong, in five severities.
Run AddShift(CLI::App& app);

// Measures how far rank-1 perturbations stand in for full-rank ones (docs/theorem.md).
Run AddTheorem(CLI::App& app);

// Trains a recipe's network, or cross-validates the recipe. Only in a build with LibTorch.
Run AddTrain(CLI::App& app);

}  // namespace credence::tools
