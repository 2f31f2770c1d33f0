# The first two lines of the README: `make site` builds the book, `make test` tests all of it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: site check test lock
.DEFAULT_GOAL := site

site: $(VENV)/site.done
	@echo "Building the book (pages that have not changed are kept) ..."
	@$(BIN)/jupyter-book build . -q
	@echo "Done. Open _build/html/index.html in a browser."

check: $(VENV)/site.done
	@$(BIN)/python -m hcs check

$(VENV)/site.done: requirements.txt
	@echo "Making the Python environment in $(VENV) (once; this takes a minute or two) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	@touch $@
