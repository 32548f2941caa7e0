# Every target does its own set-up: nothing is needed but Python 3.11 or later, and make.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --disable-pip-version-check
INSTALL_LOG := $(VENV)/install.log

# Installs the pins of $(1) and says how far it is: in one line that changes on a terminal, else in a line every quarter.
# All that pip says goes to the log; what it calls an error is shown.
define install
{ $(PIP) --require-hashes -r $(1) 2>&1; echo "pip ended with $$?"; } | tee $(INSTALL_LOG) \
  | awk -v total="$$(grep -c '^[a-z0-9][^ ]*==' $(1))" -v terminal="$$([ -t 1 ] && echo 1)" ' \
    function say(text) { if (terminal) printf "\r\033[K  %s", text; else print "  " text; fflush() } \
    /^(Collecting|Ignoring|Requirement already)/ { split($$2, name, /[=:;]/); seen++; quarter = int(4 * seen / total); \
      if (terminal || quarter > told) say(seen " of " total " packages: " name[1]); told = quarter } \
    /^Installing collected packages/ { say("all are here; unpacking them, about half a minute ...") } \
    /^ERROR/ { if (terminal) print ""; print } \
    /^pip ended with/ { failed = $$4 } \
    END { if (terminal) printf "\r\033[K"; exit failed != 0 }' \
  || { echo "partwell: the packages could not be installed; is a package index reachable? All that pip said: $(INSTALL_LOG)"; exit 1; }
endef

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-20s %s\n", $$1, $$2}'

demo: $(VENV)/run.stamp  ## try Partwell in a Slack of its own, in your browser; no account is needed
	@$(BIN)/partwell demo $(ARGS)

run: $(VENV)/run.stamp  ## run Partwell in your Slack
	@$(BIN)/partwell run $(ARGS)

workshop: $(VENV)/run.stamp  ## write articles, try them out and publish them, on a page in your browser
	@$(BIN)/partwell workshop $(ARGS)

chat: $(VENV)/run.stamp  ## talk to Partwell in this terminal
	@$(BIN)/partwell chat $(ARGS)

test: $(VENV)/dev.stamp  ## all tests, in parallel and in random order
	@$(BIN)/pytest $(ARGS)

check: $(VENV)/dev.stamp  ## style, types, import layers, dependencies, file formats, articles
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry .
	@$(BIN)/python -m tests.formats
	@$(BIN)/partwell knowledge check

verify: $(VENV)/run.stamp  ## walk every state of the dialogue and prove the norms
	@$(BIN)/partwell verify $(ARGS)

start: $(VENV)/dev.stamp  ## install it as a stranger would, in a clean clone with an empty home, and start every command once
	@$(BIN)/pytest -n 0 --timeout 0 -p no:randomly -s tests/start/start.py $(ARGS)

bench: $(VENV)/dev.stamp  ## what a turn costs: time, processor, memory
	@$(BIN)/python -m tests.bench $(ARGS)

bench-understanding: $(VENV)/dev.stamp  ## how well people are understood, measured on messages that nothing was trained on
	@$(BIN)/python -m tests.bench_understanding $(ARGS)

train-check: $(VENV)/dev.stamp  ## train anew and prove that the model that comes with the program decides the same
	@$(BIN)/python -m tests.train_check $(ARGS)

bench-slack: $(VENV)/dev.stamp  ## what the way through Slack costs: messages a second, acknowledgements, memory
	@$(BIN)/python -m tests.bench_slack $(ARGS)

soak: $(VENV)/dev.stamp  ## 20,000 messages, some hundred kills and all bad days: nothing lost, doubled or out of order
	@PARTWELL_SOAK=$(or $(MESSAGES),10000) $(BIN)/pytest -n 0 --timeout 0 -s tests/soak/soak.py $(ARGS)

format: $(VENV)/dev.stamp  ## let ruff format and mend what it can
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

pins: $(VENV)/dev.stamp  ## compile the pinned requirements anew
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --extra postgres \
	  --custom-compile-command "make pins" -o requirements.txt pyproject.toml
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --extra postgres --group dev \
	  --custom-compile-command "make pins" -c requirements.txt -o requirements-dev.txt pyproject.toml

clean:  ## remove the environment and everything that was built
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info

$(VENV)/bin/python:
	@command -v python3 >/dev/null || { echo "partwell: python3 is not installed; Partwell needs Python 3.11 or later."; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "partwell: this is $$(python3 --version); Partwell needs Python 3.11 or later."; exit 1; }
	@python3 -c 'import venv, ensurepip' 2>/dev/null || { echo "partwell: Python's venv module is missing; on Debian: apt install python3-venv"; exit 1; }
	@echo "Creating the environment in $(VENV) ..."
	@python3 -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what Partwell needs (about 150 MB to download, 600 MB on the disk, once) ..."
	@$(call install,requirements.txt)
	@$(PIP) --quiet --no-deps --editable .
	@touch $@
	@echo "Installed."

$(VENV)/dev.stamp: requirements-dev.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what Partwell and its tests need (about 300 MB to download, 900 MB on the disk, once) ..."
	@$(call install,requirements-dev.txt)
	@$(PIP) --quiet --no-deps --editable .
	@touch $(VENV)/run.stamp $@
	@echo "Installed."

.PHONY: help demo run workshop chat test check verify start bench bench-understanding train-check bench-slack soak format pins clean
