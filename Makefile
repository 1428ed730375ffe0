# `make help` lists the targets. Everything is kept in .venv/ and .local/, but for the Pulumi engine, which is
# built once for all checkouts into ~/.cache/trunkline.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CODE := components providers src stacks tests examples docs __main__.py

.DEFAULT_GOAL := help
.PHONY: help install install-dev docs wheel up preview refresh destroy stop test quick long mutation faults e2e bench check format lock release-check clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed ## install the locked packages into .venv

install-dev: $(VENV)/.installed-dev ## install the locked test tools too

up: $(VENV)/.installed ## bring the local trunk up on both sides
	@$(BIN)/trunkline local up
	@echo
	@echo "Next: change something in stacks/Pulumi.local.yaml, then \`make preview\` and \`make up\`."
	@echo "\`make refresh\` shows what was changed by hand on either side; \`make destroy\` takes both down."

preview: $(VENV)/.installed ## show what `make up` would change
	@$(BIN)/trunkline local preview

refresh: $(VENV)/.installed ## show what was changed by hand on either side
	@$(BIN)/trunkline local refresh

destroy: $(VENV)/.installed ## take both sides down; the numbers stay
	@$(BIN)/trunkline local destroy

stop: ## end the local emulator
	@$(PYTHON) src/trunkline/local/ending.py

# Each process of a test reads the compiled modules that an earlier one has left, instead of compiling them again.
test quick long mutation faults: export PYTHONDONTWRITEBYTECODE =

test: check ## run the test suite (12 minutes once the engine is there)
	@$(BIN)/trunkline engine > /dev/null
	@echo "Running the tests, four at a time: about 12 minutes."
	@$(BIN)/pytest -q -n 4 --dist worksteal -m "not e2e and not long"

quick: $(VENV)/.installed-dev ## run the tests that take no second (80 seconds): no Pulumi engine, provider process or database server
	@$(BIN)/pytest -q -n 4 --dist worksteal -m "not e2e and not long and not engine and not slow"

long: $(VENV)/.installed-dev ## run the long tests: lives of stacks, and SDKs of each language (20 minutes)
	@$(BIN)/trunkline engine > /dev/null
	@echo "Running the long tests, four at a time: about 20 minutes."
	@$(BIN)/pytest -q -n 4 --dist worksteal -m "long and not e2e"

mutation: $(VENV)/.installed-dev ## put defects into a copy, and see that the tests find each (ONLY=rotation for some)
	@$(BIN)/trunkline engine > /dev/null
	@$(BIN)/python -W ignore -m tests.mutation $(if $(ONLY),--only $(ONLY))

faults: $(VENV)/.installed-dev ## kill runs, spoil requests and statements, and see that all ends as declared (40 minutes; SAMPLE=1 for three minutes; FAST=1 without checkpoints)
	@$(BIN)/trunkline engine > /dev/null
	@$(BIN)/python -W ignore -m tests.faults $(if $(SAMPLE),--sample) $(if $(FAST),--only fast-way) $(if $(ONLY),--only $(ONLY))

e2e: $(VENV)/.installed-dev ## place real calls: Asterisk, Kamailio, sipp, databases (root, Debian; under 10 minutes from nothing)
	@$(BIN)/python -m tests.e2e
	@$(BIN)/trunkline engine > /dev/null
	@echo "Placing calls: about 7 minutes."
	@$(BIN)/pytest -q -m e2e tests/e2e

bench: $(VENV)/.installed-dev ## measure 1, 10, 100 and 300 trunks against the emulator (SIZES="1 10" for fewer, JSON=FILE for the figures; under 10 minutes)
	@$(BIN)/trunkline engine > /dev/null
	@$(BIN)/python -m tests.bench $(SIZES) $(if $(SIZES),,--readme README.md) $(if $(JSON),--json $(JSON))

check: $(VENV)/.installed-dev ## lint, types, import directions
	@$(BIN)/ruff format --check --quiet $(CODE) || { echo "run \`make format\`"; exit 1; }
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>&1 | tail -n 3; $(BIN)/lint-imports > /dev/null

format: $(VENV)/.installed-dev ## format the code
	@$(BIN)/ruff check --quiet --fix-only $(CODE)
	@$(BIN)/ruff format --quiet $(CODE)

docs: $(VENV)/.installed-dev ## make docs/reference, docs/set-ups.md, the schemas and the dicts of arguments from the code
	@$(BIN)/python docs/make_reference.py
	@$(BIN)/python -m tests.set_ups

wheel: $(VENV)/.installed-dev ## build the wheel into dist/
	@$(BIN)/python -m hatchling build -t wheel

lock: $(VENV)/.installed-dev ## renew the lock files from pyproject.toml (UPGRADE=--upgrade for newer versions, INTO=FOLDER/ for other files)
	@$(BIN)/uv pip compile pyproject.toml --group build --universal --generate-hashes --no-header --no-emit-index-url --no-annotate --quiet $(UPGRADE) -o $(INTO)requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --group dev -c $(INTO)requirements.lock --universal --generate-hashes --no-header --no-emit-index-url --no-annotate --quiet $(UPGRADE) -o $(INTO)requirements-dev.lock

release-check: $(VENV)/.installed-dev ## build a release into dist/release, check its files and install them (TAG=v0.1.0 compares the tag; a few minutes)
	@$(BIN)/trunkline engine > /dev/null
	@$(BIN)/python -m tests.release $(if $(TAG),--tag $(TAG))
	@echo "Workflows, installations …"
	@$(BIN)/pytest -q tests/release tests/workflows/test_files.py

clean: ## end the emulator and remove .venv and .local, state included
	@$(PYTHON) src/trunkline/local/ending.py
	@test ! -d .local || chmod -R u+rwX .local
	@rm -rf $(VENV) .local

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than 3.11: name a newer one, make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing the locked Python packages into $(VENV): about half a minute, once."
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) has no venv module: install it (Debian: apt install python3-venv)"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@echo "Installing the locked test tools: about half a minute, once."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
