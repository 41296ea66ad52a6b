# make book is all a reader needs; `make help` lists the rest. The set-up is in .ci/setup.sh.
VENV ?= .venv
PYTHON ?= python3
export VENV PYTHON

SETUP := pyproject.toml .ci/setup.sh
TESTS ?=

.DEFAULT_GOAL := book
.PHONY: book test bench lint lock fonts clean help

book: $(VENV)/.ready-book  ## build every edition and format of the book into output/
	@$(VENV)/bin/nkbook build .

test: $(VENV)/.ready-test lint  ## linters, types and all tests (TESTS="-k word" chooses)
	@$(VENV)/bin/pytest -n 2 $(TESTS)

bench: $(VENV)/.ready-test  ## measure time and memory
	@$(VENV)/bin/python tests/bench.py

lint: $(VENV)/.ready-test  ## ruff and mypy
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check --quiet
	@$(VENV)/bin/mypy --no-error-summary

lock:  ## write the lock files anew from pyproject.toml (UPGRADE=--upgrade takes newer versions)
	@.ci/setup.sh lock

fonts: $(VENV)/.ready-book  ## make the fonts in fonts/ from their sources (minutes; needs npm)
	@$(VENV)/bin/python fonts/make_fonts.py

clean:  ## remove what was built, the virtual environment and the caches
	@rm -rf output $(VENV) tests/reader/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*  ## /\1\t/p' $(MAKEFILE_LIST) | expand -t 8

# Stamps: while they are newer than what they were made from, nothing is set up or looked up again.
$(VENV)/.ready-book: requirements.lock $(SETUP)
	@.ci/setup.sh book
	@touch $@

$(VENV)/.ready-test: requirements-test.lock tests/reader/package-lock.json $(SETUP)
	@.ci/setup.sh test
	@touch $@ $(VENV)/.ready-book
