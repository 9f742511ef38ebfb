#include "storage/load/vocabulary.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "storage/model/checksum.h"
#include "storage/model/dictionary_key.h"
#include "storage/model/inline_value.h"
#include "storage/model/text.h"

namespace tern::load {
namespace {

constexpr size_t kWordBytes = 8;

// A key while it is sorted: eight bytes of it at the depth that is being compared.
struct SortEntry {
  uint64_t word;  // big-endian, zeros behind the end
  uint32_t number;
  uint8_t bytes;  // how many of the word are the key's

  bool SameWord(const SortEntry& other) const { return word == other.word && bytes == other.bytes; }
  friend bool operator<(const SortEntry& a, const SortEntry& b) {
    return a.word != b.word ? a.word < b.word : a.bytes < b.bytes;
  }
};

void LoadWord(std::string_view key, size_t depth, SortEntry& entry) {
  std::array<unsigned char, kWordBytes> bytes{};
  const size_t count = key.size() <= depth ? 0 : std::min(kWordBytes, key.size() - depth);
  std::memcpy(bytes.data(), key.data() + std::min(depth, key.size()), count);
  entry.word = 0;
  for (const unsigned char byte : bytes) entry.word = entry.word << 8 | byte;
  entry.bytes = static_cast<uint8_t>(count);
}

// Sorts by the keys from `depth` on, a word at a time: runs of equal words are sorted by the next one. Long
// common prefixes, as IRIs have, cost a pass each and no comparison of strings. The pending runs are kept on
// a stack of their own, because their depth is as large as the longest key.
class WordSorter {
 public:
  WordSorter(const Vocabulary& vocabulary, std::vector<SortEntry>& entries)
      : vocabulary_(vocabulary), entries_(entries) {}

  void Sort() {
    std::vector<Run> runs = {{0, entries_.size(), 0}};
    while (!runs.empty()) {
      const Run run = runs.back();
      runs.pop_back();
      SortRun(run, runs);
    }
  }

 private:
  struct Run {
    size_t begin;
    size_t end;
    size_t depth;
  };

  void SortRun(const Run& run, std::vector<Run>& runs) {
    bool all_same = true;
    for (size_t i = run.begin; i < run.end; ++i) {
      LoadWord(vocabulary_.key(entries_[i].number), run.depth, entries_[i]);
      all_same = all_same && entries_[i].SameWord(entries_[run.begin]);
    }
    const auto begin = entries_.begin();
    if (!all_same) {
      std::sort(begin + static_cast<std::ptrdiff_t>(run.begin), begin + static_cast<std::ptrdiff_t>(run.end));
    }
    for (size_t from = run.begin; from < run.end;) {
      size_t to = from + 1;
      while (to < run.end && entries_[to].SameWord(entries_[from])) ++to;
      if (to - from > 1 && entries_[from].bytes == kWordBytes)
        runs.push_back({from, to, run.depth + kWordBytes});
      from = to;
    }
  }

  const Vocabulary& vocabulary_;
  std::vector<SortEntry>& entries_;
};

// IRIs and strings are their own keys; spares them a copy.
bool IsOwnKey(const model::Term& term) {
  return term.kind == model::TermKind::kIri || (term.is_literal() && term.datatype == model::iri::kXsdString);
}

}  // namespace

Vocabulary::Vocabulary() : index_(0, Hash{&entries_}, Equal{&entries_}) {}

absl::StatusOr<uint32_t> Vocabulary::Add(const model::Term& term) {
  Probe probe;
  probe.tag = model::DictionaryTagsOf(term).base;
  std::string built;
  if (IsOwnKey(term)) {
    probe.key = term.value;
  } else {
    built = model::DictionaryKey(term);
    probe.key = built;
  }
  probe.hash = static_cast<uint32_t>(model::Checksum(probe.key, static_cast<uint64_t>(probe.tag)));
  const auto found = index_.find(probe);
  if (found != index_.end()) return *found;
  if (entries_.size() >= kMaxTerms) {
    return absl::ResourceExhaustedError(
        model::StrCat("a load has more than ", kMaxTerms, " different terms"));
  }
  const uint32_t number = size();
  entries_.push_back({Keep(probe.key), static_cast<uint32_t>(probe.key.size()), probe.hash, probe.tag});
  index_.insert(number);
  return number;
}

const char* Vocabulary::Keep(std::string_view key) {
  if (key.size() > free_bytes_) {
    const size_t bytes = std::max(kChunkBytes, key.size());
    chunks_.push_back(std::make_unique<char[]>(bytes));
    free_ = chunks_.back().get();
    free_bytes_ = bytes;
  }
  char* kept = free_;
  if (!key.empty()) std::memcpy(kept, key.data(), key.size());
  free_ += key.size();
  free_bytes_ -= key.size();
  return kept;
}

std::vector<uint32_t> Vocabulary::Sorted() const {
  std::array<std::vector<SortEntry>, 32> by_tag;
  for (uint32_t number = 0; number < size(); ++number) {
    by_tag[static_cast<size_t>(tag(number))].push_back({0, number, 0});
  }
  std::vector<uint32_t> sorted;
  sorted.reserve(size());
  for (std::vector<SortEntry>& entries : by_tag) {
    WordSorter(*this, entries).Sort();
    for (const SortEntry& entry : entries) sorted.push_back(entry.number);
    std::vector<SortEntry>().swap(entries);
  }
  return sorted;
}

}  // namespace tern::load
