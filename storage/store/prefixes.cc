#include "storage/store/prefixes.h"

#include "storage/store/meta.h"

namespace tern::store {

PrefixMap NewPrefixes(const Snapshot& base, const PrefixMap& save_prefixes) {
  PrefixMap news;
  for (const auto& [name, iri] : save_prefixes) {
    const auto known = base.prefixes().find(name);
    if (known == base.prefixes().end() || known->second != iri) news.emplace(name, iri);
  }
  return news;
}

std::shared_ptr<const PrefixMap> WithPrefixes(std::shared_ptr<const PrefixMap> prefixes,
                                              const PrefixMap& news) {
  if (news.empty()) return prefixes;
  auto all = std::make_shared<PrefixMap>(news);
  all->insert(prefixes->begin(), prefixes->end());
  return all;
}

std::string PrefixKey(const std::string& name) { return std::string(kPrefixKey) + name; }

}  // namespace tern::store
