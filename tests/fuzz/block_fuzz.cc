// Fuzzes what is read from disk as blocks: Block::Parse with and without verification, every reader of a
// parsed block, and groups of block headers. Any bytes may come; nothing may crash or read outside of them.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/block/block.h"
#include "storage/block/block_builder.h"
#include "storage/block/block_header.h"
#include "storage/block/block_layout.h"
#include "storage/model/checksum.h"

namespace {

using tern::block::Block;
using tern::block::Verify;
using tern::model::Row;
using tern::model::TermId;

// Aborts, for the fuzzer and for the replay alike.
void Require(bool condition) {
  if (!condition) std::abort();
}

std::vector<Row> ReadAll(const Block& block) {
  std::vector<Row> rows(block.rows());
  std::vector<TermId> ids(block.rows());
  for (size_t c = 0; c < tern::block::kColumnCount; ++c) {
    block.DecodeColumn(static_cast<int>(c), 0, block.rows(), ids.data());
    for (size_t i = 0; i < rows.size(); ++i) rows[i][c] = ids[i];
  }
  return rows;
}

void ReadEveryWay(const Block& block) {
  const std::vector<Row> rows = ReadAll(block);
  std::vector<TermId> ids(block.rows());
  const uint32_t step = 1 + block.rows() / 64;
  for (uint32_t i = 0; i < block.rows(); i += step) {
    block.RowAt(i);
    block.DecodeColumn(static_cast<int>(i % 4), i, block.rows() - (block.rows() - i) / 2, ids.data());
    Require(block.LowerBound(rows[i], i / 2) <= block.rows());
    Require(block.UpperBound(absl::MakeConstSpan(rows[i]).first(i % 5)) <= block.rows());
    const auto [first, last] = std::minmax(rows[i], rows[block.rows() - 1 - i]);
    const tern::block::IndexRange between = block.RowsBetween(first, last);
    Require(between.begin <= between.end && between.end <= block.rows());
  }
}

// `bytes` with the checksum that its content has, so that the fuzzer gets behind it.
std::string WithRightChecksum(std::string bytes, const Block& block) {
  tern::block::ContentChecksum checksum(block.header().shape, block.header().first_fact_counted);
  std::vector<TermId> ids(block.rows());
  for (int c = 0; c < tern::block::kColumnCount; ++c) {
    block.DecodeColumn(c, 0, block.rows(), ids.data());
    checksum.AddColumn(ids);
  }
  const uint64_t value = checksum.value();
  bytes.resize(bytes.size() - sizeof value);
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  return bytes;
}

void FuzzBlock(const std::string& bytes) {
  const auto parsed = Block::Parse(bytes, Verify::kStructure);
  if (!parsed.ok()) return;
  ReadEveryWay(*parsed);
  (void)Block::Parse(bytes, Verify::kContent);
  const auto verified = Block::Parse(WithRightChecksum(bytes, *parsed), Verify::kContent);
  if (!verified.ok()) return;
  // What is verified is what its own rows encode to.
  const std::vector<Row> rows = ReadAll(*verified);
  const auto again =
      tern::block::EncodeBlock(rows, verified->header().shape, verified->header().first_fact_counted);
  Require(again.ok() && again->header == verified->header());
  for (uint32_t i = 0; i < rows.size(); i += 1 + verified->rows() / 64) {
    Require(verified->RowAt(i) == rows[i] && verified->LowerBound(rows[i]) == i);
  }
}

void FuzzHeaders(std::string bytes) {
  (void)tern::block::DecodeHeaders(bytes);
  // With the right checksum, so that the fuzzer gets behind it.
  const uint64_t checksum = tern::model::Checksum(bytes);
  bytes.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
  const auto headers = tern::block::DecodeHeaders(bytes);
  if (!headers.ok()) return;
  const auto again = tern::block::DecodeHeaders(tern::block::EncodeHeaders(*headers));
  Require(again.ok() && *again == *headers);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  FuzzBlock(bytes);
  FuzzHeaders(bytes);
  return 0;
}
