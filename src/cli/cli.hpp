// The program `baton`: durable workflows from a command line. docs/reference/cli.md is its manual.
#pragma once

namespace baton::cli {

// Does what the command line asks for; returns the exit status. Called once, from main().
[[nodiscard]] int main(int argc, const char* const* argv);

}  // namespace baton::cli
