// The keys of the dictionary family. The letters are chosen so that a base can be written in ascending key
// order while its terms stream by: a page follows the long keys of its own terms, and the separators, which
// are short and wait in memory, follow all pages. A base also lies between appended terms and their reverse,
// so the three can be files of their own that do not overlap.
//
//   'A' tag number                              appended term: its dictionary key
//   'B' generation 'P' tag page position        a term key of that page that is too long for it, whole
//   'B' generation 'P' tag page 0xFF            page
//   'B' generation 'S' tag separator            number of the page that begins there, 4 bytes little-endian
//   'R' tag key                                 number, 8 bytes little-endian, of an appended term whose key
//                                               has at most 256 bytes
//   'R' tag prefix length checksum number       no value; the same for longer keys, by their first 256 bytes
//
// In keys, generation and page are 4 bytes, number, length and checksum 8, all big-endian; tag and position
// are one byte.
#ifndef TERN_STORAGE_DICTIONARY_KEYS_H_
#define TERN_STORAGE_DICTIONARY_KEYS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "storage/model/term_id.h"

namespace tern::dictionary {

// On disk: never change.
inline constexpr size_t kTermsPerPage = 128;
inline constexpr size_t kMaxKeyBytesInPage = 1024;  // of a term key that is kept whole in its page
inline constexpr size_t kLongKeyPrefixBytes = 256;  // what a page, or a reverse key, keeps of a longer one
inline constexpr size_t kMaxSeparatorBytes = 1024;

// The longest dictionary key that is accepted, and believed.
inline constexpr uint64_t kMaxTermKeyBytes = uint64_t{1} << 30;

// Whether ids of `tag` are ranks in the base, or numbers of appended terms; neither is true of other tags.
bool IsBaseTag(model::Tag tag);
bool IsAppendedTag(model::Tag tag);

struct KeyRange {
  std::string begin;
  std::string end;  // exclusive
};

// --- base -----------------------------------------------------------------------------------------
std::string PageKey(uint32_t generation, model::Tag tag, uint32_t page);
// REQUIRES: position < kTermsPerPage.
std::string LongTermKey(uint32_t generation, model::Tag tag, uint32_t page, uint8_t position);
// The pages of a tag and the long keys between them.
KeyRange PageRange(uint32_t generation, model::Tag tag);

// `separator` has at most kMaxSeparatorBytes. One of exactly that size may be cut short and need not tell two
// pages apart: the page number behind it does.
std::string SeparatorKey(uint32_t generation, model::Tag tag, std::string_view separator, uint32_t page);
KeyRange SeparatorRange(uint32_t generation, model::Tag tag);

// --- appended -------------------------------------------------------------------------------------
std::string AppendedKey(model::Tag tag, uint64_t number);
std::optional<uint64_t> ParseAppendedKey(std::string_view key);
// The numbers [first, end) of a tag.
KeyRange AppendedRange(model::Tag tag, uint64_t first, uint64_t end);

// REQUIRES: term_key.size() <= kLongKeyPrefixBytes.
std::string ReverseKey(model::Tag tag, std::string_view term_key);
// Of a longer one: everything but the number, and the whole.
std::string LongReversePrefix(model::Tag tag, std::string_view term_key);
std::string LongReverseKey(model::Tag tag, std::string_view term_key, uint64_t number);

// All reverse keys of a tag; the short ones and the prefixes of the long ones sort as the terms do.
KeyRange ReverseRange(model::Tag tag);

// The eight bytes at the end of a key, as a number. REQUIRES: key.size() >= 8.
uint64_t TrailingNumber(std::string_view key);

}  // namespace tern::dictionary

#endif  // TERN_STORAGE_DICTIONARY_KEYS_H_
