# Each target does the set-up it needs; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= karmika-data
PORT ?= 8000
WORKERS ?= 3000
STAMP := $(VENV)/.stamp-$(shell cat requirements-dev.lock pyproject.toml | sha256sum | cut -c1-16)
PO := $(wildcard karmika/locale/*/LC_MESSAGES/django.po)
FONTS := node_modules/.stamp-$(shell cat package-lock.json | sha256sum | cut -c1-16)
READY := $(STAMP) $(FONTS) $(PO:.po=.mo)
# pytest spreads over the processors; the database of each process is its own copy of one template
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
PYTEST := $(BIN)/pytest -q -n $(JOBS)
# the slow ones wait for servers and browsers of their own for a good part of their time: one process more than processors
WAITING ?= $(shell echo $$(($(JOBS) + 1)))
# what is slow outside the simulation: to collect everything else takes half a minute
SLOW = $(shell grep -rl "pytest\.mark\.slow" --include="test_*.py" karmika tests | grep -v -e tests/simulation/ -e tests/anomaly/)

.DEFAULT_GOAL := help
.PHONY: help install demo serve test test-sqlite test-postgresql test-slow lint messages docs screenshots lock clean

help:  ## list the targets
	@grep -hE '^[a-zA-Z_%-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 20

$(STAMP): requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	rm -f $(VENV)/.stamp-*
	touch $@

$(FONTS): package-lock.json | $(STAMP)
	$(BIN)/npm ci --silent --no-progress
	touch $@

%.mo: %.po | $(STAMP)
	$(BIN)/karmika messages compile

install: $(READY)  ## make .venv and node_modules with everything pinned, and compile the translations

demo: $(READY)  ## survey two synthetic cities, form groups, serve on 127.0.0.1:8000 (DATA=, PORT=, WORKERS=)
	$(BIN)/karmika demo --data $(DATA) --port $(PORT) --workers $(WORKERS)

serve: $(READY)  ## serve what is in DATA
	$(BIN)/karmika serve --data $(DATA) --port $(PORT)

test: test-sqlite test-postgresql  ## all quick tests, on SQLite and on PostgreSQL

test-sqlite: $(READY)
	KARMIKA_TEST_DATABASE=sqlite $(PYTEST) --dist worksteal -m "not slow"

test-postgresql: $(READY)
	KARMIKA_TEST_DATABASE=postgresql $(PYTEST) --dist worksteal -m "not slow and not house"

test-slow: $(READY)  ## browser; kills, lost power, full disks, old copies and long simulations on both databases
	KARMIKA_TEST_DATABASE=sqlite $(PYTEST) -n $(WAITING) --dist loadfile -m slow $(SLOW)
	KARMIKA_TEST_DATABASE=sqlite $(PYTEST) --dist worksteal -m slow tests/simulation tests/anomaly
	KARMIKA_TEST_DATABASE=postgresql $(PYTEST) --dist worksteal -m "slow and not house" tests/simulation tests/anomaly

lint: $(READY)  ## style, types, floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check -q .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/node node_modules/typescript/bin/tsc -p field

messages: $(READY)  ## collect the texts to translate into karmika/locale, and compile them
	$(BIN)/karmika messages extract
	$(BIN)/karmika messages compile

docs: $(READY)  ## write the generated parts of docs/rooms
	$(BIN)/karmika docs

screenshots: $(READY)  ## pictures for the README from the demo, and every page in three languages and two widths (build/screenshots)
	$(BIN)/python -m tests.browser.screenshots --data build/screenshots --out docs/images --all

bench-%: $(READY)  ## measure one promise (bench/NAME.py), print a table, write build/bench/NAME.json
	mkdir -p build/bench
	$(BIN)/python -m bench.$*

lock: $(STAMP)  ## pin requirements*.in anew, with hashes
	test -x build/lock/bin/pip-compile || ($(PYTHON) -m venv build/lock && build/lock/bin/pip install -q pip-tools~=7.6)
	for name in requirements requirements-dev; do \
	  build/lock/bin/pip-compile -q --generate-hashes --strip-extras --no-header --no-emit-index-url --no-emit-find-links \
	    --no-emit-trusted-host --output-file $$name.lock $$name.in || exit 1; done

clean:  ## remove what was built; keeps DATA
	rm -rf build .mypy_cache .ruff_cache .pytest_cache
