#include "engine/execute/unknown_names.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "engine/algebra/nearest_name.h"
#include "engine/syntax/parser.h"
#include "storage/model/text.h"

namespace tern::execute {
namespace {

using algebra::Mention;
using model::Tag;
using model::Term;
using model::TermId;

constexpr size_t kMaxNames = 500'000;  // of each dictionary tag that are compared
constexpr size_t kMaxPredicates = 10'000;

struct Unknown {
  const Mention* mention;
  std::string printed;
  algebra::NearestNames nearest;
};

std::string ShownName(const Mention& mention, const syntax::Names& names) {
  return mention.written.empty() ? syntax::Print(mention.term, names) : mention.written;
}

// A name as people compare it: the part behind the base or the prefix, without backticks.
std::string_view Bare(std::string_view printed) {
  if (printed.size() >= 2 && printed.front() == '`') return printed.substr(1, printed.size() - 2);
  return printed;
}

// What the store has as predicates: hops from one to the next in PSO.
absl::Status OfferPredicates(const store::Snapshot& snapshot, const syntax::Names& names,
                             std::vector<Unknown>& unknown) {
  store::ScanSpec spec;
  spec.order = order::Order::kPso;
  spec.mode = store::ClaimMode::kRaw;
  auto cursor = snapshot.Scan(spec);
  if (!cursor.ok()) return cursor.status();
  for (size_t i = 0; i < kMaxPredicates; ++i) {
    TermId predicate;
    auto count = (*cursor)->Next(1, {&predicate, nullptr, nullptr, nullptr});
    if (!count.ok()) return count.status();
    if (*count == 0) break;
    auto term = snapshot.Resolve(predicate);
    if (!term.ok()) return term.status();
    const std::string printed = syntax::Print(*term, names);
    for (Unknown& name : unknown) {
      if (name.mention->is_predicate) name.nearest.Offer(Bare(printed));
    }
    model::Row next{};
    next[0] = TermId::FromBits(predicate.bits() + 1);
    if (absl::Status status = (*cursor)->Seek(next); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// A name is only ever near another of about its length; most are told apart by that, without being printed.
bool MayBeNear(std::string_view iri, const syntax::Names& names, const Unknown& unknown) {
  if (unknown.mention->is_predicate) return false;
  if (!iri.starts_with(names.base)) return unknown.printed.find(':') != std::string::npos;
  const size_t length = iri.size() - names.base.size();
  const size_t wanted = unknown.printed.size();
  return length <= 3 * wanted && wanted <= 3 * length;  // an encoded character has three bytes
}

absl::Status OfferEntities(Tag tag, const store::Snapshot& snapshot, const syntax::Names& names,
                           std::vector<Unknown>& unknown) {
  size_t seen = 0;
  const absl::Status status = snapshot.ForEachTerm(tag, [&](TermId, const Term& term) -> absl::Status {
    if (++seen > kMaxNames) return absl::OutOfRangeError("enough");
    std::string printed;
    for (Unknown& name : unknown) {
      if (!MayBeNear(term.value, names, name)) continue;
      if (printed.empty()) printed = syntax::Print(term, names);
      name.nearest.Offer(Bare(printed));
    }
    return absl::OkStatus();
  });
  return absl::IsOutOfRange(status) ? absl::OkStatus() : status;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> UnknownNameWarnings(const algebra::Plan& plan,
                                                             const store::Snapshot& snapshot,
                                                             const syntax::Names& names) {
  std::vector<Unknown> unknown;
  for (const Mention& mention : plan.mentions) {
    if (unknown.size() == kMaxWarnings) break;
    auto id = snapshot.Find(mention.term);
    if (!id.ok()) return id.status();
    if (!id->is_null()) continue;
    const bool is_repeated = std::any_of(unknown.begin(), unknown.end(), [&](const Unknown& other) {
      return other.mention->term == mention.term && other.mention->is_predicate == mention.is_predicate;
    });
    if (is_repeated) continue;
    std::string printed = ShownName(mention, names);
    algebra::NearestNames nearest(Bare(printed), 2);
    unknown.push_back({&mention, std::move(printed), std::move(nearest)});
  }
  std::vector<std::string> warnings;
  if (unknown.empty()) return warnings;
  if (absl::Status status = OfferPredicates(snapshot, names, unknown); !status.ok()) return status;
  for (const Tag tag : {Tag::kIriBase, Tag::kIriAppended}) {
    if (absl::Status status = OfferEntities(tag, snapshot, names, unknown); !status.ok()) return status;
  }
  for (const Unknown& name : unknown) {
    const std::string advice = algebra::DidYouMean(name.nearest.Take(), "");
    warnings.push_back(model::StrCat("no ", name.mention->is_predicate ? "predicate " : "entity ",
                                     name.printed, advice.empty() ? "" : "; ", advice));
  }
  return warnings;
}

}  // namespace tern::execute
