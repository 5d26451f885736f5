// baton_manual FOLDER: writes the man page of the program `baton` and its completions for bash, zsh and fish. The build runs it;
// it is not installed.
#include "cli/manual/manual.hpp"

#include <fstream>
#include <iostream>
#include <string>

namespace {

bool write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) std::cerr << "baton_manual: cannot write " << path << '\n';
  return static_cast<bool>(file);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: baton_manual FOLDER\n";
    return 2;
  }
  const std::string folder = argv[1];
  const auto text = baton::cli::command_line_text();
  const bool done = write(folder + "/baton.1", baton::cli::man_page(text)) &&
                    write(folder + "/baton.bash", baton::cli::bash_completion(text)) &&
                    write(folder + "/_baton", baton::cli::zsh_completion(text)) &&
                    write(folder + "/baton.fish", baton::cli::fish_completion(text));
  return done ? 0 : 1;
}
