// Runs a fuzz target without libFuzzer: over the files of a corpus, and over random changes of them from a fixed seed.
//
//   NAME_replay CORPUS CHANGES
#include "input.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace {

using Text = std::string;

void try_input(const Text& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

std::vector<Text> read_corpus(const char* folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.push_back(entry.path());
  std::ranges::sort(paths);
  std::vector<Text> texts;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return texts;
}

// A part of another text is put in, or a part is doubled, dropped or made noise.
Text changed(Text text, const std::vector<Text>& corpus, std::mt19937& random) {
  const auto below = [&](std::size_t limit) { return limit == 0 ? 0 : random() % limit; };
  for (std::size_t changes = below(4) + 1; changes > 0; --changes) {
    const Text& other = corpus[below(corpus.size())];
    const std::size_t at = below(text.size() + 1);
    const std::size_t length = below(std::min<std::size_t>(text.size() - at, 30) + 1);
    switch (below(4)) {
      case 0:
        text.replace(at, length, other.substr(below(other.size() + 1), below(30)));
        break;
      case 1:
        text.insert(below(text.size() + 1), text.substr(at, length));
        break;
      case 2:
        text.erase(at, length);
        break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
    }
  }
  return text;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "usage: %s CORPUS CHANGES\n", arguments[0]);
    return 2;
  }
  const std::vector<Text> corpus = read_corpus(arguments[1]);
  if (corpus.empty()) {
    std::fprintf(stderr, "%s has no files\n", arguments[1]);
    return 2;
  }
  for (const Text& text : corpus) try_input(text);
  std::mt19937 random(1);
  const int changes = std::stoi(arguments[2]);
  for (int i = 0; i < changes; ++i) try_input(changed(corpus[random() % corpus.size()], corpus, random));
  std::printf("%zu files and %d changed ones\n", corpus.size(), changes);
}
