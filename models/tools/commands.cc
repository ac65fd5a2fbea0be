#include "models/tools/commands.h"

namespace credence::tools {
namespace {

constexpr Command kCommands[] = {
#ifdef CREDENCE_TORCH
    {"compare", "Train, judge and tabulate the methods of a suite side by side", &AddCompare},
#endif
    {"evaluate", "Judge a checkpoint on records whose outcomes are known", &AddEvaluate},
    {"inspect", "Check a checkpoint and print what it holds", &AddInspect},
    {"prepare", "Turn records of any supported layout into one compact file", &AddPrepare},
    {"reference", "Write into a checkpoint what its inputs and answers are like on known records",
     &AddReference},
    {"shift", "Write records in which readings are lost, mistaken, noisy or late", &AddShift},
    {"theorem", "Measure how far rank-1 perturbations stand in for full-rank ones", &AddTheorem},
#ifdef CREDENCE_TORCH
    {"train", "Train the network of a recipe, or cross-validate it", &AddTrain},
#endif
};

}  // namespace

std::span<const Command> Commands() { return kCommands; }

}  // namespace credence::tools
