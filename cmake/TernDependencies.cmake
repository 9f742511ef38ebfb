# Everything comes from Debian 12 (scripts/install-deps). Nothing is downloaded at build time.
find_package(Threads REQUIRED)
find_package(absl REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)

find_package(RocksDB REQUIRED)
add_library(tern_rocksdb INTERFACE)
target_link_libraries(tern_rocksdb INTERFACE RocksDB::rocksdb-shared)

pkg_check_modules(SERD REQUIRED IMPORTED_TARGET serd-0)  # what tests compare the scanner of lines with
pkg_check_modules(SIMDJSON REQUIRED IMPORTED_TARGET simdjson)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
find_package(CLI11 REQUIRED)

if(TERN_BUILD_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()
if(TERN_BUILD_BENCH)
  find_package(benchmark REQUIRED)
endif()
