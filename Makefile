# The commands of the project. Each installs what it needs first (scripts/setup.sh) and says so.
# CARGO_TARGET_DIR is respected, so several checkouts may share one target folder.

CARGO ?= cargo
TARGET := $(or $(CARGO_TARGET_DIR),target)
SETUP := scripts/setup.sh
WEB := web/graphiql
WEB_BUILT := $(WEB)/dist/.built
CLIENTS := tests/node
CLIENTS_BUILT := $(CLIENTS)/node_modules/.package-lock.json
FUZZER := tests/schemathesis
FUZZER_BUILT := $(TARGET)/schemathesis/.built
WEB_SOURCES := $(wildcard $(WEB)/*.json $(WEB)/*.mjs $(WEB)/*.html) $(shell find $(WEB)/src -type f 2>/dev/null)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo serve test check bench web clients schemathesis fmt schema clean setup-build setup-test setup-check

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: setup-build web ## export the example song through a server of its own and show what came out
	@$(CARGO) run --release --locked -p phonoglyph --bin phonoglyph -- demo

serve: setup-build web ## run the server on http://127.0.0.1:4000 (GraphiQL at /graphiql)
	@$(CARGO) run --release --locked -p phonoglyph --bin phonoglyph -- serve

test: setup-test web clients ## run every test
	@$(CARGO) test --workspace --locked --no-run
	@$(CARGO) test --workspace --locked --quiet

check: setup-check web clients ## formatting, lints, documentation, dependencies, tests
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked --quiet -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked --quiet
	$(CARGO) deny --log-level error check bans licenses sources
	@if $(CARGO) deny --log-level off fetch db; then \
	    $(CARGO) deny --offline --log-level error check advisories; \
	else \
	    echo "check: the advisory database cannot be reached: advisories were NOT checked"; \
	fi
	$(CARGO) test --workspace --locked --quiet

bench: setup-build web ## measure speed, memory and answer times (release build; leave the machine alone meanwhile)
	@$(CARGO) build --release --locked -p phonoglyph -p phonoglyph-tests --bins
	@$(TARGET)/release/bench

web: $(WEB_BUILT) ## build the GraphiQL page

$(WEB_BUILT): $(WEB_SOURCES)
	@echo "web: building the GraphiQL page"
	@cd $(WEB) && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build
	@touch $@

clients: $(CLIENTS_BUILT) $(FUZZER_BUILT) ## install the packages of npm and PyPI with which tests judge the API

$(CLIENTS_BUILT): $(CLIENTS)/package.json $(CLIENTS)/package-lock.json
	@echo "clients: installing GraphQL clients from npm for the tests"
	@cd $(CLIENTS) && npm ci --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

$(FUZZER_BUILT): $(FUZZER)/requirements.txt
	@echo "clients: installing Schemathesis from PyPI for the tests"
	@python3 -m venv $(TARGET)/schemathesis
	@$(TARGET)/schemathesis/bin/pip install --quiet --disable-pip-version-check --no-deps -r $<
	@touch $@

schemathesis: setup-test web clients ## send requests that are made up from the schema for ten minutes
	@$(CARGO) build --workspace --locked --quiet
	@$(CARGO) test --workspace --locked --test schemathesis -- --ignored --nocapture

schema: setup-build web ## renew schema.graphql and composition.schema.json from the program
	@$(CARGO) run --locked --quiet -p phonoglyph --bin phonoglyph -- schema > schema.graphql.new
	@mv schema.graphql.new schema.graphql
	@$(CARGO) run --locked --quiet -p phonoglyph --bin phonoglyph -- schema composition > composition.schema.json.new
	@mv composition.schema.json.new composition.schema.json

fmt: ## format the Rust code
	$(CARGO) fmt --all

clean: ## remove what was built
	$(CARGO) clean
	rm -rf $(WEB)/dist $(WEB)/node_modules $(CLIENTS)/node_modules demo

setup-build setup-test setup-check: setup-%:
	@$(SETUP) $*
