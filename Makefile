# `make demo` tries the tracker out, `make test` tests it; both set up what is missing.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=
RUN := .venv/bin/python
TESTS := $(RUN) -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder -m
FAST := not campaign and not long and not servers
LONG := (long or servers) and not campaign

.PHONY: help demo test long coverage check format setup bench faults safety screenshots \
	messages sbom lock

help:  ## What there is
	@sed -n 's/^\([a-z]*\):.*##/make \1 -/p' Makefile

demo: setup  ## Serve the sample projects at http://127.0.0.1:$(PORT)/
	@$(RUN) manage.py demo --port $(PORT)

test: setup  ## Tests within ten minutes on two cores; ARGS="-k board -x -n 0" goes to pytest
	@$(TESTS) "$(FAST)" $(ARGS)

long: setup  ## The other tests: real processes and servers, every page in Chromium
	@$(TESTS) "$(LONG)" $(ARGS)

coverage: setup  ## Both, saying which lines and branches none of them runs
	@$(TESTS) "not campaign" --cov --cov-report=term $(ARGS)

check: setup  ## Lint, format, types, templates
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m djlint --quiet --lint templates

format: setup  ## Put code in the one format
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

bench: setup  ## The benchmarks
	@$(RUN) -m tests.bench $(ARGS)

faults: setup  ## What goes wrong at GitHub, with 20 seeds each; ARGS="--only F05 --seeds 3"
	@$(RUN) -m tests.faults $(ARGS)

safety: setup  ## Hostile texts on every page, in Chromium too; ARGS="--quick" for minutes
	@$(RUN) -m tests.safety $(ARGS)

screenshots: setup  ## Take the README's pictures anew; needs Chromium
	@$(RUN) -m tests.screenshots

messages: setup  ## Bring translations up to date with the texts
	@$(RUN) .ci/messages.py

sbom: setup  ## What the image's Python packages are, as CycloneDX, in var/sbom.json
	@mkdir -p var && $(RUN) .ci/sbom.py >var/sbom.json && echo "var/sbom.json"

setup: .venv/installed  ## Everything installed, nothing started

.venv/installed: requirements-dev.lock .ci/setup.sh
	@PYTHON="$(PYTHON)" .ci/setup.sh

LOCK := $(RUN) -m uv pip compile pyproject.toml --quiet --upgrade --universal \
	--python-version 3.11 --generate-hashes --no-annotate --no-header
lock: setup  ## Newest versions that pyproject.toml allows
	$(LOCK) --group setup --group embedded --group dev -o requirements-dev.lock
	$(LOCK) --constraint requirements-dev.lock -o requirements.lock
