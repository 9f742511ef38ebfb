// The saved prefixes of a store: what a commit changes of them, and where they are kept.
#ifndef TERN_STORAGE_STORE_PREFIXES_H_
#define TERN_STORAGE_STORE_PREFIXES_H_

#include <map>
#include <memory>
#include <string>

#include "storage/store/snapshot.h"

namespace tern::store {

using PrefixMap = std::map<std::string, std::string>;  // name to IRI

// The prefixes that the store does not have, or has otherwise.
PrefixMap NewPrefixes(const Snapshot& base, const PrefixMap& save_prefixes);

// `prefixes` with `news`, which win.
std::shared_ptr<const PrefixMap> WithPrefixes(std::shared_ptr<const PrefixMap> prefixes,
                                              const PrefixMap& news);

// The key in the meta family.
std::string PrefixKey(const std::string& name);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_PREFIXES_H_
