# The first two lines of the README: `make site` builds the book, `make test` tests all of it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
APT := apt-get install -y -qq --no-install-recommends
PIP_COMPILE := $(BIN)/python -m piptools compile -q --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-find-links --no-emit-index-url --no-emit-trusted-host

# The day that pages show is the day of the last commit, so that a build can be repeated to the byte.
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null)
ifneq ($(SOURCE_DATE_EPOCH),)
export SOURCE_DATE_EPOCH
endif

.PHONY: site preview check test audit audit-record lock bench publish-values
.DEFAULT_GOAL := site

site: $(VENV)/site.done
	@echo "Building the book; pages that have not changed are kept ..."
	@$(BIN)/plainresults site
	@echo "The site is at _build/html/index.html"

# The site on 127.0.0.1, built again at every save.
preview: $(VENV)/site.done
	@$(BIN)/plainresults preview

# Every text against its data and the rules of plain writing; no browser, no execution.
check: $(VENV)/site.done
	@$(BIN)/plainresults check

test: site $(VENV)/test.done
	@command -v chromium >/dev/null || { echo "Installing the browser for the tests (Chromium, once) ..."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(APT) chromium fonts-liberation >/dev/null; }
	@test -x /usr/sbin/nginx || command -v nginx >/dev/null || { echo "Installing the web server for the tests (nginx, once) ..."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(APT) nginx-light >/dev/null; }
	@echo "Testing data, code, mistakes an author can make, and the built site in a browser ..."
	@$(BIN)/python -m pytest

# The long check: Lighthouse, a second accessibility checker, HTML and CSS, on every page; ends with a table.
audit: site $(VENV)/test.done tests/audit/node_modules/installed
	@$(BIN)/python tests/audit/run.py $(RECORD)

# The same, and then this site beside default Jupyter Book on one chapter, for the quality page.
audit-record:
	@$(MAKE) audit RECORD=--record

tests/audit/node_modules/installed: tests/audit/package-lock.json
	@echo "Installing what the audit needs ..."
	@command -v npm >/dev/null && command -v java >/dev/null && command -v chromium >/dev/null || { apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive $(APT) default-jre-headless chromium fonts-liberation >/dev/null; }
	@command -v npm >/dev/null || DEBIAN_FRONTEND=noninteractive $(APT) nodejs npm >/dev/null
	@cd tests/audit && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --ignore-scripts --no-progress --loglevel=error
	@touch $@

# Everything pinned and hashed. A bare Debian may lack the module that makes environments.
$(VENV)/site.done: requirements.txt engine/pyproject.toml
	@echo "Making the Python environment in $(VENV); this takes a minute or two ..."
	@$(PYTHON) -c "import ensurepip" 2>/dev/null || { apt-get update -qq && $(APT) python3-venv >/dev/null; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e ./engine
	@touch $@

$(VENV)/test.done: requirements-test.txt $(VENV)/site.done
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

# After a change in requirements.in or requirements-test.in; needs pip-tools in the environment.
lock:
	$(BIN)/python -m pip install --quiet pip-tools
	$(PIP_COMPILE) -o requirements.txt requirements.in
	$(PIP_COMPILE) -o requirements-test.txt requirements-test.in

# After numbers were added or a change was told in data/history/CHANGELOG.yml: take them in as the published ones.
publish-values: $(VENV)/site.done
	@$(BIN)/plainresults publish-values

# How long a build takes, beside plain Jupyter Book on the same chapters; prints the README's table.
bench: $(VENV)/site.done
	@$(BIN)/python tests/bench.py
