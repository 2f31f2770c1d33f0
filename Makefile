# The first two lines of the README: `make site` builds the book, `make test` tests all of it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
APT := DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/python -m piptools compile -q --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-find-links --no-emit-index-url --no-emit-trusted-host

# The day that pages show is the day of the last commit, so that a build can be repeated to the byte.
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null)
ifneq ($(SOURCE_DATE_EPOCH),)
export SOURCE_DATE_EPOCH
endif

# An environment that cannot run any more (its Python is gone, or it was moved) is made again.
ifneq ($(wildcard $(VENV)/site.done),)
ifneq ($(shell $(BIN)/python -c 'import plainresults' 2>&1),)
$(info The Python environment in $(VENV) does not run any more; making it again.)
$(shell rm -f $(VENV)/site.done $(VENV)/test.done)
endif
endif
ONE_AT_A_TIME := $(if $(shell command -v flock),flock $(CURDIR)/.venv.lock)

.PHONY: site preview environment check check-code test audit audit-record lock bench publish-values
.DEFAULT_GOAL := site

site: $(VENV)/site.done
	@echo "Building the book; pages that have not changed are kept ..."
	@$(BIN)/plainresults site
	@echo "The site is at _build/html/index.html"

# The site on this machine, built again at every save; make preview PORT=8001 takes another port.
preview: $(VENV)/site.done
	@$(BIN)/plainresults preview $(if $(PORT),--port $(PORT))

# Every text against its data and the rules of plain writing; no browser, no execution.
check: $(VENV)/site.done
	@$(BIN)/plainresults check

# The code: style, types, layers, spelling; seconds.
check-code: $(VENV)/test.done
	@echo "Checking the code: style, types, layers, spelling ..."
	@$(BIN)/ruff check -q engine study tests
	@$(BIN)/ruff format -q --check engine study tests
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@git ls-files -z '*.md' '*.py' '*.yml' '*.js' '*.css' ':!tests' ':!engine/tests' ':!*/word_lists/*' | xargs -0 $(BIN)/codespell --toml pyproject.toml

test: check-code site
	@command -v chromium-headless-shell >/dev/null || command -v google-chrome >/dev/null || { echo "Installing the browser for the tests (Chromium without windows, once) ..."; \
		apt-get update -qq && $(APT) chromium-headless-shell fonts-liberation >/dev/null; }
	@test -x /usr/sbin/nginx || command -v nginx >/dev/null || { echo "Installing the web server for the tests (nginx, once) ..."; \
		apt-get update -qq && $(APT) nginx-light >/dev/null; }
	@echo "Testing the engine on small books, then this book and each of its pages in a browser."
	@echo "A dot is a promise that was kept; at the end of a line stands how many of all are tested."
	@$(BIN)/python -m pytest -n logical --dist worksteal

# The long check: Lighthouse, a second accessibility checker, HTML and CSS, on every page; ends with a table.
audit: site $(VENV)/test.done tests/audit/node_modules/installed
	@$(BIN)/python tests/audit/run.py $(RECORD)

# The same, and then this site beside default Jupyter Book on one chapter, for the quality page.
audit-record:
	@$(MAKE) audit RECORD=--record

tests/audit/node_modules/installed: tests/audit/package-lock.json
	@echo "Installing what the audit needs ..."
	@command -v npm >/dev/null && command -v java >/dev/null && command -v chromium >/dev/null || { apt-get update -qq && \
		$(APT) default-jre-headless chromium fonts-liberation >/dev/null; }
	@command -v npm >/dev/null || $(APT) nodejs npm >/dev/null
	@cd tests/audit && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --ignore-scripts --no-progress --loglevel=error
	@touch $@

# Everything pinned and hashed, and the engine itself. Two builds at once wait for each other here.
$(VENV)/site.done: requirements.lock engine/pyproject.toml
	@$(ONE_AT_A_TIME) $(MAKE) --no-print-directory environment

environment:
	@test $(VENV)/site.done -nt requirements.lock && test $(VENV)/site.done -nt engine/pyproject.toml && exit 0; set -e; \
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { \
		echo "This book needs Python 3.11, 3.12 or 3.13. Name one: make PYTHON=python3.12"; exit 1; }; \
	echo "Making the Python environment in $(VENV); this takes a minute or two ..."; \
	$(PYTHON) -c "import ensurepip" 2>/dev/null || { apt-get update -qq && $(APT) python3-venv >/dev/null; }; \
	$(PYTHON) -m venv --clear $(VENV); \
	$(PIP) --require-hashes -r requirements.lock; \
	$(PIP) --no-deps --no-build-isolation --editable ./engine; \
	touch $(VENV)/site.done

$(VENV)/test.done: requirements-test.lock $(VENV)/site.done
	@echo "Installing what the tests need ..."
	@$(PIP) --require-hashes -r requirements-test.lock
	@touch $@

# After a change of what the engine or the tests need. requirements.txt is the same list for a plain `pip install -r`.
lock: $(VENV)/site.done
	@$(PIP) pip-tools
	@$(COMPILE) -o requirements.lock engine/pyproject.toml
	@{ echo "# Made by \`make lock\`: the engine of this repository, and what it needs, in the versions of requirements.lock."; \
		echo "-e ./engine"; sed -nE 's/^([a-z0-9][^ ]*==[^ ;]+)( ;[^\\]*)? *\\?$$/\1\2/p' requirements.lock; } > requirements.txt
	@$(COMPILE) -o requirements-test.lock requirements-test.in

# After numbers were added or a change was told in data/history/CHANGELOG.yml: take them in as the published ones,
# and after a build its pages and charts.
publish-values: $(VENV)/site.done
	@$(BIN)/plainresults publish-values

# How long a build takes, beside plain Jupyter Book on the same chapters; prints the README's table.
bench: $(VENV)/site.done
	@$(BIN)/python tests/bench.py
