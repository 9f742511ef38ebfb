# The files beside the key-value store: a binary of their own, since they need nothing else of the store.
tern_test(store_files_test
  SRCS ${CMAKE_CURRENT_LIST_DIR}/locks_test.cc ${CMAKE_CURRENT_LIST_DIR}/side_file_test.cc
  DEPS tern_storage_store_files)
