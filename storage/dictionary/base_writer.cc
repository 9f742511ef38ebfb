#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/block/byte_reader.h"
#include "storage/dictionary/dictionary.h"
#include "storage/dictionary/keys.h"
#include "storage/dictionary/page.h"

namespace tern::dictionary {
namespace {

using block::AppendVarint;
using block::ByteReader;
using model::Tag;

size_t SharedBytes(std::string_view a, std::string_view b) {
  const size_t limit = std::min(a.size(), b.size());
  size_t shared = 0;
  while (shared < limit && a[shared] == b[shared]) ++shared;
  return shared;
}

// The separators of one tag in the sequence of its pages, each as what differs from the one before.
class SeparatorList {
 public:
  void Add(std::string_view separator) {
    const size_t shared = SharedBytes(last_, separator);
    AppendVarint(shared, bytes_);
    AppendVarint(separator.size() - shared, bytes_);
    bytes_.append(separator.substr(shared));
    last_.assign(separator);
    ++count_;
  }

  template <typename Visit>
  absl::Status ForEach(const Visit& visit) const {
    ByteReader reader(bytes_);
    std::string separator;
    for (uint32_t page = 0; page < count_; ++page) {
      uint64_t shared = 0, added = 0;
      reader.ReadVarint(shared);
      reader.ReadVarint(added);
      separator.resize(shared);
      separator.append(reinterpret_cast<const char*>(reader.ReadBytes(added)), added);
      if (auto status = visit(page, separator); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  uint32_t count() const { return count_; }

 private:
  std::string bytes_;
  std::string last_;
  uint32_t count_ = 0;
};

}  // namespace

struct BaseWriter::Impl {
  struct TagSeparators {
    Tag tag;
    SeparatorList separators;
  };

  absl::Status Check(Tag tag, std::string_view key) const;
  absl::Status Add(Tag tag, std::string_view key);
  absl::Status StartPage(Tag tag, std::string_view first_key);
  absl::Status FinishPage();
  absl::Status PutSeparators();

  uint32_t generation = 0;
  Put put;
  absl::Status status;  // of the first failure
  DictionaryCounts counts;
  std::vector<TagSeparators> tags;  // the last is the current one
  PageBuilder page;
  std::string last_key;
};

absl::Status BaseWriter::Impl::Check(Tag tag, std::string_view key) const {
  if (!IsBaseTag(tag))
    return absl::InvalidArgumentError(absl::StrCat("tag ", static_cast<int>(tag), " has no base"));
  if (key.size() > kMaxTermKeyBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("a term of ", key.size(), " bytes; at most ", kMaxTermKeyBytes));
  }
  const bool ascends = tags.empty() || tags.back().tag < tag || (tags.back().tag == tag && last_key < key);
  if (!ascends) return absl::InvalidArgumentError("terms of the dictionary's base must ascend");
  return absl::OkStatus();
}

absl::Status BaseWriter::Impl::Add(Tag tag, std::string_view key) {
  if (auto checked = Check(tag, key); !checked.ok()) return checked;
  if (tags.empty() || tags.back().tag != tag) {
    if (auto finished = FinishPage(); !finished.ok()) return finished;
    tags.push_back({tag, {}});
  }
  if (page.count() == 0) {
    if (auto started = StartPage(tag, key); !started.ok()) return started;
  }
  if (page.Add(key)) {
    const auto position = static_cast<uint8_t>(page.count() - 1);
    const std::string long_key = LongTermKey(generation, tag, tags.back().separators.count() - 1, position);
    if (auto written = put(long_key, key); !written.ok()) return written;
  }
  last_key.assign(key);
  ++counts.terms[static_cast<size_t>(tag)];
  return page.count() == kTermsPerPage ? FinishPage() : absl::OkStatus();
}

absl::Status BaseWriter::Impl::StartPage(Tag tag, std::string_view first_key) {
  SeparatorList& separators = tags.back().separators;
  if (separators.count() == std::numeric_limits<uint32_t>::max()) {
    return absl::ResourceExhaustedError(absl::StrCat("too many terms of tag ", static_cast<int>(tag)));
  }
  // The first page takes whatever sorts before it too. Any other begins at the shortest text above the page
  // before.
  const size_t size = separators.count() == 0 ? 0 : SharedBytes(last_key, first_key) + 1;
  separators.Add(first_key.substr(0, std::min(size, kMaxSeparatorBytes)));
  return absl::OkStatus();
}

absl::Status BaseWriter::Impl::FinishPage() {
  if (page.count() == 0) return absl::OkStatus();
  const TagSeparators& current = tags.back();
  return put(PageKey(generation, current.tag, current.separators.count() - 1), page.Finish());
}

absl::Status BaseWriter::Impl::PutSeparators() {
  for (const TagSeparators& current : tags) {
    const auto written = current.separators.ForEach([&](uint32_t number, std::string_view separator) {
      std::string value;
      block::AppendLittleEndian(number, value);
      return put(SeparatorKey(generation, current.tag, separator, number), value);
    });
    if (!written.ok()) return written;
  }
  return absl::OkStatus();
}

BaseWriter::BaseWriter(uint32_t generation, Put put) : impl_(std::make_unique<Impl>()) {
  impl_->generation = generation;
  impl_->put = std::move(put);
}

BaseWriter::~BaseWriter() = default;

absl::Status BaseWriter::Add(Tag tag, std::string_view key) {
  if (impl_->status.ok()) impl_->status = impl_->Add(tag, key);
  return impl_->status;
}

absl::StatusOr<DictionaryCounts> BaseWriter::Finish() {
  if (impl_->status.ok()) impl_->status = impl_->FinishPage();
  if (impl_->status.ok()) impl_->status = impl_->PutSeparators();
  if (!impl_->status.ok()) return impl_->status;
  if (impl_->counts.total() > 0) impl_->counts.base_generation = impl_->generation;
  return impl_->counts;
}

}  // namespace tern::dictionary
