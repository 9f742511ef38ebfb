#include "storage/load/load_worker.h"

#include <utility>

#include "storage/model/dictionary_key.h"
#include "storage/model/inline_value.h"
#include "storage/model/text.h"
#include "storage/store/term_resolver.h"

namespace tern::load {
namespace {

using model::Tag;
using model::Term;
using model::TermId;
using model::TermKind;
using store::ClaimSpec;

constexpr uint64_t kPollItems = 16 * 1024;

TermView ViewOf(const Term& term) { return {term.kind, term.value, term.datatype, term.language}; }

Term TermOf(const TermView& view) {
  return {view.kind, std::string(view.value), std::string(view.datatype), std::string(view.language)};
}

absl::Status CheckLength(const TermView& term) {
  if (term.value.size() <= store::kMaxTermBytes) return absl::OkStatus();
  return absl::InvalidArgumentError(
      model::StrCat("a term has ", term.value.size(), " bytes, more than ", store::kMaxTermBytes));
}

void AppendBigEndian(uint32_t value, std::string& out) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

// Spreads predicates over a small table; their last bytes differ most.
size_t SlotOf(std::string_view iri, size_t slots) {
  size_t hash = iri.size();
  for (size_t i = iri.size() < 4 ? 0 : iri.size() - 4; i < iri.size(); ++i) {
    hash = hash * 31 + static_cast<uint8_t>(iri[i]);
  }
  return hash % slots;
}

}  // namespace

absl::Status CheckFact(const FactView& fact) {
  if (fact.subject.kind == TermKind::kLiteral) return store::CheckSubject(TermOf(fact.subject));
  if (fact.predicate.kind != TermKind::kIri) return store::CheckPredicate(TermOf(fact.predicate));
  for (const TermView* term : {&fact.subject, &fact.predicate, &fact.object}) {
    if (absl::Status status = CheckLength(*term); !status.ok()) return status;
  }
  if (fact.subject.kind == TermKind::kClaim && fact.claim.kind != ClaimSpec::Kind::kNone) {
    return absl::InvalidArgumentError("a property of a claim cannot itself be claimed");
  }
  if (fact.claim.kind != ClaimSpec::Kind::kNamed) return absl::OkStatus();
  const TermKind name = fact.claim.name.kind;
  if (name != TermKind::kIri && name != TermKind::kBlank) return store::CheckGraph(TermOf(fact.claim.name));
  return CheckLength(fact.claim.name);
}

LoadWorkerImpl::~LoadWorkerImpl() {
  if (absl::Status status = EndPart(); !status.ok()) (void)state_->Fail(std::move(status));
}

void LoadWorkerImpl::StartChunk(uint32_t chunk) {
  chunk_ = chunk;
  index_ = 0;
}

absl::Status LoadWorkerImpl::CheckGoing() {
  if (state_->failed()) return state_->failure();
  if (++items_ % kPollItems != 0) return absl::OkStatus();
  absl::Status status = state_->Report("read", state_->CountItems(kPollItems), 0);
  return status.ok() ? status : state_->Fail(std::move(status));
}

absl::Status LoadWorkerImpl::Add(const FactView& fact) {
  if (absl::Status status = CheckGoing(); !status.ok()) return status;
  if (absl::Status status = CheckFact(fact); !status.ok()) return status;
  return AddAll(fact, nullptr);
}

absl::Status LoadWorkerImpl::Add(const store::Fact& fact) {
  FactView view{ViewOf(fact.subject), ViewOf(fact.predicate), ViewOf(fact.object), {}};
  view.claim.kind = fact.claim.kind;
  view.claim.stance = fact.claim.stance;
  view.claim.name = ViewOf(fact.claim.name);
  view.claim.label = fact.claim.label;
  if (absl::Status status = CheckGoing(); !status.ok()) return status;
  if (absl::Status status = CheckFact(view); !status.ok()) return status;
  if (fact.claim.kind != ClaimSpec::Kind::kAnonymous) return AddAll(view, nullptr);
  for (const auto& [predicate, object] : fact.claim.properties) {
    if (absl::Status status = store::CheckPredicate(predicate); !status.ok()) return status;
    if (absl::Status status = store::CheckObject(object); !status.ok()) return status;
  }
  return AddAll(view, &fact.claim);
}

// A fact's terms must lie in one vocabulary: where they do not fit any more, it goes into the next one whole.
absl::Status LoadWorkerImpl::AddAll(const FactView& fact, const ClaimSpec* anonymous) {
  for (bool again = false;; again = true) {
    if (!part_.has_value()) StartPart();
    std::optional<store::PropertyList> properties;
    bool has_room = true;
    if (anonymous != nullptr) {
      properties = PropertiesOf(*anonymous);
      has_room = properties.has_value();
    }
    if (has_room) {
      const absl::StatusOr<bool> added = TryAdd(fact, properties.has_value() ? &*properties : nullptr);
      if (!added.ok()) return state_->Fail(added.status());
      has_room = *added;
    }
    if (has_room) break;
    if (again) return state_->Fail(absl::InternalError("a load has no room for a single fact"));
    if (absl::Status status = EndPart(); !status.ok()) return state_->Fail(std::move(status));
    StartPart();
    vocabulary_.LetOverflow(true);
  }
  vocabulary_.LetOverflow(false);
  if (fact.subject.kind != TermKind::kClaim) ++facts_;
  return absl::OkStatus();
}

absl::StatusOr<bool> LoadWorkerImpl::TryAdd(const FactView& fact, const store::PropertyList* properties) {
  const std::optional<uint32_t> subject = SubjectNumber(fact.subject);
  if (!subject.has_value()) return false;
  const std::optional<uint32_t> predicate = PredicateNumber(fact.predicate.value);
  if (!predicate.has_value()) return false;
  const std::optional<TermId> object = IdOf(fact.object);
  if (!object.has_value()) return false;
  const bool is_plain = fact.claim.kind == ClaimSpec::Kind::kNone && fact.subject.kind != TermKind::kClaim;
  if (is_plain) {
    absl::Status written = rows_->AddValue(ProvisionalRow{*subject, *predicate, *object});
    return written.ok() ? absl::StatusOr<bool>(true) : written;
  }
  if (fact.claim.kind == ClaimSpec::Kind::kNamed) {
    const std::optional<TermId> name = IdOf(fact.claim.name);
    if (!name.has_value()) return false;
    const Tag tag = fact.claim.name.kind == TermKind::kBlank ? Tag::kClaimBlank : Tag::kClaimIriBase;
    const TermId claim(tag, name->payload() << 2 | static_cast<uint64_t>(fact.claim.stance));
    absl::Status written =
        claimed_rows_->AddValue(ProvisionalClaimedRow{{*subject, *predicate, *object}, claim});
    return written.ok() ? absl::StatusOr<bool>(true) : written;
  }
  ClaimEntry entry;
  entry.stance = fact.claim.stance;
  if (fact.subject.kind == TermKind::kClaim) {
    entry.kind = ClaimEntry::Kind::kProperty;
    entry.label = TermId(Tag::kLocal, *subject);
    entry.properties = {{TermId(Tag::kLocal, *predicate), *object}};
  } else {
    entry.fact = {TermId(Tag::kLocal, *subject), TermId(Tag::kLocal, *predicate), *object};
    if (properties != nullptr) entry.properties = *properties;
    if (fact.claim.kind == ClaimSpec::Kind::kLabelled) {
      entry.kind = ClaimEntry::Kind::kLabelled;
      const std::optional<uint32_t> label = LocalNumberOf(Tag::kClaim, fact.claim.label);
      if (!label.has_value()) return false;
      entry.label = TermId(Tag::kLocal, *label);
    }
  }
  entry.position = NextPosition();
  absl::Status written = WriteClaimEntry(entry, *claims_);
  return written.ok() ? absl::StatusOr<bool>(true) : written;
}

std::optional<store::PropertyList> LoadWorkerImpl::PropertiesOf(const ClaimSpec& claim) {
  store::PropertyList properties;
  for (const auto& [predicate, object] : claim.properties) {
    const std::optional<uint32_t> predicate_number = PredicateNumber(predicate.value);
    if (!predicate_number.has_value()) return std::nullopt;
    const std::optional<TermId> object_id = IdOf(ViewOf(object));
    if (!object_id.has_value()) return std::nullopt;
    properties.emplace_back(TermId(Tag::kLocal, *predicate_number), *object_id);
  }
  return properties;
}

std::optional<uint32_t> LoadWorkerImpl::NumberOf(Tag tag, std::string_view key) {
  return vocabulary_.Add(tag, key, PartialVocabulary::HashOf(tag, key));
}

// Names of one file: the file, then shorter ones first, so that numbered names keep their sequence.
std::optional<uint32_t> LoadWorkerImpl::LocalNumberOf(Tag tag, std::string_view label) {
  key_.clear();
  AppendBigEndian(file_, key_);
  AppendBigEndian(static_cast<uint32_t>(label.size()), key_);
  key_.append(label);
  return NumberOf(tag, key_);
}

std::optional<TermId> LoadWorkerImpl::IdOf(const TermView& term) {
  std::optional<uint32_t> number;
  switch (term.kind) {
    case TermKind::kIri:
      number = NumberOf(Tag::kIriBase, term.value);
      break;
    case TermKind::kBlank:
      number = LocalNumberOf(Tag::kBlank, term.value);
      break;
    case TermKind::kClaim:
      number = LocalNumberOf(Tag::kClaim, term.value);
      break;
    case TermKind::kLiteral:
      if (term.datatype == model::iri::kXsdString) {
        number = NumberOf(Tag::kStringBase, term.value);
        break;
      }
      literal_.kind = TermKind::kLiteral;
      literal_.value.assign(term.value);
      literal_.datatype.assign(term.datatype);
      literal_.language.assign(term.language);
      if (const std::optional<TermId> id = model::EncodeInline(literal_)) return id;
      number = NumberOf(model::DictionaryTagsOf(literal_).base, model::DictionaryKey(literal_));
      break;
  }
  if (!number.has_value()) return std::nullopt;
  return TermId(Tag::kLocal, *number);
}

std::optional<uint32_t> LoadWorkerImpl::SubjectNumber(const TermView& subject) {
  if (subject_.is_set && subject_.kind == subject.kind && subject_.value == subject.value) {
    return subject_.number;
  }
  const std::optional<TermId> id = IdOf(subject);
  if (!id.has_value()) return std::nullopt;
  subject_.value.assign(subject.value);
  subject_.kind = subject.kind;
  subject_.number = static_cast<uint32_t>(id->payload());
  subject_.is_set = true;
  return subject_.number;
}

std::optional<uint32_t> LoadWorkerImpl::PredicateNumber(std::string_view iri) {
  Recent& recent = predicates_[SlotOf(iri, kPredicates)];
  if (recent.is_set && recent.value == iri) return recent.number;
  const std::optional<uint32_t> number = NumberOf(Tag::kIriBase, iri);
  if (!number.has_value()) return std::nullopt;
  recent.value.assign(iri);
  recent.number = *number;
  recent.is_set = true;
  return recent.number;
}

void LoadWorkerImpl::StartPart() {
  part_.emplace();
  part_->vocabulary.path = state_->NewPath();
  rows_ = std::make_unique<ScratchWriter>(part_->RowsPath());
  claimed_rows_ = std::make_unique<ScratchWriter>(part_->ClaimedRowsPath());
  claims_ = std::make_unique<ScratchWriter>(part_->ClaimsPath());
}

absl::Status LoadWorkerImpl::EndPart() {
  if (!part_.has_value()) return absl::OkStatus();
  PartialLoad part = *std::move(part_);
  part_.reset();
  for (ScratchWriter* writer : {rows_.get(), claimed_rows_.get(), claims_.get()}) {
    if (absl::Status status = writer->Finish(); !status.ok()) return status;
  }
  part.vocabulary.terms = vocabulary_.size();
  if (absl::Status status = WriteVocabularyRun(vocabulary_, part.vocabulary); !status.ok()) return status;
  vocabulary_.Clear();
  subject_.is_set = false;
  for (Recent& recent : predicates_) recent.is_set = false;
  state_->AddPart(std::move(part), std::exchange(facts_, 0));
  return absl::OkStatus();
}

}  // namespace tern::load
