#include "storage/dictionary/keys.h"

#include <cassert>

#include "storage/dictionary/dictionary.h"
#include "storage/model/checksum.h"

namespace tern::dictionary {
namespace {

using model::Tag;

// On disk: never change.
constexpr char kAppended = 'A';
constexpr char kBase = 'B';
constexpr char kPages = 'P';
constexpr char kSeparators = 'S';
constexpr char kReverse = 'R';
constexpr uint8_t kPagePosition = 0xff;  // behind the long keys of the page

template <typename Unsigned>
void AppendBigEndian(Unsigned value, std::string& out) {
  for (int shift = 8 * (static_cast<int>(sizeof value) - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> shift));
  }
}

void AppendTag(Tag tag, std::string& out) { out.push_back(static_cast<char>(tag)); }

// 'B' generation section tag
std::string BasePrefix(uint32_t generation, char section, int tag) {
  std::string key(1, kBase);
  AppendBigEndian(generation, key);
  key.push_back(section);
  key.push_back(static_cast<char>(tag));
  return key;
}

KeyRange SectionRange(uint32_t generation, char section, Tag tag) {
  return {BasePrefix(generation, section, static_cast<int>(tag)),
          BasePrefix(generation, section, static_cast<int>(tag) + 1)};
}

std::string PositionKey(uint32_t generation, Tag tag, uint32_t page, uint8_t position) {
  std::string key = BasePrefix(generation, kPages, static_cast<int>(tag));
  AppendBigEndian(page, key);
  key.push_back(static_cast<char>(position));
  return key;
}

}  // namespace

bool IsBaseTag(Tag tag) {
  switch (tag) {
    case Tag::kIntegerBase:
    case Tag::kDecimalBase:
    case Tag::kDoubleBase:
    case Tag::kDateBase:
    case Tag::kDateTimeBase:
    case Tag::kStringBase:
    case Tag::kLangStringBase:
    case Tag::kOtherBase:
    case Tag::kIriBase:
      return true;
    default:
      return false;
  }
}

bool IsAppendedTag(Tag tag) {
  // Each appended tag follows its base tag.
  return tag != Tag::kNull && IsBaseTag(static_cast<Tag>(static_cast<int>(tag) - 1));
}

std::string PageKey(uint32_t generation, Tag tag, uint32_t page) {
  return PositionKey(generation, tag, page, kPagePosition);
}

std::string LongTermKey(uint32_t generation, Tag tag, uint32_t page, uint8_t position) {
  assert(position < kTermsPerPage);
  return PositionKey(generation, tag, page, position);
}

KeyRange PageRange(uint32_t generation, Tag tag) { return SectionRange(generation, kPages, tag); }

std::string SeparatorKey(uint32_t generation, Tag tag, std::string_view separator, uint32_t page) {
  assert(separator.size() <= kMaxSeparatorBytes);
  std::string key = BasePrefix(generation, kSeparators, static_cast<int>(tag));
  key.append(separator);
  if (separator.size() == kMaxSeparatorBytes) AppendBigEndian(page, key);
  return key;
}

KeyRange SeparatorRange(uint32_t generation, Tag tag) { return SectionRange(generation, kSeparators, tag); }

std::pair<std::string, std::string> BaseKeyRange(uint32_t generation) {
  std::string begin(1, kBase);
  AppendBigEndian(generation, begin);
  if (generation == ~uint32_t{0}) return {begin, std::string(1, kBase + 1)};
  std::string end(1, kBase);
  AppendBigEndian(generation + 1, end);
  return {begin, end};
}

std::vector<std::pair<std::string, std::string>> StaleRanges(const DictionaryCounts& counts) {
  const auto letter = [](char first) {
    return std::pair(std::string(1, first), std::string(1, static_cast<char>(first + 1)));
  };
  std::vector<std::pair<std::string, std::string>> ranges;
  uint64_t appended = 0;
  for (int tag = 0; tag < static_cast<int>(counts.terms.size()); ++tag) {
    if (IsAppendedTag(static_cast<Tag>(tag))) appended += counts.terms[static_cast<size_t>(tag)];
  }
  if (appended == 0) ranges.push_back(letter(kAppended));
  // A new base is ingested with the counts that name it: nothing of a later one can be left.
  ranges.push_back(letter(kBase));
  if (counts.base_generation != 0) ranges.back().second = BaseKeyRange(counts.base_generation).first;
  if (appended == 0) ranges.push_back(letter(kReverse));
  return ranges;
}

std::string AppendedKey(Tag tag, uint64_t number) {
  std::string key(1, kAppended);
  AppendTag(tag, key);
  AppendBigEndian(number, key);
  return key;
}

std::optional<uint64_t> ParseAppendedKey(std::string_view key) {
  if (key.size() != 2 + sizeof(uint64_t) || key[0] != kAppended) return std::nullopt;
  return TrailingNumber(key);
}

KeyRange AppendedRange(Tag tag, uint64_t first, uint64_t end) {
  return {AppendedKey(tag, first), AppendedKey(tag, end)};
}

std::string ReverseKey(Tag tag, std::string_view term_key) {
  assert(term_key.size() <= kLongKeyPrefixBytes);
  std::string key(1, kReverse);
  AppendTag(tag, key);
  key.append(term_key);
  return key;
}

std::string LongReversePrefix(Tag tag, std::string_view term_key) {
  assert(term_key.size() > kLongKeyPrefixBytes);
  std::string key = ReverseKey(tag, term_key.substr(0, kLongKeyPrefixBytes));
  AppendBigEndian(static_cast<uint64_t>(term_key.size()), key);
  AppendBigEndian(model::Checksum(term_key), key);
  return key;
}

std::string LongReverseKey(Tag tag, std::string_view term_key, uint64_t number) {
  std::string key = LongReversePrefix(tag, term_key);
  AppendBigEndian(number, key);
  return key;
}

KeyRange ReverseRange(Tag tag) {
  return {{kReverse, static_cast<char>(tag)}, {kReverse, static_cast<char>(static_cast<int>(tag) + 1)}};
}

uint64_t TrailingNumber(std::string_view key) {
  uint64_t number = 0;
  for (const char c : key.substr(key.size() - sizeof number)) number = number << 8 | static_cast<uint8_t>(c);
  return number;
}

}  // namespace tern::dictionary
