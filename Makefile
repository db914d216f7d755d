# Everything a developer types. It needs Python 3.11 or newer and nothing else; without make, see "Windows" in README.md.
#
#   make demo    a room of agents that talk, in JupyterLab         make bench   every figure of the README, measured here
#   make test    all tests                                         make lock    choose new versions of the dependencies
#   make check   lint, types and all tests                         make clean   remove what the others made
#   make audit   ask the public databases whether a pinned package has a known hole
#   make soak    the tests of endurance, for a night: 8 hours of load, 200 kills, 100,000 schedules of faults; or for less, as in
#                make soak HOURS=0.5 KILLS=50 SCHEDULES=5000, or one of them: make soak KILLS=200 ARGS=tests/faults/test_kills.py
#   make autobahn  Autobahn's fuzzing client against the server's sockets; gets it first (on Debian, or with a Python 2.7)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check lint types bench audit soak autobahn lock clean js js-check

VENV := .venv
# Git for Windows brings a make: there a virtual environment keeps its programs in Scripts.
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)
ARGS ?=
# How much `make soak` does; nothing is a night's worth.
HOURS ?=
KILLS ?=
SCHEDULES ?=

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | sed -n 1,9p

# Pinned packages first, then the two distributions of this tree as they are, with nothing resolved or fetched on the way.
$(VENV)/installed: requirements.lock pyproject.toml server/pyproject.toml
	@test -n "$(PYTHON)" || { echo "roomlab needs Python 3.11 or newer with its venv module, and found none. Install one \
	(on Debian: python3 and python3-venv), or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; exit 2; }
	@echo "Installing the packages of requirements.lock into $(VENV); the first time this takes a minute or two" >&2
	"$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-build-isolation --no-deps -e . -e server
	@touch $@

demo: $(VENV)/installed
	$(BIN)/roomlab demo $(ARGS)

test: $(VENV)/installed
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed
	$(BIN)/mypy

check: lint types test

bench: $(VENV)/installed
	$(BIN)/python -m benchmarks $(ARGS)

soak: $(VENV)/installed
	ROOMLAB_SOAK=1 ROOMLAB_HOURS=$(HOURS) ROOMLAB_KILLS=$(KILLS) ROOMLAB_SCHEDULES=$(SCHEDULES) \
		$(BIN)/python -m pytest -m soak --timeout 0 $(ARGS)

autobahn: $(VENV)/installed
	$(BIN)/python tests/faults/autobahn.py out/autobahn
	ROOMLAB_AUTOBAHN=out/autobahn $(BIN)/python -m pytest -m autobahn $(ARGS)

# Exit code 3, and a sentence, when a database cannot be reached: then nothing was checked.
audit: $(VENV)/installed
	$(BIN)/python -m pip install --disable-pip-version-check --quiet "uv>=0.9"
	$(BIN)/python .ci/audit.py

# The one place where versions are chosen, for every Python and system at once. The file names no index and no address.
lock: $(VENV)/installed
	$(BIN)/python -m pip install --disable-pip-version-check --quiet "uv>=0.9"
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --all-extras \
		--no-emit-package roomlab --no-emit-package roomlab-server --no-header --no-annotate --no-emit-index-url \
		pyproject.toml server/pyproject.toml --output-file requirements.lock

clean:
	rm -rf $(VENV) build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The live view's JavaScript: users get the built bundle and need no Node.
JS := roomlab/views/widgets/js

$(JS)/node_modules/.package-lock.json: $(JS)/package-lock.json
	npm --prefix $(JS) ci --no-fund --no-audit --loglevel=error

js: $(JS)/node_modules/.package-lock.json
	npm --prefix $(JS) run build

js-check: $(JS)/node_modules/.package-lock.json
	npm --prefix $(JS) run lint
	npm --prefix $(JS) run check
	npm --prefix $(JS) test
