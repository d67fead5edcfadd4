# Everything here needs Python 3.11 or newer and make. PYTHON=… names another interpreter; STORY=… another story.
.POSIX:
SHELL = /bin/sh
STORY = stories/ninety-yards.txt
CORPORA = ../shared/corpora
SECONDS = 60
RUN = .venv/bin/python -m

.PHONY: help audiobook test torture test-slow test-long test-corpora fuzz lint docs screens bench bench-full bench-structure bench-edits bench-fanfic bench-speakers voices-table set-up set-up-dev clean

export STORY

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{printf "%-24s %s\n", $$1, $$2}'

audiobook: set-up ## build an audiobook from STORY into output/
	@$(RUN) rhapsode build "$$STORY" -o output

test: set-up-dev ## set up and run the tests (under two minutes)
	@$(RUN) pytest -q -n auto

test-slow: set-up-dev ## long books, sixty kills, odd texts, every format, more examples
	@$(RUN) pytest -q -n auto -m "slow and not long and not corpora"
	@$(RUN) pytest -q -n auto -m "hypothesis and not slow and not long and not corpora" --hypothesis-profile=thorough

test-long: set-up-dev ## the longest tests: a megabyte of each of fifty shapes of text
	@$(RUN) pytest -q -n auto -m "long and not corpora"

test-corpora: set-up-dev ## tests on a folder of labelled books, CORPORA=
	@RHAPSODE_CORPORA="$(CORPORA)" $(RUN) pytest -q -n auto -m corpora

torture: set-up-dev ## 60 builds killed at random moments, and what came of each
	@$(RUN) benchmarks.torture --write

fuzz: set-up-dev ## odd and broken inputs for SECONDS=; what breaks is kept in .fuzz
	@$(RUN) tests.fuzz --seconds $(SECONDS) --write

lint: set-up-dev ## style, types, import rule
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) mypy
	@PYTHONPATH=src .venv/bin/python -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

docs: set-up-dev ## write anew what docs/ takes from the program
	@.venv/bin/python tools/write_cli_reference.py
	@.venv/bin/python tools/write_architecture.py
	@.venv/bin/python tools/write_screens.py --figures

screens: set-up-dev ## run anew the commands that README.md and the tutorial show
	@.venv/bin/python tools/write_screens.py

bench: set-up-dev ## speed and memory of a whole build (twenty minutes)
	@$(RUN) benchmarks.speed "$(CORPORA)"

bench-full: set-up-dev ## the same up to a million words
	@$(RUN) benchmarks.speed --full "$(CORPORA)"

bench-structure: set-up-dev ## accuracy of structure and quotations on CORPORA
	@$(RUN) benchmarks.structure "$(CORPORA)"

bench-fanfic: set-up-dev ## accuracy on stories as people save them
	@$(RUN) benchmarks.fanfic "$(CORPORA)"

bench-edits: set-up-dev ## what one deleted sentence moves elsewhere in three novels
	@$(RUN) benchmarks.edits "$(CORPORA)"

bench-speakers: set-up-dev ## accuracy of speakers on CORPORA
	@$(RUN) benchmarks.speakers "$(CORPORA)"

voices-table: set-up-dev ## measure the default engine's voices anew
	@$(RUN) benchmarks.measure_voices

set-up:
	@sh tools/set-up.sh

set-up-dev:
	@sh tools/set-up.sh dev,bench

clean: ## remove .venv and what tools left behind
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
