# Everything a stranger needs: `make demo` and `make test`. Each sets itself up on a machine with Python 3.11 or newer.
# The set-up lives in .venv; nothing is installed outside of it. Deleting .venv undoes all of it.

MAKEFLAGS += --no-print-directory
BIN := .venv/bin
WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest
# Files in the order of their names: those of few long tests come first, and two workers end together.
SPREAD := -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help setup demo test soak peers bench sheet lint fmt types contracts lock lock-check wheel-check docs changelog check

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

.venv/.synced: pyproject.toml requirements.lock scripts/setup.sh
	@sh scripts/setup.sh

setup: .venv/.synced ## Create .venv with the locked dependencies
	@echo "Ready: .venv/bin/noktvrn --help"

demo: .venv/.synced ## Let a new artist make and release a song, with no key and no network
	@$(BIN)/noktvrn demo $(ARGS)

test: .venv/.synced ## Run the tests, without the long ones
	@$(PYTEST) $(SPREAD) -q -m "not soak" --timeout 600 $(ARGS)

peers: .venv/.synced ## Install browsers and servers of others that tests compare with, where apt and npm are at hand
	@sh scripts/test_peers.sh

soak: .venv/.synced ## Run the long tests: workers killed at random, songs of all genres
	@$(PYTEST) -q -m soak --timeout 7200 $(ARGS)

bench: .venv/.synced ## Measure, keep the figures as JSON, rewrite docs/reference/benchmarks.md
	@$(BIN)/python -m benchmarks.run_all $(ARGS)

sheet: .venv/.synced ## Paint and film every style family for three songs, on one sheet in the docs
	@$(BIN)/python scripts/contact_sheet.py $(ARGS)

lint: .venv/.synced ## Check style and format
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .

fmt: .venv/.synced ## Format, and mend what can be mended without thought
	@$(BIN)/ruff check -q --fix . || true
	@$(BIN)/ruff format -q .

types: .venv/.synced ## Check types
	@$(BIN)/mypy

contracts: .venv/.synced ## Check that imports between rooms point down
	@$(BIN)/lint-imports --no-cache

lock-check: .venv/.synced ## Check that requirements.lock answers pyproject.toml, offline
	@$(BIN)/python scripts/check_lock.py

lock: .venv/.synced ## Resolve pyproject.toml again into requirements.lock (needs a package index)
	@UV_SYSTEM_CERTS=true $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --python-version 3.11 --group dev --all-extras pyproject.toml -o requirements.lock $(ARGS)

wheel-check: .venv/.synced ## Build the wheel and try it in a clean environment without the tools
	@sh scripts/check_wheel.sh

docs: .venv/.synced ## Write the generated pages: settings, errors, commands, .env.example
	@$(BIN)/python scripts/write_reference.py

changelog: .venv/.synced ## Show what the next release will say
	@$(BIN)/towncrier build --draft --version next

check: lint types contracts lock-check test ## All of the above that a change must pass
