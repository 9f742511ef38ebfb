#include "tests/storage/dictionary/test_dictionary.h"

#include <algorithm>
#include <iterator>

#include "gtest/gtest.h"
#include "storage/model/dictionary_key.h"
#include "storage/model/inline_value.h"

namespace tern::dictionary {

using model::Tag;
using model::Term;
using model::TermId;

void TestDictionary::WriteBase(const std::vector<Term>& terms, uint32_t generation) {
  std::map<std::pair<Tag, std::string>, Term> sorted;
  for (const Term& term : terms) {
    sorted.emplace(std::pair(model::DictionaryTagsOf(term).base, model::DictionaryKey(term)), term);
  }
  kv::Batch batch;
  BaseWriter writer(generation, [&](std::string_view key, std::string_view value) {
    batch.Put(kv::Family::kDictionary, std::string(key), std::string(value));
    return absl::OkStatus();
  });
  std::map<Tag, uint64_t> ranks;
  for (const auto& [place, term] : sorted) {
    ASSERT_TRUE(writer.Add(place.first, place.second).ok());
    ids_[term] = TermId(place.first, ranks[place.first]++);
  }
  const auto counts = writer.Finish();
  ASSERT_TRUE(counts.ok()) << counts.status();
  counts_ = *counts;
  ASSERT_TRUE(store_->Write(batch).ok());
}

TermId TestDictionary::Append(const Term& term) {
  const Tag tag = model::DictionaryTagsOf(term).appended;
  const TermId id(tag, counts_.terms[static_cast<size_t>(tag)]++);
  kv::Batch batch;
  AppendTerm(term, id, batch);
  EXPECT_TRUE(store_->Write(batch).ok());
  ids_[term] = id;
  return id;
}

Dictionary TestDictionary::Open(std::shared_ptr<PageCache> cache) const {
  return OpenWith(counts_, std::move(cache));
}

Dictionary TestDictionary::OpenWith(const DictionaryCounts& counts, std::shared_ptr<PageCache> cache) const {
  return Dictionary(store_->NewView().value(), counts, std::move(cache));
}

void TestDictionary::Put(std::string key, std::string value) {
  kv::Batch batch;
  batch.Put(kv::Family::kDictionary, std::move(key), std::move(value));
  EXPECT_TRUE(store_->Write(batch).ok());
}

void TestDictionary::Delete(std::string key) {
  kv::Batch batch;
  batch.Delete(kv::Family::kDictionary, std::move(key));
  EXPECT_TRUE(store_->Write(batch).ok());
}

std::string TestDictionary::Get(const std::string& key) const {
  const auto value = store_->NewView().value()->Get(kv::Family::kDictionary, key);
  EXPECT_TRUE(value.ok() && value->has_value());
  return std::string((*value)->bytes());
}

std::vector<Term> OddTerms() {
  using namespace std::string_literals;
  const std::string xsd(model::iri::kXsd);
  const std::vector<std::string> texts = {
      "",
      "\0"s,
      "\0\0\xff"s,
      "a\0b"s,
      "a",
      "a ",
      "é",
      "中国",
      "\xf0\x9f\x98\x80",  // U+1F600
      "\xf4\x8f\xbf\xbd",  // U+10FFFD
      "b12",
      std::string(255, 'x'),
      std::string(256, 'x'),
      std::string(257, 'x'),
      std::string(1023, 'x'),
      std::string(1024, 'x'),
      std::string(1025, 'x'),
      std::string(5000, 'x'),
      std::string(5000, 'x') + "y",
      std::string(size_t{1} << 20, 'x'),
      std::string((size_t{1} << 20) - 1, 'x') + "y",
  };
  std::vector<Term> terms;
  for (const std::string& text : texts) {
    terms.push_back(Term::Iri("http://example.org/" + text));
    terms.push_back(Term::String(text));
    terms.push_back(Term::LangString(text, "en"));
    terms.push_back(Term::LangString(text, "de-AT"));
    terms.push_back(Term::Typed(text, "http://example.org/type"));
  }
  for (const char* number : {"01", "+1", "-0", "123456789012345678901234567890"}) {
    terms.push_back(Term::Typed(number, xsd + "integer"));
    terms.push_back(Term::Typed(number, xsd + "byte"));
  }
  for (const char* number : {"INF", "-INF", "NaN", "1.2345678901234567e8"}) {
    terms.push_back(Term::Typed(number, xsd + "double"));
    terms.push_back(Term::Typed(number, xsd + "float"));
  }
  terms.push_back(Term::Typed("0000000000000000001.5", xsd + "decimal"));
  terms.push_back(Term::Typed("-12345-01-01", xsd + "date"));
  terms.push_back(Term::Typed("2025-12-12+13:59", xsd + "date"));
  terms.push_back(Term::Typed("2025-12-12T00:00:00.123456789Z", xsd + "dateTime"));
  terms.push_back(Term::Typed("not a number", xsd + "integer"));

  // What has an inline id after all has no place here.
  std::vector<Term> kept;
  std::copy_if(terms.begin(), terms.end(), std::back_inserter(kept),
               [](const Term& term) { return !model::EncodeInline(term).has_value(); });
  return kept;
}

}  // namespace tern::dictionary
