#include "tests/conformance/isomorphism.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "absl/hash/hash.h"

namespace tern::conformance {
namespace {

using model::Quad;
using model::Term;

using Colour = size_t;
using Colours = std::map<std::string, Colour>;  // by label

std::array<const Term*, 4> TermsOf(const Quad& quad) {
  return {&quad.subject, &quad.predicate, &quad.object, quad.has_graph ? &quad.graph : nullptr};
}

template <typename... Parts>
Colour Mix(const Parts&... parts) {
  return absl::HashOf(parts...);
}

class Dataset {
 public:
  explicit Dataset(const std::vector<Quad>& quads) : quads_(quads.begin(), quads.end()) {
    for (const Quad& quad : quads_) {
      for (const Term* term : TermsOf(quad)) {
        if (term != nullptr && term->kind == model::TermKind::kBlank) start_[term->value] = 0;
      }
    }
  }

  const std::set<Quad>& quads() const { return quads_; }
  const Colours& start() const { return start_; }

  // A blank node's colour takes in those of all that it stands beside, until no more of them differ.
  Colours Refine(Colours colours) const {
    for (size_t classes = CountClasses(colours);;) {
      colours = Step(colours);
      const size_t finer = CountClasses(colours);
      if (finer <= classes) return colours;
      classes = finer;
    }
  }

  std::set<Quad> Renamed(const std::map<std::string, std::string>& names) const {
    std::set<Quad> renamed;
    for (Quad quad : quads_) {
      for (Term* term : {&quad.subject, &quad.object, &quad.graph}) {
        if (term->kind == model::TermKind::kBlank) term->value = names.at(term->value);
      }
      renamed.insert(std::move(quad));
    }
    return renamed;
  }

 private:
  static size_t CountClasses(const Colours& colours) {
    std::set<Colour> different;
    for (const auto& [label, colour] : colours) different.insert(colour);
    return different.size();
  }

  Colours Step(const Colours& colours) const {
    std::map<std::string, std::vector<Colour>> seen;
    for (const Quad& quad : quads_) {
      std::array<Colour, 4> parts = {};
      const auto terms = TermsOf(quad);
      for (size_t i = 0; i < terms.size(); ++i) {
        if (terms[i] == nullptr) continue;
        const bool is_blank = terms[i]->kind == model::TermKind::kBlank;
        parts[i] = is_blank ? Mix(1, colours.at(terms[i]->value)) : Mix(2, *terms[i]);
      }
      for (size_t i = 0; i < terms.size(); ++i) {
        if (terms[i] == nullptr || terms[i]->kind != model::TermKind::kBlank) continue;
        std::array<bool, 4> is_self = {};
        for (size_t j = 0; j < terms.size(); ++j) is_self[j] = terms[j] != nullptr && *terms[j] == *terms[i];
        seen[terms[i]->value].push_back(Mix(i, parts, is_self));
      }
    }
    Colours next;
    for (const auto& [label, colour] : colours) {
      std::vector<Colour>& beside = seen[label];
      std::sort(beside.begin(), beside.end());
      next[label] = Mix(colour, beside);
    }
    return next;
  }

  std::set<Quad> quads_;
  Colours start_;
};

std::map<Colour, std::vector<std::string>> ClassesOf(const Colours& colours) {
  std::map<Colour, std::vector<std::string>> classes;
  for (const auto& [label, colour] : colours) classes[colour].push_back(label);
  return classes;
}

// Tells one node of the smallest class that has several from the others, in `a` and in `b`, in every way.
bool Match(const Dataset& a, const Colours& from_a, const Dataset& b, const Colours& from_b) {
  const Colours colours_a = a.Refine(from_a);
  const Colours colours_b = b.Refine(from_b);
  const auto classes_a = ClassesOf(colours_a);
  const auto classes_b = ClassesOf(colours_b);
  if (classes_a.size() != classes_b.size()) return false;
  std::map<std::string, std::string> names;
  const std::pair<const Colour, std::vector<std::string>>* smallest = nullptr;
  for (const auto& entry : classes_a) {
    const auto other = classes_b.find(entry.first);
    if (other == classes_b.end() || other->second.size() != entry.second.size()) return false;
    names[entry.second[0]] = other->second[0];
    const bool is_smaller = smallest == nullptr || entry.second.size() < smallest->second.size();
    if (entry.second.size() > 1 && is_smaller) smallest = &entry;
  }
  if (smallest == nullptr) return a.Renamed(names) == b.quads();
  constexpr Colour kTold = 1;
  Colours told_a = colours_a;
  told_a[smallest->second[0]] = kTold;
  for (const std::string& label : classes_b.at(smallest->first)) {
    Colours told_b = colours_b;
    told_b[label] = kTold;
    if (Match(a, told_a, b, told_b)) return true;
  }
  return false;
}

}  // namespace

bool AreIsomorphic(const std::vector<Quad>& a, const std::vector<Quad>& b) {
  const Dataset left(a);
  const Dataset right(b);
  if (left.quads().size() != right.quads().size() || left.start().size() != right.start().size())
    return false;
  return Match(left, left.start(), right, right.start());
}

}  // namespace tern::conformance
