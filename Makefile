# Short names for the scripts and commands that this project is worked on with.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test check fuzz bench conformance metrics sanitize image image-test build format clean swift

# The places where a Swift toolchain usually is, after those that the user's PATH names.
export PATH := $(PATH):/opt/swift/usr/bin:/usr/local/bin:/usr/bin

# Options of `gatehouse demo`, for example `make run ARGS=--once`.
ARGS ?=

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: swift ## Build in release mode and start the demo: make run ARGS=--once
	scripts/install-packages.sh
	swift build -c release --product gatehouse
	@exec "$$(swift build -c release --show-bin-path)/gatehouse" demo $(ARGS)

test: swift ## Build, run every test, and print the numbers passed and failed.
	@scripts/install-packages.sh --tests
	@scripts/run-tests

check: swift ## Format, layers, unsafe budget, file sizes, reasons, incidents, libraries; a build without warnings.
	scripts/install-packages.sh
	swift format lint --strict --parallel --recursive --configuration .swift-format Package.swift Sources Tests Fuzz
	scripts/check-layers
	scripts/check-unsafe
	scripts/check-file-sizes
	scripts/check-reasons
	scripts/check-incidents
	scripts/check-libraries
	swift build --build-tests --explicit-target-dependency-import-check error

fuzz: swift ## Fuzz every parser and the whole exchange, 30 s each: make fuzz ARGS="--seconds 120 path-readings"
	scripts/install-packages.sh
	Fuzz/run $(ARGS)

bench: swift ## CPU time per request beside haproxy, nginx, nghttpx, caddy and envoy: make bench ARGS=--list
	scripts/install-packages.sh
	scripts/install-bench-packages.sh
	swift build -c release --product gatehouse
	Benchmarks/bench.py $(ARGS)

conformance: swift ## Real servers and hostile clients: Tomcat, h2spec's cases, sslyze, 200 MB bodies, rotation, floods, faults, slow clients (14 minutes).
	scripts/install-packages.sh
	swift build -c release --product gatehouse
	Conformance/run

sanitize: swift ## Every test under the address and then the thread sanitizer, each in its own folder (half an hour).
	scripts/install-packages.sh --tests
	scripts/sanitize address
	scripts/sanitize thread

build: swift ## Build everything for debugging.
	scripts/install-packages.sh
	swift build

format: swift ## Lay out all Swift files by .swift-format.
	swift format format --in-place --parallel --recursive --configuration .swift-format Package.swift Sources Tests Fuzz

metrics: swift ## Give a running gateway's metrics and the alert rules to promtool.
	scripts/check-metrics

image: swift ## Build the container image without a container engine (root, buildah, debootstrap).
	scripts/build-image.sh

image-test: ## Run the image with a read-only root, and prove that it answers and drains (root, runc).
	scripts/try-image

clean: swift ## Remove what was built; generated certificates stay.
	swift package clean

swift:
	@command -v swift >/dev/null || { echo "Swift 6.3 is needed: https://www.swift.org/install" >&2; exit 1; }
