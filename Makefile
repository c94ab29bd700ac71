# Everything a contributor or a build machine runs. `make help` lists the targets.
#
# JOBS          how many compilations run at once (all processors)
# PREFIX        where `make install` puts the program (/usr/local)
# FUZZ_SECONDS  how long `make fuzz` gives each target (60)
# BENCH_FLAGS   options for Benchmarks/bench, such as --pairs 3 --case deb-gzip
# TEST_FLAGS    options for swift test, such as --filter ConformanceTests

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

JOBS ?= $(shell nproc)
PREFIX ?= /usr/local
DESTDIR ?=
FUZZ_SECONDS ?= 60
FUZZ_TARGETS ?=
BENCH_FLAGS ?=
TEST_FLAGS ?=

SWIFT ?= swift
# Says once more at the end what failed.
RUN_TESTS := Scripts/run-tests $(SWIFT) test
SWIFT_FILES := Package.swift Sources Tests Fuzz/Package.swift Fuzz/Sources
RELEASE := .build/release/pkg
# The Swift runtime goes inside: the program then runs where no Swift is, and starts sooner.
RELEASE_FLAGS := -c release -j $(JOBS) --product pkg --static-swift-stdlib \
  -Xswiftc -use-ld=lld -Xlinker --gc-sections -Xlinker -s
# What pkg-config calls the libraries that `make dist` links statically.
LIBRARIES := libcrypto zlib libdeflate liblzma yaml-0.1
DEMO_OUT := out

.PHONY: help build demo test test-matrix check lint check-layers format bench fuzz sanitize coverage docs \
  dist install clean tools test-tools

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

tools:
	@Scripts/install-tools build

test-tools: ## install every program and Python tool the tests use
	@Scripts/install-tools test python

# libarchive goes inside, too: the shared one brings XML, ICU and sixteen more libraries for
# formats pkg never names, and loading them takes as long as all the rest of starting.
build: tools ## build the release executable
	Scripts/static-libraries .build/libraries libarchive -- $(LIBRARIES) libzstd
	PKG_CONFIG_PATH=$(CURDIR)/.build/libraries $(SWIFT) build $(RELEASE_FLAGS)

demo: ## build pkg and the sample program, package it, verify it, and show it
	@Scripts/install-tools demo
	$(MAKE) build
	Scripts/build-hello
	$(RELEASE) build -f specs/hello/pkg.yaml -t $(DEMO_OUT)/
	$(RELEASE) verify $(DEMO_OUT)/*.rpm $(DEMO_OUT)/*.deb --keyring keys-example/rsa3072.pub.asc
	rpm -qip $(DEMO_OUT)/*.x86_64.rpm
	dpkg-deb -I $(DEMO_OUT)/*_amd64.deb
	@echo; echo "The packages are in $(DEMO_OUT)/:"; ls -l $(DEMO_OUT)

test: test-tools ## run every test; a missing tool fails
	PKG_REQUIRE_TOOLS=1 $(RUN_TESTS) -j $(JOBS) --disable-xctest $(TEST_FLAGS)

# Those that go through Tests/TestSupport/Binaries/Matrix.swift.
MATRIX_SUITES := TestBinary|PCLineTable|Hardening|Contents|PatchMatrix|PatchProperty|GoStrip|GNUStrip|DebugFile|BinaryFindings|Inspect|Contradiction

test-matrix: test-tools ## run the tests about binaries on every binary the toolchains can build
	PKG_TEST_MATRIX=1 PKG_REQUIRE_TOOLS=1 $(RUN_TESTS) -j $(JOBS) --disable-xctest \
	  --filter '\.($(MATRIX_SUITES))Tests' $(TEST_FLAGS)

check: lint check-layers test ## lint, layers and every test

lint: ## check the formatting and style of every Swift file
	$(SWIFT) format lint --strict --recursive --parallel $(SWIFT_FILES)

check-layers: ## compare imports with the table of rooms
	Scripts/check-layers

format: ## rewrite every Swift file in the house style
	$(SWIFT) format --in-place --recursive --parallel $(SWIFT_FILES)

bench: test-tools build ## compare speed, memory and size with the peer
	.build/venv/bin/python Benchmarks/bench --pkg $(RELEASE) $(BENCH_FLAGS)

fuzz: ## run each fuzz target for FUZZ_SECONDS; FUZZ_TARGETS names some of them
	@Scripts/install-tools fuzz
	FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_JOBS=$(JOBS) Fuzz/run $(FUZZ_TARGETS)

# The rooms that read what others wrote; the program itself is not built this way.
sanitize: test-tools ## run the tests of Base and Formats under AddressSanitizer
	LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/leaks.supp:print_suppressions=0 PKG_REQUIRE_TOOLS=1 \
	  $(RUN_TESTS) -j $(JOBS) --disable-xctest --sanitize=address --scratch-path .build-sanitize \
	  --filter "^($$(ls -d Sources/{Base,Formats}/* | xargs -n 1 basename | paste -sd '|'))Tests\." \
	  $(TEST_FLAGS)

coverage: test-tools ## run the tests and report line coverage of Sources
	PKG_REQUIRE_TOOLS=1 $(RUN_TESTS) -j $(JOBS) --disable-xctest --enable-code-coverage \
	  --scratch-path .build-coverage $(TEST_FLAGS)
	Scripts/coverage-report .build-coverage

docs: tools ## write the reference documentation to .build/docs
	Scripts/build-docs .build/docs

# A program that needs nothing of the machine it runs on but libc and libzstd. At a fixed
# address: relocating the Swift metadata would take a fifth of the time to start.
dist: tools ## build dist/pkg, with Swift and the C libraries linked statically
	Scripts/static-libraries .build/static libarchive $(LIBRARIES) -- libzstd
	PKG_CONFIG_PATH=$(CURDIR)/.build/static $(SWIFT) build $(RELEASE_FLAGS) \
	  --scratch-path .build-dist -Xswiftc -Xclang-linker -Xswiftc -static-libgcc \
	  -Xswiftc -Xclang-linker -Xswiftc -no-pie
	mkdir -p dist
	cp .build-dist/release/pkg dist/pkg
	dist/pkg --version

install: build ## install the release executable under PREFIX
	install -D -m 755 $(RELEASE) $(DESTDIR)$(PREFIX)/bin/pkg

clean: ## remove everything that was built
	rm -rf .build .build-coverage .build-dist .build-fuzz .build-sanitize out dist specs/hello/dist
