# Everything one can do here. `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header pyproject.toml
PYTHONS := python3.13 python3.12 python3.11 python3

.PHONY: help
help: ## list these targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

.PHONY: install
install: .venv/runtime ## make what a service needs, and start nothing: see docs/operations.md
	@$(BIN)/python -m compileall -q bot db locales practice

.PHONY: run
run: .venv/runtime ## start: practice mode, or the real bot when TELEGRAM_BOT_TOKEN or TELEGRAM_BOT_TOKEN_FILE is set
	@if [ -n "$${TELEGRAM_BOT_TOKEN:-}$${TELEGRAM_BOT_TOKEN_FILE:-}" ]; \
	then exec $(BIN)/ascolto run; else exec $(BIN)/ascolto practice; fi

.PHONY: test
test: lint ## everything that must pass: lint, then all tests
	@echo "== tests"
	@$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: lint
lint: .venv/development ## style, dangers, types, layers and the catalogues of all languages
	@echo "== style"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "== dangers"
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive bench bot db locales practice
	@echo "== types"
	@$(BIN)/mypy
	@echo "== layers"
	@$(BIN)/lint-imports
	@echo "== catalogues"
	@$(BIN)/python -m locales.update --check
	@echo "== who may do what"
	@$(BIN)/python -m bot.handlers.page --check

.PHONY: bench
bench: .venv/development ## measure how fast it is and write docs/performance.md; QUICK=1: smaller, writes nothing
	@QUICK="$(QUICK)" $(BIN)/python -m bench

.PHONY: fire
fire: .venv/development ## kill, cut, flood and forge for hours and write docs/reliability.md; QUICK=1: as in the tests, writes nothing
	@QUICK="$(QUICK)" $(BIN)/python -m tests.fire

.PHONY: format
format: .venv/development ## put the source in order
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

.PHONY: messages
messages: .venv/development ## bring the catalogues up to date with the texts in the source
	@$(BIN)/python -m locales.update

.PHONY: diagrams
diagrams: .venv/development ## draw docs/forms/ anew from the forms, and the tables of docs/security.md and docs/keeping.md
	@$(BIN)/python -m bot.conversations.pages
	@$(BIN)/python -m bot.handlers.page

.PHONY: migration
migration: .venv/development ## write a migration from the changed models: make migration name="what changes"
	@if [ -z "$(name)" ]; then echo 'Say what changes: make migration name="..."'; exit 1; fi
	@$(BIN)/python -m db.migrate "$(name)"

.PHONY: migrate
migrate: .venv/runtime ## bring the database of the current settings to the newest schema
	@$(BIN)/ascolto migrate

.PHONY: lock
lock: .venv/development ## pin what pyproject.toml asks for, with hashes
	@$(COMPILE) --group build --output-file requirements.lock
	@$(COMPILE) --group build --group dev --output-file requirements-dev.lock

.PHONY: clean
clean: ## remove what was made here, but for the data
	@rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/pip:
	@for python in $(PYTHONS); do \
		if "$$python" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then exec "$$python" -m venv --clear .venv; fi; done; \
	echo "Ascolto needs Python 3.11 or newer with venv (on Debian: apt install python3 python3-venv)." >&2; exit 1

.venv/runtime: requirements.lock pyproject.toml | .venv/bin/pip
	@echo "Preparing .venv (the first time takes a minute) ..."
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/development: requirements-dev.lock .venv/runtime
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@
