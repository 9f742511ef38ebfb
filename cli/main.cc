#include "cli/commands.h"

int main(int argc, char** argv) { return tern::cli::RunProgram(argc, argv); }
