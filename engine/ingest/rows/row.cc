#include "engine/ingest/rows/row.h"

namespace tern::ingest {

size_t FieldTree::Add(size_t parent, std::string_view name, const model::Location& where) {
  for (const size_t child : nodes_[parent].children) {
    if (nodes_[child].name == name) return child;
  }
  const size_t index = nodes_.size();
  nodes_.push_back({std::string(name), parent, nodes_[parent].children.size(), {}, where});
  nodes_[parent].children.push_back(index);
  return index;
}

std::string FieldTree::PathOf(size_t index) const {
  std::string path = nodes_[index].name;
  for (size_t node = nodes_[index].parent; node != kRoot; node = nodes_[node].parent) {
    path.insert(0, 1, '.').insert(0, nodes_[node].name);
  }
  return path;
}

}  // namespace tern::ingest
