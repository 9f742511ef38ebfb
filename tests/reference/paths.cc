#include "tests/reference/paths.h"

#include <algorithm>
#include <cstdlib>
#include <variant>

#include "tests/reference/values.h"

namespace tern::reference {
namespace {

class Relations {
 public:
  Relations(const FactView& view, const std::vector<Cell>& constants) : view_(view) {
    for (const Statement* fact : view.facts) {
      nodes_.insert(fact->subject);
      nodes_.insert(fact->object);
    }
    // A literal stands for the nodes of its value; where there is none, for itself.
    for (const Cell& constant : constants) {
      const bool known = std::any_of(nodes_.begin(), nodes_.end(),
                                     [&](const Cell& node) { return StandsFor(constant, node); });
      if (!known) nodes_.insert(constant);
    }
  }

  Pairs Of(const syntax::Path& path) const {
    return std::visit([this](const auto& value) { return OfValue(value); }, path.value);
  }

  Pairs OfValue(const syntax::PathQuantified& path) const {
    const Pairs step = Of(*path.inner);
    Pairs power = Identity();
    for (uint32_t i = 0; i < path.at_least; ++i) power = Composed(power, step);
    Pairs all = power;
    for (uint32_t i = path.at_least; !path.at_most || i < *path.at_most; ++i) {
      power = Composed(power, step);
      const size_t before = all.size();
      all.insert(power.begin(), power.end());
      if (all.size() == before)
        break;  // every pair of this power was reached by fewer steps: so are all later
    }
    return all;
  }

 private:
  Pairs OfValue(const model::Term& predicate) const {
    return Steps([&](const Cell& edge) { return edge.term() == predicate; });
  }
  Pairs OfValue(const syntax::PathAny&) const {
    return Steps([](const Cell&) { return true; });
  }
  Pairs OfValue(const syntax::PathNegated& negated) const {
    const auto all_but = [this](const std::vector<std::string>& names) {
      return Steps([&](const Cell& edge) {
        return std::find(names.begin(), names.end(), edge.term().value) == names.end();
      });
    };
    Pairs pairs;
    if (!negated.forward.empty() || negated.inverse.empty()) pairs = all_but(negated.forward);
    if (!negated.inverse.empty()) pairs.merge(Inverse(all_but(negated.inverse)));
    return pairs;
  }
  Pairs OfValue(const syntax::PathInverse& inverse) const { return Inverse(Of(*inverse.inner)); }
  Pairs OfValue(const syntax::PathSequence& sequence) const {
    Pairs pairs = Of(sequence.steps[0]);
    for (size_t i = 1; i < sequence.steps.size(); ++i) pairs = Composed(pairs, Of(sequence.steps[i]));
    return pairs;
  }
  Pairs OfValue(const syntax::PathAlternative& alternative) const {
    Pairs pairs;
    for (const auto& choice : alternative.choices) pairs.merge(Of(choice));
    return pairs;
  }
  Pairs OfValue(const syntax::Variable&) const { std::abort(); }
  Pairs OfValue(const syntax::Parameter&) const { std::abort(); }
  Pairs OfValue(const syntax::Computed&) const { std::abort(); }

  template <typename Test>
  Pairs Steps(const Test& test) const {
    Pairs pairs;
    for (const Statement* fact : view_.facts) {
      if (test(fact->predicate)) pairs.emplace(fact->subject, fact->object);
    }
    return pairs;
  }
  Pairs Identity() const {
    Pairs pairs;
    for (const Cell& node : nodes_) pairs.emplace(node, node);
    return pairs;
  }
  static Pairs Inverse(const Pairs& pairs) {
    Pairs inverse;
    for (const auto& [from, to] : pairs) inverse.emplace(to, from);
    return inverse;
  }
  static Pairs Composed(const Pairs& first, const Pairs& second) {
    Pairs composed;
    for (const auto& [from, middle] : first) {
      for (auto next = second.lower_bound({middle, LeastCell()}); next != second.end(); ++next) {
        if (!(next->first == middle)) break;
        composed.emplace(from, next->second);
      }
    }
    return composed;
  }
  static Cell LeastCell() { return model::Term{}; }

  const FactView& view_;
  std::set<Cell> nodes_;
};

}  // namespace

Pairs PairsOf(const syntax::PathQuantified& path, const FactView& view, const std::vector<Cell>& constants) {
  return Relations(view, constants).OfValue(path);
}

}  // namespace tern::reference
