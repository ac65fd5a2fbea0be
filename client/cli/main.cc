// credence: asks a Credence server from the command line.
#include "client/cli/command.h"

int main(int argc, char** argv) { return credence::cli::Run(argc, argv); }
