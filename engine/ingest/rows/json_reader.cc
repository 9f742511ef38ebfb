#include "engine/ingest/rows/json_reader.h"

#include <algorithm>

#include "engine/algebra/nearest_name.h"
#include "engine/ingest/rows/shown.h"
#include "engine/ingest/rows/table_splitter.h"
#include "storage/model/text.h"

namespace tern::ingest {

using model::StrCat;

absl::StatusOr<std::unique_ptr<JsonReader>> JsonReader::Open(std::string name,
                                                             std::unique_ptr<RecordBuffer> buffer,
                                                             Form form) {
  return std::unique_ptr<JsonReader>(new JsonReader(std::move(name), std::move(buffer), form));
}

absl::Status JsonReader::Bind(const FieldTree& tree) {
  tree_ = &tree;
  return absl::OkStatus();
}

absl::Status JsonReader::Bad(std::string_view reason) const {
  return absl::InvalidArgumentError(StrCat(name_, ":", buffer_->line(), ": ", reason));
}

absl::Status JsonReader::More() {
  const absl::StatusOr<bool> more = buffer_->More();
  if (!more.ok()) return more.status();
  if (*more) return absl::OkStatus();
  return Bad(StrCat("the value that starts here has more than ", kMaxRecordBytes >> 20, " MiB"));
}

absl::StatusOr<bool> JsonReader::NextLine(Row& row) {
  size_t searched = 0;
  while (true) {
    const std::string_view bytes = buffer_->bytes();
    const size_t newline = bytes.find('\n', searched);
    if (newline == std::string_view::npos && !buffer_->at_end()) {
      searched = bytes.size();
      if (absl::Status more = More(); !more.ok()) return more;
      continue;
    }
    if (bytes.empty()) return false;
    row.text = bytes.substr(0, newline);
    row.line = buffer_->line();
    searched = 0;
    buffer_->Consume(newline == std::string_view::npos ? bytes.size() : newline + 1, 1);
    if (row.text.find_first_not_of(" \t\r") != std::string_view::npos) return true;
  }
}

absl::StatusOr<bool> JsonReader::NextValue(Row& row) {
  while (true) {
    const std::string_view bytes = buffer_->bytes();
    switch (splitter_.Split(bytes, buffer_->at_end())) {
      case JsonSplitter::Result::kMore:
        if (absl::Status more = More(); !more.ok()) return more;
        break;
      case JsonSplitter::Result::kEnd:
        return false;
      case JsonSplitter::Result::kBad:
        return Bad(splitter_.reason());
      case JsonSplitter::Result::kSkip:
        buffer_->Consume(splitter_.size(), CountLineBreaks(bytes.substr(0, splitter_.size())));
        break;
      case JsonSplitter::Result::kValue:
        row.text = bytes.substr(0, splitter_.size());
        row.line = buffer_->line();
        buffer_->Consume(splitter_.size(), CountLineBreaks(row.text));
        return true;
    }
  }
}

absl::StatusOr<bool> JsonReader::Next(Row& row) {
  row.Clear();
  const absl::StatusOr<bool> found = form_ == Form::kLines ? NextLine(row) : NextValue(row);
  if (!found.ok()) return found;
  if (!*found) {
    at_end_ = true;
    return false;
  }
  ++rows_;
  parser_.Parse(row.text, *tree_, row);
  return true;
}

std::vector<std::string> JsonReader::TakeWarnings() {
  std::vector<std::string> warnings;
  if (!at_end_ || rows_ == 0 || parser_.seen().empty()) return warnings;
  for (size_t node = 1; node < tree_->size(); ++node) {
    const size_t parent = tree_->node(node).parent;
    if (parser_.seen()[node] || (parent != FieldTree::kRoot && !parser_.seen()[parent])) continue;
    algebra::NearestNames nearest(tree_->node(node).name, 2);
    for (const std::string& other : parser_.other_names()) nearest.Offer(Shown(other));
    const std::string advice = algebra::DidYouMean(nearest.Take(), "");
    warnings.push_back(StrCat(name_, ": no row has the field '", tree_->PathOf(node), "'",
                              advice.empty() ? "" : "; ", advice));
  }
  return warnings;
}

}  // namespace tern::ingest
