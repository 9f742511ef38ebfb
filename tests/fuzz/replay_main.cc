// Runs a fuzz target without libFuzzer: on every file of the files and directories named, and on inputs that
// a seeded mutator makes of them, so that each ordinary test run tries the corpus and a little beyond it.
// Without arguments it mutates from nothing. Crashes are the failures. The mutants are the same in every run:
// with `--keep` as the first argument each is written to `replay-input` before it runs, so that the one that
// crashed is there.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr int kMutants = 4000;
constexpr size_t kMaxInputBytes = 1 << 20;

std::vector<std::filesystem::path> FilesOf(int argc, char** argv) {
  std::vector<std::filesystem::path> files;
  for (int i = 0; i < argc; ++i) {
    if (!std::filesystem::is_directory(argv[i])) {
      files.emplace_back(argv[i]);
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void RunOne(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
}

// One of the usual small damages.
void Mutate(std::string& input, std::mt19937_64& random) {
  const size_t place = input.empty() ? 0 : random() % input.size();
  switch (random() % 6) {
    case 0:
      input.insert(place, 1, static_cast<char>(random()));
      break;
    case 1:
      if (!input.empty()) input.erase(place, 1 + random() % 8);
      break;
    case 2:
      if (!input.empty()) input[place] = static_cast<char>(input[place] ^ 1 << random() % 8);
      break;
    case 3:
      if (!input.empty()) input[place] = static_cast<char>(random() % 3 == 0 ? 0xff : random());
      break;
    case 4:
      input.resize(place);
      break;
    default:
      input.insert(place, input.substr(random() % (input.size() + 1), random() % 64));
      break;
  }
  if (input.size() > kMaxInputBytes) input.resize(kMaxInputBytes);
}

void KeepInput(const std::string& input) {
  std::ofstream("replay-input", std::ios::binary | std::ios::trunc) << input;
}

}  // namespace

int main(int argc, char** argv) {
  --argc;
  ++argv;
  const bool keep = argc > 0 && std::string_view(argv[0]) == "--keep";
  if (keep) {
    --argc;
    ++argv;
  }
  std::vector<std::string> inputs;
  for (const std::filesystem::path& file : FilesOf(argc, argv)) {
    std::fprintf(stderr, "%s\n", file.c_str());
    inputs.push_back(ReadFile(file));
    RunOne(inputs.back());
  }
  if (argc > 0 && inputs.empty()) {
    std::fprintf(stderr, "no files in the corpus\n");
    return 1;
  }
  if (inputs.empty()) inputs.emplace_back();
  std::mt19937_64 random(20251212);
  for (int i = 0; i < kMutants; ++i) {
    std::string input = inputs[random() % inputs.size()];
    for (size_t count = 1 + random() % 4; count > 0; --count) Mutate(input, random);
    if (keep) KeepInput(input);
    RunOne(input);
  }
  std::fprintf(stderr, "%zu files and %d mutants\n", inputs.size(), kMutants);
  return 0;
}
