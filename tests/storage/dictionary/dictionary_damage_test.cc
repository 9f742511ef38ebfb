// A dictionary whose bytes are damaged says so, names the place, and never gives a wrong term.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/dictionary/dictionary.h"
#include "storage/dictionary/keys.h"
#include "storage/dictionary/page_cache.h"
#include "storage/model/dictionary_key.h"
#include "tests/storage/dictionary/test_dictionary.h"

namespace tern::dictionary {
namespace {

using model::Tag;
using model::Term;
using model::TermId;
using ::testing::HasSubstr;

constexpr uint32_t kGeneration = 3;

Term Name(int i) { return Term::Iri("http://example.org/" + std::to_string(10000 + i)); }
Term LongName(int i) {
  return Term::Iri("http://example.org/" + std::string(3000, 'x') + std::to_string(10000 + i));
}

class DictionaryDamageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::vector<Term> terms;
    for (int i = 0; i < 300; ++i) terms.push_back(Name(i));
    for (int i = 0; i < 3; ++i) terms.push_back(LongName(i));
    test_.WriteBase(terms, kGeneration);
    for (int i = 300; i < 310; ++i) test_.Append(Name(i));
    long_appended_ = test_.Append(LongName(3));
  }

  void ExpectDataLoss(const absl::Status& status, const std::string& message) {
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(message));
  }

  // Whatever is read is right or DataLoss.
  void ExpectNothingWrong() {
    for (const auto& cache : {std::shared_ptr<PageCache>(), std::make_shared<PageCache>()}) {
      const Dictionary dictionary = test_.Open(cache);
      for (const auto& [term, id] : test_.ids()) {
        const auto found = dictionary.Find(term);
        EXPECT_TRUE(found.ok() ? *found == id : absl::IsDataLoss(found.status())) << found.status();
        const auto resolved = dictionary.Resolve(id);
        EXPECT_TRUE(resolved.ok() ? *resolved == term : absl::IsDataLoss(resolved.status()))
            << resolved.status();
      }
    }
  }

  TestDictionary test_;
  TermId long_appended_;
};

TEST_F(DictionaryDamageTest, AMissingPageIsNamed) {
  test_.Delete(PageKey(kGeneration, Tag::kIriBase, 1));
  const Dictionary dictionary = test_.Open();
  const std::string message = "dictionary: page 1 of tag 24, generation 3: is missing";
  ExpectDataLoss(dictionary.Resolve(TermId(Tag::kIriBase, 200)).status(), message);
  ExpectDataLoss(dictionary.Find(Name(200)).status(), message);
  ExpectDataLoss(dictionary.ResolveMany({TermId(Tag::kIriBase, 5), TermId(Tag::kIriBase, 200)}).status(),
                 message);
  ExpectDataLoss(dictionary.ForEach(Tag::kIriBase, [](TermId, const Term&) { return absl::OkStatus(); }),
                 message);
  EXPECT_TRUE(dictionary.Resolve(TermId(Tag::kIriBase, 5)).ok());
}

TEST_F(DictionaryDamageTest, APageInThePlaceOfAnotherIsNoticed) {
  test_.Put(PageKey(kGeneration, Tag::kIriBase, 2), test_.Get(PageKey(kGeneration, Tag::kIriBase, 0)));
  ExpectDataLoss(test_.Open().Resolve(TermId(Tag::kIriBase, 300)).status(), "holds 128 terms in place of 47");
}

TEST_F(DictionaryDamageTest, FlippedBitsOfPagesAreDataLoss) {
  const std::string key = PageKey(kGeneration, Tag::kIriBase, 2);
  const std::string page = test_.Get(key);
  for (size_t bit = 0; bit < page.size() * 8; bit += 13) {
    std::string flipped = page;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    test_.Put(key, flipped);
    ExpectDataLoss(test_.Open().Resolve(TermId(Tag::kIriBase, 290)).status(), "page 2 of tag 24");
  }
}

TEST_F(DictionaryDamageTest, TruncatedPagesAreDataLoss) {
  const std::string key = PageKey(kGeneration, Tag::kIriBase, 2);
  const std::string page = test_.Get(key);
  for (size_t size = 0; size < page.size(); ++size) {
    test_.Put(key, page.substr(0, size));
    ExpectDataLoss(test_.Open().Resolve(TermId(Tag::kIriBase, 290)).status(), "page 2 of tag 24");
  }
  ExpectNothingWrong();
}

TEST_F(DictionaryDamageTest, LongKeysAreVerified) {
  const TermId id = test_.ids().at(LongName(1));
  const std::string key =
      LongTermKey(kGeneration, Tag::kIriBase, 2, static_cast<uint8_t>(id.payload() % kTermsPerPage));
  const std::string whole = test_.Get(key);
  ASSERT_EQ(whole, LongName(1).value);
  const std::vector<std::string> damaged = {"", whole.substr(0, 3000), whole + "x", "y" + whole.substr(1),
                                            whole.substr(0, whole.size() - 1) + "~"};
  for (const std::string& bytes : damaged) {
    test_.Put(key, bytes);
    ExpectDataLoss(test_.Open().Resolve(id).status(), "is damaged");
    ExpectNothingWrong();
  }
  test_.Delete(key);
  ExpectDataLoss(test_.Open().Resolve(id).status(), "is missing");
  ExpectDataLoss(test_.Open().Find(LongName(1)).status(), "is missing");
}

TEST_F(DictionaryDamageTest, SeparatorsAreChecked) {
  const std::string key = SeparatorKey(kGeneration, Tag::kIriBase, "", 0);
  for (const std::string& value : {std::string(), std::string("\0\0\0", 3), std::string("\0\0\0\0\0", 5),
                                   std::string("\x03\0\0\0", 4), std::string(4, '\xff')}) {
    test_.Put(key, value);
    ExpectDataLoss(test_.Open().Find(Name(0)).status(), "a separator of tag 24, generation 3 is damaged");
  }
  test_.Delete(key);
  ExpectDataLoss(test_.Open().Find(Name(0)).status(), "a separator of tag 24, generation 3 is missing");
}

TEST_F(DictionaryDamageTest, CountsThatSayOtherwiseAreDataLoss) {
  DictionaryCounts counts = test_.counts();
  ++counts.terms[static_cast<size_t>(Tag::kIriBase)];
  const auto cache = std::make_shared<PageCache>();
  ASSERT_TRUE(test_.Open(cache).Resolve(TermId(Tag::kIriBase, 302)).ok());
  // The cached page has one term less than the counts say.
  ExpectDataLoss(test_.OpenWith(counts, cache).Resolve(TermId(Tag::kIriBase, 303)).status(),
                 "has no term 47");
  ExpectDataLoss(test_.OpenWith(counts).Resolve(TermId(Tag::kIriBase, 303)).status(), "in place of 48");
}

TEST_F(DictionaryDamageTest, AppendedTermsThatAreMissingAreDataLoss) {
  test_.Delete(AppendedKey(Tag::kIriAppended, 4));
  const Dictionary dictionary = test_.Open();
  const std::string message = "appended term 4 of tag 25 is missing";
  ExpectDataLoss(dictionary.Resolve(TermId(Tag::kIriAppended, 4)).status(), message);
  ExpectDataLoss(dictionary.ForEach(Tag::kIriAppended, [](TermId, const Term&) { return absl::OkStatus(); }),
                 message);
  test_.Delete(AppendedKey(Tag::kIriAppended, long_appended_.payload()));
  ExpectDataLoss(test_.Open().Find(LongName(3)).status(), "is missing");
}

TEST_F(DictionaryDamageTest, ReverseKeysAreChecked) {
  for (const size_t size : {0, 7, 9}) {
    test_.Put(ReverseKey(Tag::kIriAppended, Name(300).value), std::string(size, '\0'));
    ExpectDataLoss(test_.Open().Find(Name(300)).status(), "is damaged");
  }
  test_.Put(LongReversePrefix(Tag::kIriAppended, LongName(3).value) + std::string(1, '\0'), "");
  ExpectDataLoss(test_.Open().Find(LongName(3)).status(), "damaged reverse key");
}

TEST_F(DictionaryDamageTest, BytesThatAreNoTermAreDataLoss) {
  test_.Append(Term::LangString("text", "en"));
  test_.Put(AppendedKey(Tag::kLangStringAppended, 0), "no parts");
  ExpectDataLoss(test_.Open().Resolve(TermId(Tag::kLangStringAppended, 0)).status(), "term 0 of tag 21");
}

TEST_F(DictionaryDamageTest, ErrorsOfTheStoreComeThrough) {
  test_.store().SetFault([](std::string_view operation) {
    return operation == "get" ? absl::DataLossError("block checksum mismatch") : absl::OkStatus();
  });
  const Dictionary dictionary = test_.Open();
  for (const TermId id : {TermId(Tag::kIriBase, 1), TermId(Tag::kIriAppended, 1)}) {
    ExpectDataLoss(dictionary.Resolve(id).status(), "block checksum mismatch");
  }
}

}  // namespace
}  // namespace tern::dictionary
