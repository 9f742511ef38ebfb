#include "storage/load/vocabulary_run.h"

#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace tern::load {
namespace {

using model::Tag;
using model::TermId;

TEST(VocabularyRunTest, AllRunsGetTheSameIdsInTheOrderOfTheKeys) {
  const std::filesystem::path directory =
      std::filesystem::temp_directory_path() / ("tern-runs-" + std::to_string(std::random_device()()));
  std::filesystem::create_directories(directory);
  std::mt19937_64 random(11);
  std::vector<VocabularyRun> runs;
  std::vector<std::vector<std::string>> keys_of_run;  // by number; the tag in front
  std::set<std::string> all;
  for (int i = 0; i < 7; ++i) {
    PartialVocabulary vocabulary(size_t{1} << 20);
    keys_of_run.emplace_back();
    for (int n = 0; n < 900 * (i % 3); ++n) {  // some have nothing
      const Tag tag = random() % 2 == 0 ? Tag::kStringBase : Tag::kIriBase;
      std::string key = "http://example.org/" + std::to_string(random() % 3000);
      if (random() % 200 == 0) key.append(400000, 'l');
      const auto number = vocabulary.Add(tag, key, PartialVocabulary::HashOf(tag, key));
      if (!number.has_value()) break;
      key.insert(key.begin(), static_cast<char>(tag));
      if (*number == keys_of_run.back().size()) keys_of_run.back().push_back(key);
      all.insert(key);
    }
    runs.push_back({(directory / std::to_string(i)).string(), vocabulary.size()});
    ASSERT_TRUE(WriteVocabularyRun(vocabulary, runs.back()).ok());
  }
  std::map<std::string, TermId> id_of;
  std::vector<std::string> sequence;
  const absl::Status merged = MergeVocabularyRuns(runs, [&](Tag tag, std::string_view key) {
    sequence.push_back(std::string(1, static_cast<char>(tag)) + std::string(key));
    const TermId id(tag, sequence.size());
    id_of[sequence.back()] = id;
    return absl::StatusOr<TermId>(id);
  });
  ASSERT_TRUE(merged.ok()) << merged;
  EXPECT_EQ(sequence, std::vector<std::string>(all.begin(), all.end()));
  for (size_t i = 0; i < runs.size(); ++i) {
    const auto ids = ReadFinalIds(runs[i]);
    ASSERT_TRUE(ids.ok()) << ids.status();
    ASSERT_EQ(ids->size(), keys_of_run[i].size());
    for (size_t number = 0; number < ids->size(); ++number) {
      ASSERT_EQ((*ids)[number], id_of[keys_of_run[i][number]]);
    }
  }
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace tern::load
