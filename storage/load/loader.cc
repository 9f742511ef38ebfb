// Ids while a load is read, turned into real ones by Finish:
//   kLocal       payload: number in the vocabulary
//   kBlank       payload: number of the blank node in the load, from 0
//   kClaimIriBase, kClaimBlank   (claim column) the same number << 2 | stance
//   kClaim       (object) a label of the claim collector
// Inline values are real from the start.
#include "storage/load/loader.h"

#include <array>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "storage/dictionary/dictionary.h"
#include "storage/load/claim_collector.h"
#include "storage/load/row_sorter.h"
#include "storage/load/vocabulary.h"
#include "storage/model/dictionary_key.h"
#include "storage/model/inline_value.h"
#include "storage/model/text.h"
#include "storage/store/bulk.h"
#include "storage/store/term_resolver.h"

namespace tern::load {
namespace {

using model::Row;
using model::Tag;
using model::Term;
using model::TermId;
using model::TermKind;
using store::ClaimSpec;
using store::Fact;

constexpr uint64_t kPollItems = 64 * 1024;
// Rows are indexed by 32 bits while they are sorted.
constexpr uint64_t kMaxRows = (uint64_t{1} << 32) - 1;

std::string_view SortPhase(order::Order order) {
  static constexpr std::array<std::string_view, order::kOrderCount> kPhases = {"sort SPO",
                                                                               "sort PSO",
                                                                               "sort POS",
                                                                               "sort OSP",
                                                                               "sort CSPO",
                                                                               "sort claim properties",
                                                                               "sort claim properties"};
  return kPhases[static_cast<size_t>(order) - 1];
}

std::string_view WritePhase(order::Order order) {
  static constexpr std::array<std::string_view, order::kOrderCount> kPhases = {"write SPO",
                                                                               "write PSO",
                                                                               "write POS",
                                                                               "write OSP",
                                                                               "write CSPO",
                                                                               "write claim properties",
                                                                               "write claim properties"};
  return kPhases[static_cast<size_t>(order) - 1];
}

absl::Status CheckProperties(const ClaimSpec& claim) {
  for (const auto& [predicate, object] : claim.properties) {
    if (absl::Status status = store::CheckPredicate(predicate); !status.ok()) return status;
    if (absl::Status status = store::CheckObject(object); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status CheckLength(const Term& term) {
  if (term.value.size() <= store::kMaxTermBytes) return absl::OkStatus();
  return absl::InvalidArgumentError(
      model::StrCat("a term has ", term.value.size(), " bytes, more than ", store::kMaxTermBytes));
}

absl::Status CheckFact(const Fact& fact) {
  if (absl::Status status = store::CheckSubject(fact.subject); !status.ok()) return status;
  if (absl::Status status = store::CheckPredicate(fact.predicate); !status.ok()) return status;
  if (absl::Status status = store::CheckObject(fact.object); !status.ok()) return status;
  for (const Term* term : {&fact.subject, &fact.predicate, &fact.object}) {
    if (absl::Status status = CheckLength(*term); !status.ok()) return status;
  }
  if (fact.subject.kind == TermKind::kClaim && fact.claim.kind != ClaimSpec::Kind::kNone) {
    return absl::InvalidArgumentError("a property of a claim cannot itself be claimed");
  }
  if (fact.claim.kind == ClaimSpec::Kind::kNamed) return store::CheckGraph(fact.claim.name);
  return CheckProperties(fact.claim);
}

Term TermOf(const TermView& view) {
  return {view.kind, std::string(view.value), std::string(view.datatype), std::string(view.language)};
}

Fact FactOf(const FactView& view) {
  Fact fact{TermOf(view.subject), TermOf(view.predicate), TermOf(view.object), {}};
  fact.claim.kind = view.claim.kind;
  fact.claim.stance = view.claim.stance;
  fact.claim.name = TermOf(view.claim.name);
  fact.claim.label = std::string(view.claim.label);
  return fact;
}

class LoaderImpl final : public Loader {
 public:
  LoaderImpl(store::BulkStore* bulk, LoadOptions options) : bulk_(bulk), options_(std::move(options)) {}

  void StartFile() override {
    EndFile();
    blank_labels_.clear();
  }

  std::unique_ptr<LoadWorker> NewWorker() override { return std::make_unique<Worker>(*this); }
  absl::Status Add(const Fact& fact) override;
  void SavePrefix(const std::string& name, const std::string& iri) override { prefixes_[name] = iri; }
  absl::StatusOr<LoadResult> Finish() override;

 private:
  // All workers fill the same vocabulary, one at a time.
  class Worker final : public LoadWorker {
   public:
    explicit Worker(LoaderImpl& loader) : loader_(loader) {}
    void StartChunk(uint32_t /*chunk*/) override {}
    absl::Status Add(const FactView& fact) override { return Add(FactOf(fact)); }
    absl::Status Add(const Fact& fact) override {
      const std::lock_guard<std::mutex> lock(loader_.add_mutex_);
      return loader_.Add(fact);
    }

   private:
    LoaderImpl& loader_;
  };

  void EndFile() {
    absl::Status status = claims_.EndFile();
    if (file_error_.ok()) file_error_ = std::move(status);
  }

  absl::StatusOr<TermId> Provisional(const Term& term);
  absl::StatusOr<store::PropertyList> ProvisionalProperties(const ClaimSpec& claim);
  absl::Status AddProperty(const Fact& fact);
  absl::Status AddStatement(const Fact& fact, const store::FactKey& key);

  absl::StatusOr<std::optional<store::BulkCommit>> Prepare(const store::SnapshotImpl& base);
  absl::Status NumberTerms(const store::SnapshotImpl& base, store::BulkCommit& commit);
  absl::Status FindTerms(const store::SnapshotImpl& base, store::BulkCommit& commit);
  TermId Final(TermId id) const;
  absl::StatusOr<dictionary::DictionaryCounts> WriteBase(const dictionary::BaseWriter::Put& put,
                                                         uint32_t generation) const;

  // Tells where the load stands, and asks whether to go on. From any thread.
  absl::Status Report(std::string_view phase, uint64_t done, uint64_t total);

  store::BulkStore* const bulk_;
  const LoadOptions options_;
  std::mutex report_mutex_;
  std::mutex add_mutex_;

  Vocabulary vocabulary_;
  ClaimCollector claims_;
  std::vector<Row> rows_;        // statements as SPO rows, but for anonymous claims
  std::vector<Row> properties_;  // filled by Finish
  absl::flat_hash_map<std::string, uint64_t> blank_labels_;  // of the current file
  uint64_t blank_count_ = 0;
  std::map<std::string, std::string> prefixes_;
  uint64_t facts_read_ = 0;
  uint64_t items_read_ = 0;
  absl::Status file_error_;
  absl::Status stopped_;  // cancelled, or too large

  std::vector<uint32_t> sorted_terms_;
  std::vector<TermId> term_ids_;  // by number in the vocabulary
  uint64_t first_blank_ = 0;
};

absl::StatusOr<TermId> LoaderImpl::Provisional(const Term& term) {
  switch (term.kind) {
    case TermKind::kClaim:
      return claims_.LabelId(term.value);
    case TermKind::kBlank: {
      const auto [entry, is_new] = blank_labels_.try_emplace(term.value, blank_count_);
      if (is_new) ++blank_count_;
      return TermId(Tag::kBlank, entry->second);
    }
    case TermKind::kLiteral: {
      const std::optional<TermId> id = model::EncodeInline(term);
      if (id.has_value()) return *id;
      break;
    }
    case TermKind::kIri:
      break;
  }
  const absl::StatusOr<uint32_t> number = vocabulary_.Add(term);
  if (!number.ok()) return number.status();
  return TermId(Tag::kLocal, *number);
}

absl::StatusOr<store::PropertyList> LoaderImpl::ProvisionalProperties(const ClaimSpec& claim) {
  store::PropertyList properties;
  for (const auto& [predicate, object] : claim.properties) {
    const absl::StatusOr<TermId> predicate_id = Provisional(predicate);
    if (!predicate_id.ok()) return predicate_id.status();
    const absl::StatusOr<TermId> object_id = Provisional(object);
    if (!object_id.ok()) return object_id.status();
    properties.emplace_back(*predicate_id, *object_id);
  }
  return properties;
}

absl::Status LoaderImpl::Add(const Fact& fact) {
  if (!stopped_.ok()) return stopped_;
  if (absl::Status status = CheckFact(fact); !status.ok()) return status;
  if (++items_read_ % kPollItems == 0) {
    stopped_ = Report("read", items_read_, 0);
    if (!stopped_.ok()) return stopped_;
  }
  if (fact.subject.kind == TermKind::kClaim) return AddProperty(fact);
  store::FactKey key;
  const Term* terms[] = {&fact.subject, &fact.predicate, &fact.object};
  for (size_t i = 0; i < key.size(); ++i) {
    const absl::StatusOr<TermId> id = Provisional(*terms[i]);
    if (!id.ok()) return stopped_ = id.status();
    key[i] = *id;
  }
  if (rows_.size() + claims_.claim_count() >= kMaxRows) {
    return stopped_ = absl::ResourceExhaustedError(
               model::StrCat("a load has more than ", kMaxRows, " statements; load the rest separately"));
  }
  if (absl::Status status = AddStatement(fact, key); !status.ok()) return stopped_ = status;
  ++facts_read_;
  return absl::OkStatus();
}

absl::Status LoaderImpl::AddProperty(const Fact& fact) {
  const absl::StatusOr<TermId> predicate = Provisional(fact.predicate);
  if (!predicate.ok()) return stopped_ = predicate.status();
  const absl::StatusOr<TermId> object = Provisional(fact.object);
  if (!object.ok()) return stopped_ = object.status();
  claims_.AddProperty(fact.subject.value, {*predicate, *object});
  return absl::OkStatus();
}

absl::Status LoaderImpl::AddStatement(const Fact& fact, const store::FactKey& key) {
  const ClaimSpec& claim = fact.claim;
  TermId claim_id;
  switch (claim.kind) {
    case ClaimSpec::Kind::kNone:
      break;
    case ClaimSpec::Kind::kAnonymous: {
      const absl::StatusOr<store::PropertyList> properties = ProvisionalProperties(claim);
      if (!properties.ok()) return properties.status();
      claims_.AddAnonymous(key, claim.stance, *properties);
      return absl::OkStatus();
    }
    case ClaimSpec::Kind::kLabelled:
      claims_.AddLabelled(claim.label, key, claim.stance);
      return absl::OkStatus();
    case ClaimSpec::Kind::kNamed: {
      const absl::StatusOr<TermId> name = Provisional(claim.name);
      if (!name.ok()) return name.status();
      const Tag tag = name->tag() == Tag::kBlank ? Tag::kClaimBlank : Tag::kClaimIriBase;
      claim_id = TermId(tag, name->payload() << 2 | static_cast<uint64_t>(claim.stance));
      break;
    }
  }
  rows_.push_back({key[0], key[1], key[2], claim_id});
  return absl::OkStatus();
}

absl::StatusOr<LoadResult> LoaderImpl::Finish() {
  if (!stopped_.ok()) return stopped_;
  EndFile();
  if (!file_error_.ok()) return file_error_;
  if (absl::Status status = Report("read", items_read_, items_read_); !status.ok()) return status;
  const absl::StatusOr<store::CommitResult> committed =
      bulk_->CommitBulk([this](const store::SnapshotImpl& base,
                               uint32_t generation) -> absl::StatusOr<std::optional<store::BulkCommit>> {
        absl::StatusOr<std::optional<store::BulkCommit>> commit = Prepare(base);
        if (commit.ok() && commit->has_value() && base.state().head.terms.total() == 0 &&
            vocabulary_.size() > 0) {
          (*commit)->write_base = [this, generation](const dictionary::BaseWriter::Put& put) {
            return WriteBase(put, generation);
          };
        }
        return commit;
      });
  if (!committed.ok()) return committed.status();
  return LoadResult{facts_read_, committed->inserted, facts_read_ - committed->inserted, committed->commit};
}

absl::StatusOr<std::optional<store::BulkCommit>> LoaderImpl::Prepare(const store::SnapshotImpl& base) {
  if (rows_.empty() && claims_.empty() && prefixes_.empty()) return std::optional<store::BulkCommit>();
  store::BulkCommit commit;
  commit.head = base.state().head;
  commit.save_prefixes = prefixes_;
  first_blank_ = commit.head.next_blank;
  commit.head.next_blank += blank_count_;
  if (absl::Status status = NumberTerms(base, commit); !status.ok()) return status;

  std::vector<Row> claimed;
  const auto remap = [this](TermId id) { return Final(id); };
  if (absl::Status status = claims_.Resolve(base, remap, commit.head.next_claim, claimed, properties_);
      !status.ok()) {
    return status;
  }
  for (Row& row : rows_) row = {Final(row[0]), Final(row[1]), Final(row[2]), Final(row[3])};
  rows_.insert(rows_.end(), claimed.begin(), claimed.end());
  std::vector<Row>().swap(claimed);

  if (absl::Status status = Report("sort SPO", 0, rows_.size()); !status.ok()) return status;
  SortRows(rows_);
  SortRows(properties_);
  commit.rows = rows_.size() + properties_.size();
  commit.more_rows = [this](order::Order order) -> absl::StatusOr<std::vector<Row>> {
    const bool facts = order != order::Order::kPropertySpo && order != order::Order::kPropertyPos;
    const std::vector<Row>& source = facts ? rows_ : properties_;
    if (absl::Status status = Report(SortPhase(order), 0, source.size()); !status.ok()) return status;
    return RowsInOrder(source, order);
  };
  const uint64_t total = base.totals().statements + rows_.size();
  commit.checkpoint = [this, total](order::Order order, uint64_t rows) {
    return Report(WritePhase(order), rows, total);
  };
  commit.before_ingest = [this] { return Report("ingest", 0, 0); };
  return commit;
}

absl::Status LoaderImpl::NumberTerms(const store::SnapshotImpl& base, store::BulkCommit& commit) {
  if (absl::Status status = Report("sort terms", 0, vocabulary_.size()); !status.ok()) return status;
  sorted_terms_ = vocabulary_.Sorted();
  term_ids_.resize(vocabulary_.size());
  if (commit.head.terms.total() > 0) return FindTerms(base, commit);
  std::array<uint64_t, 32> ranks = {};
  for (const uint32_t number : sorted_terms_) {
    const Tag tag = vocabulary_.tag(number);
    term_ids_[number] = TermId(tag, ranks[static_cast<size_t>(tag)]++);
  }
  return absl::OkStatus();
}

absl::Status LoaderImpl::FindTerms(const store::SnapshotImpl& base, store::BulkCommit& commit) {
  std::vector<uint32_t> added;
  for (size_t i = 0; i < sorted_terms_.size(); ++i) {
    if (i % kPollItems == 0) {
      if (absl::Status status = Report("sort terms", i, sorted_terms_.size()); !status.ok()) return status;
    }
    const uint32_t number = sorted_terms_[i];
    const absl::StatusOr<Term> term =
        model::TermFromDictionaryKey(vocabulary_.tag(number), vocabulary_.key(number));
    if (!term.ok()) return term.status();
    const absl::StatusOr<TermId> known = base.Find(*term);
    if (!known.ok()) return known.status();
    term_ids_[number] = *known;
    if (!known->is_null()) continue;
    const Tag tag = model::DictionaryTagsOf(*term).appended;
    term_ids_[number] = TermId(tag, commit.head.terms.terms[static_cast<size_t>(tag)]++);
    added.push_back(number);
  }
  commit.for_each_appended = [this, added = std::move(added)](const store::BulkCommit::VisitTerm& visit) {
    for (const uint32_t number : added) {
      const absl::StatusOr<Term> term =
          model::TermFromDictionaryKey(vocabulary_.tag(number), vocabulary_.key(number));
      if (!term.ok()) return term.status();
      visit(term_ids_[number], *term);
    }
    return absl::OkStatus();
  };
  return absl::OkStatus();
}

TermId LoaderImpl::Final(TermId id) const {
  switch (id.tag()) {
    case Tag::kLocal:
      return term_ids_[id.payload()];
    case Tag::kBlank:
      return TermId(Tag::kBlank, first_blank_ + id.payload());
    case Tag::kClaim:
      return claims_.ClaimOf(id);
    case Tag::kClaimIriBase:
      return model::NamedClaim(term_ids_[id.payload() >> 2], model::StanceOf(id));
    case Tag::kClaimBlank:
      return model::NamedClaim(TermId(Tag::kBlank, first_blank_ + (id.payload() >> 2)), model::StanceOf(id));
    default:
      return id;
  }
}

absl::StatusOr<dictionary::DictionaryCounts> LoaderImpl::WriteBase(const dictionary::BaseWriter::Put& put,
                                                                   uint32_t generation) const {
  dictionary::BaseWriter writer(generation, put);
  for (const uint32_t number : sorted_terms_) {
    absl::Status status = writer.Add(vocabulary_.tag(number), vocabulary_.key(number));
    if (!status.ok()) return status;
  }
  return writer.Finish();
}

absl::Status LoaderImpl::Report(std::string_view phase, uint64_t done, uint64_t total) {
  const std::lock_guard<std::mutex> lock(report_mutex_);
  if (options_.progress) options_.progress({phase, done, total});
  if (options_.cancelled && options_.cancelled()) return absl::CancelledError("the load was cancelled");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Loader>> Loader::Create(store::Store* store, LoadOptions options) {
  store::BulkStore* bulk = store::BulkStore::Of(store);
  if (bulk == nullptr)
    return absl::FailedPreconditionError("the store is open to read only: nothing can be loaded");
  return std::make_unique<LoaderImpl>(bulk, std::move(options));
}

}  // namespace tern::load
