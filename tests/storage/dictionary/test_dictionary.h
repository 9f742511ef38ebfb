// A dictionary over a store in memory, filled in both ways: terms of a base and terms that are appended.
#ifndef TERN_TESTS_STORAGE_DICTIONARY_TEST_DICTIONARY_H_
#define TERN_TESTS_STORAGE_DICTIONARY_TEST_DICTIONARY_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/dictionary/dictionary.h"
#include "storage/dictionary/page_cache.h"
#include "storage/kv/memory_key_value.h"
#include "storage/model/term.h"
#include "storage/model/term_id.h"

namespace tern::dictionary {

class TestDictionary {
 public:
  // Writes a base of `terms`, which need no order and have no inline ids. Once only.
  void WriteBase(const std::vector<model::Term>& terms, uint32_t generation = 1);
  // Appends `term` and returns its id. Nothing checks whether it is there already.
  model::TermId Append(const model::Term& term);

  Dictionary Open(std::shared_ptr<PageCache> cache = nullptr) const;
  Dictionary OpenWith(const DictionaryCounts& counts, std::shared_ptr<PageCache> cache = nullptr) const;

  void Put(std::string key, std::string value);
  void Delete(std::string key);
  std::string Get(const std::string& key) const;

  kv::MemoryKeyValue& store() const { return *store_; }
  const DictionaryCounts& counts() const { return counts_; }
  // The ids that WriteBase and Append gave.
  const std::map<model::Term, model::TermId>& ids() const { return ids_; }

 private:
  std::unique_ptr<kv::MemoryKeyValue> store_ = kv::MemoryKeyValue::Create();
  DictionaryCounts counts_;
  std::map<model::Term, model::TermId> ids_;
};

// Terms of every kind that the dictionary keeps: odd numbers and dates, tagged text, other types, all planes,
// empty and very long ones, all of them different.
std::vector<model::Term> OddTerms();

}  // namespace tern::dictionary

#endif  // TERN_TESTS_STORAGE_DICTIONARY_TEST_DICTIONARY_H_
