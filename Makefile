# The short way to the common jobs; CMakePresets.json has the builds behind them.
#
#   make            the program, at build/tern
#   make demo       installs, builds, loads the example and asks it three questions
#   make test       installs, builds, runs every test
#   make lint       clang-format and clang-tidy over our sources
#   make asan|tsan  every test under AddressSanitizer + UBSan, or under ThreadSanitizer
#   make bench      builds and runs the benchmarks
#   make bench-peers [SIZE=1000000] [PEERS_OPTIONS=…]
#                   installs other engines into build-bench/peers, runs them and Tern on the same data and questions
#   make install    copies the program to PREFIX (default /usr/local)

PREFIX ?= /usr/local
# Jobs of a build and tests at a time. The tests start processes of their own, so two fill a small machine.
JOBS ?= $(shell nproc)
TEST_JOBS ?= 2
SIZE ?= 1000000
PEERS_OPTIONS ?=

.DEFAULT_GOAL := tern
.PHONY: tern demo test lint asan tsan bench bench-peers clean install deps dev-deps configure

deps:
	scripts/install-deps

dev-deps:
	scripts/install-deps --dev

configure:
	@command -v cmake >/dev/null || { echo "make: cmake is missing; run scripts/install-deps first" >&2; exit 1; }
	cmake --preset release

tern: configure
	cmake --build --preset release -j $(JOBS) --target tern

demo: deps
	$(MAKE) tern
	scripts/demo

test: deps
	$(MAKE) configure
	cmake --build --preset release -j $(JOBS)
	ctest --test-dir build -j $(TEST_JOBS) --output-on-failure --no-tests=error

lint: dev-deps
	$(MAKE) configure
	scripts/lint

asan: PRESET = asan-ubsan
tsan: PRESET = tsan
asan tsan: deps
	cmake --preset $(PRESET)
	cmake --build --preset $(PRESET) -j $(JOBS)
	ctest --preset $(PRESET) -j $(TEST_JOBS) --no-tests=error

# Every benchmark is a program of its own, named bench_*.
bench: deps
	cmake --preset bench
	cmake --build --preset bench -j $(JOBS)
	@programs=$$(find build-bench/bench -type f -name 'bench_*' -perm -u+x | sort); \
	[ -n "$$programs" ] || { echo "make: no benchmarks were built" >&2; exit 1; }; \
	for program in $$programs; do echo "== $$program"; "$$program" || exit 1; done

bench-peers: deps
	@command -v node >/dev/null || { echo "make: bench-peers wants Node.js 18 or later" >&2; exit 1; }
	cmake --preset bench
	cmake --build --preset bench -j $(JOBS) --target tern tern_dataset tern_query_bench
	node --test bench/peers/answers_test.mjs
	bench/peers/install build-bench/peers
	node bench/peers/run.mjs --size $(SIZE) $(PEERS_OPTIONS)

install: tern
	cmake --install build --prefix "$(PREFIX)" --component tern

clean:
	rm -rf build build-*
