PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
OURS := benchmarks conftest.py cti_conformance examples features reference_impl steps tests
# Where the packages of the tests are imported from.
TESTS := tests:tests/proof
# Tests start hundreds of processes: each module is compiled once, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=
CORES := $(shell $(PYTHON) -c 'import os; print(os.cpu_count() or 1)')
# Processes of the tests, which wait half of their time, and of the scenarios, which wait a third.
WORKERS ?= $(shell expr $(CORES) + 4)
RUNNERS ?= $(shell expr $(CORES) + 1)

PORT ?= 8080
CONFORM := $(BIN)/pytest --report-dir=report --fuzz=2 --fuzz-seed=1 --fuzz-time=60

.PHONY: help
help:  ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, not %d.%d" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@echo "Setting up $(VENV) with the versions of requirements.lock"
	@$(PYTHON) -m venv $(VENV)
	@sed -n '/^pip==/,/[^\\]$$/p' requirements.lock >$(VENV)/pip.lock # a newer pip is twice as quick
	@$(PIP) --require-hashes -r $(VENV)/pip.lock
	@$(PIP) --no-compile --require-hashes -r requirements.lock
	@# As pip does, but on all cores, and without the tables of numbers that nothing imports.
	@$(BIN)/python -m compileall -qq -j 0 -x 'phonenumbers/[a-z]+data/' $(VENV)/lib || true
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: setup
setup: $(VENV)/installed  ## set up .venv only

# Without a browser the run goes on, and says which rules were not tested for want of one.
.PHONY: browser
browser: $(VENV)/installed  ## see that there is a Chromium, and install one if not
	@$(BIN)/python -m cti_conformance.browser

.PHONY: conformance
conformance: browser  ## run every rule against the bundled reference; writes report/
	@$(CONFORM) $(ARGS)

.PHONY: fuzz
fuzz: $(VENV)/installed  ## fuzz the bundled reference for half an hour
	@$(BIN)/pytest --fuzz=2000 --fuzz-time=1800 -k fuzz

.PHONY: bench
bench: $(VENV)/installed  ## measure what a run costs; writes docs/benchmarks.md; ROWS="start memory" measures some
	@PYTHONPATH=$(TESTS) $(BIN)/python benchmarks/bench.py $(ROWS)

.PHONY: bench-fuzz
bench-fuzz: $(VENV)/installed  ## compare fuzzing with the command line of schemathesis
	@PYTHONPATH=$(TESTS) $(BIN)/python benchmarks/bench_fuzz.py

.PHONY: costs
costs: $(VENV)/installed  ## measure the requests of each rule's scenarios, for --plan; RULE=CTI-REQ-06: of that rule
	@PYTHONPATH=$(TESTS) $(BIN)/python -m support.costs -qq $(if $(RULE),--rule=$(RULE))

.PHONY: reference
reference: $(VENV)/installed  ## start the reference helpdesk; PORT=9000 instead of 8080, ARGS=--sample-data
	@$(BIN)/cti-conformance reference --port $(PORT) $(ARGS)

.PHONY: docs
docs: $(VENV)/installed  ## build the documentation into build/site; REPORT=report/report.json adds outcomes
	@$(BIN)/python -m cti_conformance.site $(if $(REPORT),--report $(REPORT))

.PHONY: test
test: lint browser  ## lint, the toolkit's own tests, and the conformance run
	@$(BIN)/pytest tests -n $(WORKERS); tested=$$?; \
	$(CONFORM) -n $(RUNNERS) && $(BIN)/python tests/support/waits_in_vain.py report/report.json && exit $$tested

.PHONY: check-rule
check-rule: $(VENV)/installed  ## check that ledger, features, mutants and costs fit together
	@$(BIN)/pytest -q -n $(WORKERS) tests/spec tests/waiting/test_waits.py tests/proof/test_mutants.py \
		tests/suite/test_plan.py tests/test_sizes.py \
		tests/suite/test_targets.py::test_empty_json_for_everything_conforms_to_next_to_nothing \
		-k "not tells and not unchanged and not judged"

.PHONY: proof
proof: browser  ## run all long proofs, for hours; PROOFS="variants hostile" runs some
	@PYTHONPATH=$(TESTS) $(BIN)/python tests/proof/prove.py $(PROOFS)

.PHONY: mutants
mutants: $(VENV)/installed  ## run every mutant but the wild ones, or ONLY="a b", or CHAPTER=req; RULE=CTI-REQ-06 tries that rule as well; writes report/matrix.html
	@PYTHONPATH=$(TESTS) $(BIN)/python -m matrix $(if $(CHAPTER),--chapter=$(CHAPTER)) $(if $(RULE),--rule=$(RULE)) $(ONLY)

.PHONY: clients
clients: $(VENV)/installed  ## try every changed telephony client, or those of ONLY="a b"
	@PYTHONPATH=$(TESTS) $(BIN)/python -m clients $(ONLY)

.PHONY: wild-mutants
wild-mutants: $(VENV)/installed  ## run the mutants of others, each on the drawn tables as well; names those not told
	@PYTHONPATH=$(TESTS) $(BIN)/python -m matrix --wild $(ONLY)

.PHONY: generated-mutants
generated-mutants: $(VENV)/installed  ## break it in ways made by rule; writes report/generated.html
	@PYTHONPATH=$(TESTS) $(BIN)/python -m matrix.generated

.PHONY: fuzzed-mutants
fuzzed-mutants: $(VENV)/installed  ## break it where no scenario looks, and see that fuzzing tells
	@PYTHONPATH=$(TESTS) $(BIN)/python -m matrix.fuzzed

# Mypy takes longest, and prints once it is done; the failure of another is said after it.
.PHONY: lint
lint: $(VENV)/installed  ## ruff (format and check), mypy (strict), and the layers of ARCHITECTURE.md
	@MYPYPATH=$(TESTS) $(BIN)/mypy --num-workers $(CORES) cti_conformance tests benchmarks & types=$$!; \
	$(BIN)/ruff format --quiet --check $(OURS) && $(BIN)/ruff check --quiet $(OURS) \
		&& $(BIN)/lint-imports --no-logo; others=$$?; \
	wait $$types; types=$$?; \
	[ $$others = 0 ] || echo "lint failed: see the output of ruff or import-linter above"; \
	exit $$((types + others))

.PHONY: format
format: $(VENV)/installed  ## put the code into the one form that lint wants
	@$(BIN)/ruff check --quiet --fix-only $(OURS)
	@$(BIN)/ruff format --quiet $(OURS)
	@PYTHONPATH=tests $(BIN)/python -m support.drawn
	@$(BIN)/python tests/support/form.py features/*.feature
	@PYTHONPATH=tests $(BIN)/python -m support.glossary

.PHONY: lock
lock: $(VENV)/installed  ## take the newest versions into requirements.lock
	@$(PIP) uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --all-extras --upgrade \
		--no-emit-index-url --no-emit-find-links \
		--custom-compile-command 'make lock' pyproject.toml build-requirements.in -o requirements.lock

.PHONY: clean
clean:  ## remove what the other commands made
	@rm -rf $(VENV) build dist report .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
