#include "models/tools/commands.h"

namespace credence::tools {
namespace {

constexpr Command kCommands[] = {
    {"evaluate", "Judge a checkpoint on records whose outcomes are known", &AddEvaluate},
    {"inspect", "Check a checkpoint and print what it holds", &AddInspect},
    {"prepare", "Turn records of any supported layout into one compact file", &AddPrepare},
};

}  // namespace

std::span<const Command> Commands() { return kCommands; }

}  // namespace credence::tools
