// usage: <target>_fuzz CORPUS_FOLDER [MUTATIONS [SAVE_PATH]]
// Runs every file of the corpus, then MUTATIONS inputs (default 20000) made from them by a
// generator with a fixed seed: every run is the same. After a crash, run again with SAVE_PATH: each
// input is written there before it is run. With clang, build the target with -fsanitize=fuzzer
// instead of this file.
#include "tests/fuzz/driver.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using Input = std::string;

std::vector<Input> ReadCorpus(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_regular_file()) paths.push_back(entry.path());
  }
  // The order of a folder is the file system's; the run must not be.
  std::sort(paths.begin(), paths.end());
  std::vector<Input> corpus;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return corpus;
}

class Mutator {
 public:
  explicit Mutator(const std::vector<Input>& corpus) : corpus_(corpus) {}

  Input Next() {
    Input input = corpus_[Below(corpus_.size())];
    for (size_t changes = 1 + Below(4); changes > 0; --changes) Change(input);
    return input;
  }

 private:
  size_t Below(size_t bound) { return bound == 0 ? 0 : generator_() % bound; }

  void Change(Input& input) {
    const size_t at = Below(input.size() + 1);
    const size_t count = std::min(input.size() - at, 1 + Below(16));
    switch (Below(7)) {
      case 0:  // flip a bit
        if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << Below(8)));
        break;
      case 1:  // overwrite by bytes that mean something to many formats
        for (size_t i = 0; i < count; ++i) input[at + i] = kTelling[Below(sizeof(kTelling) - 1)];
        break;
      case 2:
        input.erase(at, count);
        break;
      case 3:
        input.insert(at, input.substr(at, count));
        break;
      case 4:
        input.resize(at);
        break;
      case 5: {  // splice with another
        const Input& other = corpus_[Below(corpus_.size())];
        input = input.substr(0, at) + other.substr(Below(other.size() + 1));
        break;
      }
      default:
        Number(input, at);
    }
  }

  // An edge value as 8 little-endian bytes or as decimal digits.
  void Number(Input& input, size_t at) {
    const uint64_t value = kEdges[Below(std::size(kEdges))];
    if (Below(2) == 0) {
      input.insert(at, std::to_string(value));
    } else if (at + sizeof(value) <= input.size()) {
      std::memcpy(input.data() + at, &value, sizeof(value));
    }
  }

  static constexpr char kTelling[] = "\0\x01\x7f\x80\xff{}[]\",:-.0123456789eEtn\\u \n";
  static constexpr uint64_t kEdges[] = {0,
                                        1,
                                        7,
                                        8,
                                        255,
                                        65535,
                                        1u << 31,
                                        ~uint64_t{0} >> 1,
                                        uint64_t{1} << 63,
                                        ~uint64_t{0} - 7,
                                        ~uint64_t{0}};

  const std::vector<Input>& corpus_;
  std::mt19937_64 generator_{20120};
};

void Run(const Input& input, const std::string& save_path) {
  if (!save_path.empty()) std::ofstream(save_path, std::ios::binary | std::ios::trunc) << input;
  // A heap copy of the very size, so that reading past its end is seen by a sanitizer.
  const auto bytes = std::make_unique<uint8_t[]>(input.size());
  std::copy(input.begin(), input.end(), bytes.get());
  LLVMFuzzerTestOneInput(bytes.get(), input.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: " << argv[0] << " CORPUS_FOLDER [MUTATIONS [SAVE_PATH]]\n";
    return 2;
  }
  const std::vector<Input> corpus = ReadCorpus(argv[1]);
  const long mutations = argc > 2 ? std::atol(argv[2]) : 20000;
  if (corpus.empty()) {
    std::cerr << argv[1] << ": no file to begin from\n";
    return 2;
  }
  const std::string save_path = argc > 3 ? argv[3] : "";
  for (const Input& input : corpus) Run(input, save_path);
  Mutator mutator(corpus);
  for (long i = 0; i < mutations; ++i) Run(mutator.Next(), save_path);
  std::cout << "ran " << corpus.size() << " files and " << mutations << " mutations\n";
  return 0;
}
