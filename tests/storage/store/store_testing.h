// What the tests of the store share: stores on RocksDB and in memory that can be closed and opened again, a
// store that is as naive as can be (sets of texts), random changes over a small world, and scans by brute
// force.
#ifndef TERN_TESTS_STORAGE_STORE_STORE_TESTING_H_
#define TERN_TESTS_STORAGE_STORE_STORE_TESTING_H_

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "storage/kv/memory_key_value.h"
#include "storage/model/statement.h"
#include "storage/store/store.h"
#include "tests/storage/kv/temporary_directory.h"

namespace tern::store {

using Random = std::mt19937_64;

inline model::Term Name(const std::string& name) { return model::Term::Iri("urn:t:" + name); }
Fact MakeFact(const model::Term& subject, const model::Term& predicate, const model::Term& object);
ClaimSpec Anonymous(model::Stance stance, std::vector<std::pair<model::Term, model::Term>> properties);
ClaimSpec Named(model::Stance stance, const model::Term& name);

enum class Backend { kMemory, kRocksDb };

// A directory with a store in it. One writer at a time.
class TestStore {
 public:
  explicit TestStore(Backend backend);

  StoreOptions& options() { return options_; }
  kv::MemoryKeyValue& memory() { return *memory_; }
  std::string path() const { return directory_.path() + "/db"; }

  absl::Status Open(Access access = Access::kCreate);
  void Close() { store_.reset(); }
  Store& operator*() { return *store_; }
  Store* operator->() { return store_.get(); }
  Store* get() { return store_.get(); }

  std::shared_ptr<const Snapshot> Read();
  // Commits and expects that to work.
  CommitResult Commit(const Changes& changes);

 private:
  testing::TemporaryDirectory directory_;
  std::shared_ptr<kv::MemoryKeyValue> memory_;  // null: RocksDB
  StoreOptions options_;
  std::unique_ptr<Store> store_;
};

// The store as a set of texts. An anonymous claim is its stance and properties.
class NaiveStore {
 public:
  struct Claim {
    model::Stance stance = model::Stance::kFor;
    bool named = false;
    std::string name;                  // named
    std::set<std::string> properties;  // anonymous: "predicate object"
    friend auto operator<=>(const Claim&, const Claim&) = default;
  };
  struct FactClaims {
    bool claimless = false;
    std::set<Claim> claims;
    friend auto operator<=>(const FactClaims&, const FactClaims&) = default;
  };

  void Insert(const Fact& fact);
  void Delete(const Fact& fact);
  void Apply(const Changes& changes);

  // One line a statement, properties in braces; sorted.
  std::set<std::string> Lines() const;
  Totals CountTotals() const;

 private:
  static Claim ClaimOf(const ClaimSpec& spec);
  std::map<std::string, FactClaims> facts_;  // by "subject predicate object"; never empty ones
};

// The same lines, read from a snapshot by two full scans.
std::set<std::string> LinesOf(const Snapshot& snapshot);

// Every statement of a snapshot by a full raw scan: facts, then properties, as SPO rows.
struct AllRows {
  std::vector<model::Row> facts;
  std::vector<model::Row> properties;
  friend bool operator==(const AllRows&, const AllRows&) = default;
};
AllRows ReadAll(const Snapshot& snapshot);

// What Scan(spec) must give, by brute force.
std::vector<model::Row> NaiveScan(const AllRows& all, const ScanSpec& spec);

// All rows that a cursor gives from where it is, `batch` at a time.
std::vector<model::Row> Drain(Cursor& cursor, size_t batch);

// Facts over a small world, so that they meet again. `objects`: how many different objects there are, at
// least 10.
class RandomFacts {
 public:
  RandomFacts(Random& random, int objects) : random_(random), objects_(objects) {}
  Fact Next();
  Changes NextChanges(int count, double delete_share);
  ScanSpec NextSpec(const AllRows& all);
  model::Row NextRow(const AllRows& all, order::Order order, Space space);

  size_t Pick(size_t count) { return static_cast<size_t>(random_() % count); }

 private:
  model::Term Entity();
  model::Term Object();
  ClaimSpec Claim();

  Random& random_;
  int objects_;
};

}  // namespace tern::store

#endif  // TERN_TESTS_STORAGE_STORE_STORE_TESTING_H_
