# make book is all a reader needs; `make help` lists the rest. The set-up is in .ci/setup.sh.
VENV ?= .venv
PYTHON ?= python3
export VENV PYTHON
# Else each process of the tests, of which there are hundreds, compiles nkbook's modules anew.
unexport PYTHONDONTWRITEBYTECODE

# The rules below would take no path for the root folder, and one with a space for two.
ifneq ($(words $(VENV)),1)
$(error VENV is to be one path without spaces, but it is "$(VENV)")
endif

SETUP := pyproject.toml .ci/setup.sh .ci/venv.sh .ci/pip.lock
TESTS ?=
BENCH ?=
FUZZ ?= 10

.DEFAULT_GOAL := book
.PHONY: book quick test apart readers book-check fuzz bench lint docs lock fonts build-dist clean help

book: $(VENV)/.ready-book  ## build every edition and format of the book into output/
	@$(VENV)/bin/nkbook build --strict .

quick: $(VENV)/.ready-test  ## ruff and the fast tests: under a minute, for every save
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check --quiet
	@$(VENV)/bin/pytest -n 2 -m "not slow and not flagship and not readers" $(TESTS)

test: $(VENV)/.ready-test  ## linters, types, tests but apart's and readers' (TESTS="-k word" chooses)
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check --quiet
	@$(VENV)/bin/mypy --no-error-summary & types=$$!; \
	$(VENV)/bin/pytest -n 2 -m "not apart and not readers" $(TESTS); tests=$$?; \
	wait $$types && exit $$tests

apart: $(VENV)/.ready-test  ## judge more editions and layouts as test does others
	@$(VENV)/bin/pytest -n 2 -m apart $(TESTS)

readers: $(VENV)/.ready-readers  ## walk the EPUBs page by page in more reading engines, and convert them
	@$(VENV)/bin/pytest -n 2 -m readers $(TESTS)

book-check: $(VENV)/.ready-test  ## check the text and pages of the book in chapters/
	@$(VENV)/bin/pytest -n 2 -m "flagship and not readers" $(TESTS)

bench: $(VENV)/.ready-test  ## measure time and memory beside other programs (BENCH=--quick: minutes)
	@PYTHONPATH=tests $(VENV)/bin/python -m bench $(BENCH)

fuzz: $(VENV)/.ready-test  ## read made-up texts for FUZZ=10 minutes (FUZZ="60 --alone"), keep what fails
	@PYTHONPATH=tests $(VENV)/bin/python -m fuzz $(FUZZ)

lint: $(VENV)/.ready-test  ## ruff and mypy
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check --quiet
	@$(VENV)/bin/mypy --no-error-summary

docs: $(VENV)/.ready-test  ## build the documentation into build/docs/
	@$(VENV)/bin/sphinx-build -W --keep-going -q docs build/docs

lock:  ## resolve the requirements and write the lock files (UPGRADE=--upgrade takes newer versions)
	@.ci/setup.sh lock

fonts: $(VENV)/.ready-book  ## make the fonts in fonts/ from their sources (minutes; needs npm)
	@$(VENV)/bin/python fonts/make_fonts.py

build-dist: $(VENV)/.ready-book  ## make the source archive and the wheel in dist/
	@rm -rf dist
	@$(VENV)/bin/python -m hatchling build -d dist

clean:  ## remove what was built, the virtual environment and the caches
	@.ci/clean.sh

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*  ## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

# Stamps: while they are newer than what they were made from, nothing is set up or looked up again.
$(VENV)/.ready-book: requirements.lock $(SETUP)
	@.ci/setup.sh book
	@touch $@

$(VENV)/.ready-test: requirements-test.lock tests/reader/package-lock.json $(SETUP)
	@.ci/setup.sh test
	@touch $@ $(VENV)/.ready-book

$(VENV)/.ready-readers: $(VENV)/.ready-test tests/reader/more/package-lock.json
	@.ci/setup.sh readers
	@touch $@
