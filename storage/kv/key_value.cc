#include "storage/kv/key_value.h"

#include <string>
#include <string_view>
#include <utility>

namespace tern::kv {

std::string_view FamilyName(Family family) {
  switch (family) {
    case Family::kMeta:
      return "meta";
    case Family::kBlocks:
      return "blocks";
    case Family::kIndex:
      return "index";
    case Family::kLog:
      return "log";
    case Family::kDictionary:
      return "dictionary";
  }
  return "unknown";
}

void Batch::Put(Family family, std::string key, std::string value) {
  size_bytes_ += key.size() + value.size();
  operations_.push_back({Operation::Kind::kPut, family, std::move(key), std::move(value)});
}

void Batch::Delete(Family family, std::string key) {
  size_bytes_ += key.size();
  operations_.push_back({Operation::Kind::kDelete, family, std::move(key), {}});
}

void Batch::DeleteRange(Family family, std::string begin, std::string end) {
  size_bytes_ += begin.size() + end.size();
  operations_.push_back({Operation::Kind::kDeleteRange, family, std::move(begin), std::move(end)});
}

}  // namespace tern::kv
