// How much a store's directory holds on disk.
#ifndef TERN_STORAGE_STORE_DIRECTORY_BYTES_H_
#define TERN_STORAGE_STORE_DIRECTORY_BYTES_H_

#include <cstdint>
#include <string>

namespace tern::store {

// The sizes of all files below `path`. Files that go meanwhile, and what cannot be read, count nothing.
uint64_t DirectoryBytes(const std::string& path);

}  // namespace tern::store

#endif  // TERN_STORAGE_STORE_DIRECTORY_BYTES_H_
