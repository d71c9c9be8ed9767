# YouSaid: `make run` to try it, `make test` to check it, `make help` for the rest.
PYTHON ?= python3
PORT ?= 8000
DATA_DIR ?= var
export PORT DATA_DIR

VENV := .venv
BIN := $(VENV)/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))

.DEFAULT_GOAL := help
.PHONY: help setup run test check access bench scale coder eval eval-baselines pictures pictures-forms gallery lock catalogues clean

help:  ## Say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  Settings: PORT=$(PORT) DATA_DIR=$(DATA_DIR), e.g. make run PORT=8080"

setup: $(VENV)/.installed $(CATALOGUES)  ## Prepare .venv with everything locked (safe to repeat); the command is .venv/bin/yousaid

run: setup  ## Load the example district, start web server and worker, and say where to go
	@$(BIN)/yousaid demo --serve

test: $(VENV)/.tests $(CATALOGUES)  ## Run every test, real browser and real PostgreSQL included
	@# By files, in their order, so that the long journeys do not come last; one thread each.
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.tests $(CATALOGUES)  ## Lint, types and the contracts between the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

access: $(VENV)/.tests $(CATALOGUES)  ## Look for barriers on every page in every variant, with axe-core
	@$(BIN)/python -m tests.journeys.barriers "" 1/2 & half=$$!; $(BIN)/python -m tests.journeys.barriers "" 2/2; \
		failed=$$?; wait $$half && exit $$failed

bench: $(VENV)/.tests $(CATALOGUES)  ## Measure what families wait for: weight, Lighthouse, a school at once, the submit path, imports, exports, long files, plans, the team's pages
	@failed=""; for each in weight naughty school run lighthouse analysis search exports imports long_files plans pages who documents; do \
		echo "== $$each"; $(BIN)/python -m tests.bench.$$each || failed="$$failed $$each"; done; \
	test -z "$$failed" || { echo "Does not hold:$$failed"; exit 1; }

scale: $(VENV)/.tests  ## Measure a million comments: the fast path against the encoder, memory, discovery (two hours)
	$(BIN)/python -m tests.bench.scale

coder: $(VENV)/.tests  ## Teach the encoder, its heads and its student the school-voice codebook anew (two hours and a quarter; installs torch)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-coder.lock
	$(BIN)/python -m app.cli.coder

eval: $(VENV)/.tests  ## Score themes and labels on two districts beside a baseline (kept in tests/evals/RESULTS.md), chance, stability, folding
	$(BIN)/python -m tests.evals.report
	$(BIN)/python -m tests.evals.score
	$(BIN)/python -m tests.evals.score --district tests/evals/larkspur
	$(BIN)/python -m tests.evals.score_folding
	$(BIN)/python -m tests.evals.score_plans
	$(BIN)/python -m tests.evals.redaction app/example/cedar_valley
	$(BIN)/python -m tests.evals.languages

eval-baselines: requirements-baselines.lock  ## Score BERTopic on the same vectors, in an environment of its own (.venv-baselines)
	test -x .venv-baselines/bin/python || $(PYTHON) -m venv .venv-baselines
	.venv-baselines/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-baselines.lock
	.venv-baselines/bin/python -m tests.evals.baselines

pictures: $(VENV)/.tests  ## Take the README's pictures anew
	$(BIN)/python -m tests.journeys.screenshots

gallery: $(VENV)/.tests $(CATALOGUES)  ## Picture each public document in each language: docs/gallery
	$(BIN)/python -m tests.reports.gallery

pictures-forms: $(VENV)/.tests $(CATALOGUES)  ## Picture form, thank-you page, poster, letter and paper form in every language: OUT=var/pictures
	$(BIN)/python -m tests.journeys.pictures_of_forms $(or $(OUT),var/pictures)

catalogues: $(VENV)/.installed  ## Collect new strings into the translation catalogues
	$(BIN)/pybabel -q extract -F translations/babel.cfg --sort-by-file --add-location=file --omit-header -o translations/messages.pot .
	$(BIN)/pybabel -q update -i translations/messages.pot -d translations -N --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/python -m forms.collect
	$(BIN)/pybabel -q compile -D "messages questionnaires" -d translations

lock:  ## Resolve the dependencies anew (needs uv)
	uv pip compile pyproject.toml --group dev --group build --universal --generate-hashes --python-version 3.11 \
		--no-emit-index-url --no-header --no-annotate -q -o requirements-dev.lock
	uv pip compile pyproject.toml --group bench --group build -c requirements-dev.lock --universal --generate-hashes \
		--python-version 3.11 --no-emit-index-url --no-header --no-annotate -q -o requirements-bench.lock
	uv pip compile pyproject.toml --group coder --group build -c requirements-dev.lock --universal --generate-hashes \
		--python-version 3.11 --no-emit-index-url --no-header --no-annotate -q -o requirements-coder.lock
	uv pip compile pyproject.toml --group build -c requirements-dev.lock --universal --generate-hashes \
		--python-version 3.11 --no-emit-index-url --no-header --no-annotate -q -o requirements.lock
	uv pip compile pyproject.toml --group baselines --group build -c requirements-dev.lock --override tests/evals/left-out.txt \
		--universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header --no-annotate -q \
		-o requirements-baselines.lock

clean:  ## Remove what was set up (not the data)
	rm -rf $(VENV) build dist

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "YouSaid needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml hatch_build.py | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	$(BIN)/python -m app.adapters.encoder
	@touch $@

$(VENV)/.tests: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m tests.machine
	@touch $@

%.mo: %.po | $(VENV)/.installed
	@$(BIN)/pybabel -q compile -i $< -o $@
