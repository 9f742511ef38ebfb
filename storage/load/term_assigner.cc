#include "storage/load/term_assigner.h"

#include <cstring>
#include <utility>

#include "storage/model/dictionary_key.h"
#include "storage/model/inline_value.h"
#include "storage/model/term.h"

namespace tern::load {
namespace {

using model::Tag;
using model::TermId;

// In front of the name of what is local to a file: the file and the name's length (LoadWorkerImpl).
constexpr size_t kLocalPrefixBytes = 8;

struct AppendedHeader {
  TermId id;
  uint64_t key_bytes;
};

}  // namespace

TermAssigner::TermAssigner(store::BulkStore* bulk, const store::SnapshotImpl& base, uint32_t generation,
                           const std::string& scratch, ClaimCollector* labels)
    : bulk_(bulk),
      base_(base),
      labels_(labels),
      base_path_(scratch + "/base.sst"),
      counts_(base.state().head.terms),
      next_blank_(base.state().head.next_blank),
      makes_base_(base.state().head.terms.total() == 0),
      base_writer_(generation, [this](std::string_view key,
                                      std::string_view value) { return base_table_->Put(key, value); }),
      appended_(scratch + "/appended") {}

absl::StatusOr<TermId> TermAssigner::Assign(Tag tag, std::string_view key) {
  switch (tag) {
    case Tag::kBlank:
      return TermId(Tag::kBlank, next_blank_++);
    case Tag::kClaim:
      labels_->AddLabel(std::string(key.substr(kLocalPrefixBytes)));
      return ClaimCollector::LabelId(next_label_++);
    default:
      return makes_base_ ? AddToBase(tag, key) : FindOrAppend(tag, key);
  }
}

absl::StatusOr<TermId> TermAssigner::AddToBase(Tag tag, std::string_view key) {
  if (base_table_ == nullptr) {
    absl::StatusOr<std::unique_ptr<kv::TableWriter>> table =
        bulk_->NewTable(kv::Family::kDictionary, base_path_);
    if (!table.ok()) return table.status();
    base_table_ = *std::move(table);
  }
  if (absl::Status status = base_writer_.Add(tag, key); !status.ok()) return status;
  ++base_terms_;
  return TermId(tag, counts_.terms[static_cast<size_t>(tag)]++);
}

absl::StatusOr<TermId> TermAssigner::FindOrAppend(Tag tag, std::string_view key) {
  const absl::StatusOr<model::Term> term = model::TermFromDictionaryKey(tag, key);
  if (!term.ok()) return term.status();
  const absl::StatusOr<TermId> known = base_.Find(*term);
  if (!known.ok() || !known->is_null()) return known;
  const Tag appended = model::DictionaryTagsOf(*term).appended;
  const AppendedHeader header = {TermId(appended, counts_.terms[static_cast<size_t>(appended)]++),
                                 key.size()};
  std::string record(sizeof header, '\0');
  std::memcpy(record.data(), &header, sizeof header);
  record.append(key);
  if (absl::Status status = appended_.Add(record); !status.ok()) return status;
  return header.id;
}

absl::Status TermAssigner::Finish() {
  if (absl::Status status = appended_.Finish(); !status.ok()) return status;
  if (base_table_ == nullptr) return absl::OkStatus();
  const absl::StatusOr<dictionary::DictionaryCounts> counts = base_writer_.Finish();
  if (!counts.ok()) return counts.status();
  counts_ = *counts;
  return base_table_->Finish();
}

void TermAssigner::FillIn(store::BulkCommit& commit) const {
  commit.head.terms = counts_;
  commit.head.next_blank = next_blank_;
  if (base_terms_ > 0) commit.base_table = kv::TableFile{kv::Family::kDictionary, base_path_};
  commit.for_each_appended = [this](store::BulkCommit::VisitTerm visit) { return VisitAppended(visit); };
}

absl::Status TermAssigner::VisitAppended(store::BulkCommit::VisitTerm visit) const {
  ScratchReader reader(appended_.path());
  while (true) {
    const absl::StatusOr<std::string_view> frame = reader.NextFrame();
    if (!frame.ok()) return frame.status();
    if (frame->empty()) return absl::OkStatus();
    for (std::string_view rest = *frame; !rest.empty();) {
      AppendedHeader header{};
      if (rest.size() < sizeof header) return absl::DataLossError("a scratch file ends inside a term");
      std::memcpy(&header, rest.data(), sizeof header);
      rest.remove_prefix(sizeof header);
      if (rest.size() < header.key_bytes) return absl::DataLossError("a scratch file ends inside a term");
      if (absl::Status status = visit(header.id, rest.substr(0, header.key_bytes)); !status.ok())
        return status;
      rest.remove_prefix(header.key_bytes);
    }
  }
}

}  // namespace tern::load
