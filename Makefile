# Everything here runs in the virtual environment .venv of this checkout; nothing global is changed.
# Python 3.11 or newer, pip and make are all that has to be there.

.DEFAULT_GOAL := help
SHELL := /bin/sh
.SHELLFLAGS := -eu -c
MAKEFLAGS += --no-print-directory

PYTHON ?=
PORT ?= 8000
ARGS ?=
LOCALES ?= es
RELOAD ?=
export PYTHON PORT RELOAD

PY := .venv/bin/python
BIN := .venv/bin/
MANAGE := $(PY) example_site/manage.py
CHROMIUM ?= $(firstword $(foreach name,chromium chromium-browser google-chrome \
	google-chrome-stable,$(shell command -v $(name) 2>/dev/null)))
ifneq ($(CHROMIUM),)
export CHROMIUM
E2E := e2e
endif
SETUP = python=$$(.ci/find-python) && $$python .ci/environment.py .venv --extras

# A stage says its name, and stops everything when it fails.
define stage
@printf '\n==> %s\n' "$(1)"; \
started=$$(date +%s); \
if $(2); then printf '    done in %s s\n' $$(($$(date +%s) - started)); \
else printf '\nFAILED: %s\n' "$(1)" >&2; exit 1; fi
endef

.PHONY: help
help: ## Show this list
	@echo "make demo runs the example site; make test proves the package."
	@echo
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 26
	@echo
	@echo "PYTHON=... names the Python to use (3.11 or newer), ARGS=... adds arguments for pytest."

.PHONY: demo
demo: ## Run the example site with demo data (PORT=8000; RELOAD=1 watches the code)
	@python=$$(.ci/find-python) && exec $$python .ci/demo.py

.PHONY: test
test: ## Check everything: style, types, imports, migrations, and the whole suite
	@$(MAKE) setup
	@$(MAKE) lint types
	@$(MAKE) migrations-check docs-check
	@$(MAKE) test-stock ARGS='-n 2 $(ARGS)'
	@SUITE_SHARE=1/2 $(MAKE) test-custom
	@$(MAKE) e2e ARGS='-n 2 $(ARGS)'
	@printf '\n==> make test: every stage passed\n'

.PHONY: setup
setup: ## Make or update the virtual environment with all tools
	@$(SETUP) demo lint test $(E2E)

.PHONY: lint
lint: setup ## Check style: Python, templates, and which module imports which
	$(call stage,Python format (make format repairs it),$(BIN)ruff format --check .)
	$(call stage,Python style,$(BIN)ruff check .)
	$(call stage,Templates,$(BIN)djlint --lint --quiet wagtail_coaching example_site tests)
	$(call stage,Import contracts,$(BIN)lint-imports)

.PHONY: types
types: setup ## Check types
	$(call stage,Types,$(BIN)mypy)

.PHONY: migrations-check
migrations-check: setup ## Check that models and migrations agree, with stock and custom models
	$(call stage,Migrations with stock models,\
	$(PY) -m django makemigrations --check --dry-run --settings tests.settings.stock)
	$(call stage,Migrations with custom models,\
	$(PY) -m django makemigrations --check --dry-run --settings tests.settings.custom)
	$(call stage,Migrations of the example site,$(MANAGE) makemigrations --check --dry-run)

.PHONY: docs-check
docs-check: setup ## Check that links between the documents lead somewhere
	$(call stage,Links in the documents,$(PY) .ci/check_docs.py)

.PHONY: coverage
coverage: setup ## Run the suite and measure which code it reaches
	$(call stage,Suite with stock models,\
	$(PY) -m pytest -n 2 --cov --cov-report=term --cov-report=html $(ARGS))

.PHONY: test-stock
test-stock: setup ## Run the suite alone (ARGS="-k gallery" selects tests)
	$(call stage,Suite with stock models,$(PY) -m pytest $(ARGS))

.PHONY: test-custom
test-custom: setup ## Run the suite with a custom base page, image and document model (SUITE_SHARE=1/2: less)
	$(call stage,Suite with custom models,$(PY) -m pytest -n 2 --ds=tests.settings.custom $(ARGS))

.PHONY: e2e
e2e: setup ## Run the tests in a real browser (CHROMIUM=... names its program)
ifeq ($(CHROMIUM),)
	@printf '\n==> Browser tests SKIPPED: no Chromium was found (install it, or set CHROMIUM=...)\n'
else
	$(call stage,Browser tests,$(PY) -m pytest -m e2e tests/e2e $(ARGS))
endif

.PHONY: bench
bench: setup ## Run the benchmarks
	$(call stage,Benchmarks,$(PY) -m pytest -m benchmark tests/benchmarks -s $(ARGS))

.PHONY: format
format: setup ## Format the code and repair what can be repaired
	$(call stage,Format,$(BIN)ruff check --fix-only --quiet . && $(BIN)ruff format .)

.PHONY: messages
messages: setup ## Update and compile the translations of the package (LOCALES="es fr"; needs gettext)
	$(call stage,Messages,cd wagtail_coaching && \
	../$(PY) -m django makemessages $(addprefix -l ,$(LOCALES)) --no-location --no-obsolete && \
	../$(PY) -m django compilemessages)

.PHONY: wheel
wheel: setup ## Build the wheel and the source archive in dist/, and check what they hold
	$(call stage,Packages,$(PY) -m pip install -qq build && rm -rf dist && $(PY) -m build -q && \
	$(PY) .ci/check_wheel.py dist)

.PHONY: clean
clean: ## Remove environments, caches, builds, and what the example site wrote
	@rm -rf .venv .ci-cache .tox .coverage .coverage.* htmlcov test-results build dist *.egg-info \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis example_site/var
	@find wagtail_coaching example_site tests .ci -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Removed environments, caches, builds and the demo's data."
