# Kairan: `make help` lists what there is.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
LOCALES := $(wildcard cms/*/locale site_pages/*/locale linebridge/*/locale cms/package_locale)
PO_FILES := $(wildcard $(addsuffix /*/LC_MESSAGES/*.po,$(LOCALES)))
MO_FILES := $(PO_FILES:.po=.mo)

.DEFAULT_GOAL := help
.PHONY: help run reset test test-models test-journeys check bench chaos messages lock clean

help: ## What there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

run: $(VENV)/run.stamp messages ## Start the demo town: web, worker, clock and emulator (PORT=8000)
	@PORT=$(PORT) $(BIN)/python manage.py run_town

reset: $(VENV)/run.stamp ## Forget the demo town, so that the next `make run` builds it anew
	@$(BIN)/python manage.py reset_town

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13)))' 2>/dev/null || \
	  { echo "Kairan needs Python 3.11, 3.12 or 3.13, and \"$(PYTHON)\" is another one. Name one with: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements/base.txt | $(VENV)/bin/python
	@echo "Installing what Kairan needs (once, about a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "Installing the tools of tests and checks …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

test: $(VENV)/dev.stamp messages ## The whole suite, browser journeys included (SQLite, or DATABASE_URL and REDIS_URL)
	@CHROMIUM="$$($(BIN)/python -m tests.find_browser)" && export CHROMIUM && $(BIN)/python -m pytest $(ARGS)

test-models: $(VENV)/dev.stamp messages ## The suite without a browser
	@$(BIN)/python -m pytest -m "not journey and not chaos" $(ARGS)

test-journeys: $(VENV)/dev.stamp messages ## Stories and accessibility in a real browser
	@CHROMIUM="$$($(BIN)/python -m tests.find_browser)" && export CHROMIUM && $(BIN)/python -m pytest -m "journey or last" tests $(ARGS)

check: $(VENV)/dev.stamp messages ## Format, lint and known weaknesses (ruff), templates, types, migrations, house rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/djlint --quiet --lint cms site_pages linebridge
	@$(BIN)/mypy cms site_pages linebridge
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@CHROMIUM="$$($(BIN)/python -m tests.find_browser)" && export CHROMIUM && $(BIN)/python -m pytest -q tests/house --durations=0

bench: $(VENV)/dev.stamp messages ## Measurements, one JSON line each
	@$(BIN)/python -m tests.services --durable $(BIN)/python -m tests.bench

chaos: $(VENV)/dev.stamp messages ## The long fault runs: every crash point twenty times
	@$(BIN)/python -m tests.services $(BIN)/python -m pytest -m chaos tests $(ARGS)

messages: $(VENV)/run.stamp $(MO_FILES) ## Compile the catalogues of all languages

%.mo: %.po | $(VENV)/run.stamp
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

lock: ## Resolve requirements/*.in anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock' -q requirements/base.in -o requirements/base.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock' -q -c requirements/base.txt requirements/dev.in -o requirements/dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock' -q -c requirements/base.txt requirements/production.in -o requirements/production.txt
