# Each target makes .venv by itself; all it needs is python3 (3.11 or newer) or uv.
#   make torture TORTURE=long     make bench BENCH=short     make test PYTEST="-k merge"

PYTHON  ?=
TORTURE ?= short
BENCH   ?= full
PYTEST  ?=

BIN      := .venv/bin
PROJECTS := pyproject.toml $(wildcard plugins/*/pyproject.toml)
PLUGINS  := $(patsubst %/pyproject.toml,-e %,$(wildcard plugins/*/pyproject.toml))

# A .venv whose Python is gone, or that was made in another folder, is made anew.
$(shell if [ -e .venv ]; then \
	{ $(BIN)/python -c '' && cat .venv/.run .venv/.dev | grep -vxF "$(CURDIR)" | wc -l | grep -q '^ *0$$'; } 2>/dev/null \
	|| { touch .venv/.stale; rm -f .venv/.run .venv/.dev; }; fi)

# The tests start the app some hundred times: each would compile all of it anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test torture check bench clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 18

demo: .venv/.run ## open a bundled example in the app
	@$(BIN)/raci-tui demo southern-water

test: .venv/.dev ## the test suite
	@$(BIN)/python -m pytest -q -n 2 $(PYTEST)

torture: .venv/.dev ## kills, faults, and random tests with many more examples (TORTURE=short or long)
	@RACI_TUI_TORTURE=$(TORTURE) $(BIN)/python -m pytest -q -n 2 -m "torture or hypothesis" \
		-o faulthandler_timeout=0 $(PYTEST)

check: .venv/.dev ## lint, format, types and import arrows
	@failed=; \
	$(BIN)/ruff check -q . || failed="$$failed ruff-check"; \
	$(BIN)/ruff format -q --check . || failed="$$failed ruff-format"; \
	$(BIN)/mypy --no-error-summary || failed="$$failed mypy"; \
	out=$$($(BIN)/lint-imports 2>&1) || { failed="$$failed lint-imports"; printf '%s\n' "$$out"; }; \
	if [ -n "$$failed" ]; then echo "make check failed:$$failed" >&2; exit 1; fi; \
	echo "lint, format, types and imports are fine"

bench: .venv/.dev ## measure the budgets beside rivals (BENCH=full or short)
	@RACI_TUI_BENCH=$(BENCH) $(BIN)/python -m benchmarks.run

clean: ## remove .venv, caches and build output
	@rm -rf .venv build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache snapshot_report.html
	@find . -name .git -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +

# Two stamps, so that the demo need not wait for the tools of the tests. They hold the folder's name.
.venv/.run: $(PROJECTS)
	$(call install,-e .)
	@echo "$(CURDIR)" > $@

.venv/.dev: $(PROJECTS)
	$(call install,-e '.[dev]' $(PLUGINS))
	@echo "$(CURDIR)" > .venv/.run
	@echo "$(CURDIR)" > $@

# Make .venv where there is none that works, then install into it.
define install
@set -e; \
fail() { echo "$$1" >&2; exit 1; }; \
if [ ! -e .venv/bin/python ] || [ -e .venv/.stale ]; then \
	rm -rf .venv; \
	if [ -z "$(PYTHON)" ] && command -v uv >/dev/null 2>&1; then \
		uv venv -q --python '>=3.11' .venv; \
	else \
		python=; seen=; \
		for name in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11); do \
			found=$$("$$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
			seen=$${seen:-$$found}; \
			"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || continue; \
			python=$$name; break; \
		done; \
		[ -n "$$seen" ] || fail "raci-tui needs Python 3.11 or newer, and there is no $(or $(PYTHON),python3) on the PATH."; \
		[ -n "$$python" ] || fail "raci-tui needs Python 3.11 or newer, and $(or $(PYTHON),python3) is $$seen: install a newer one, or say make PYTHON=/path/to/python."; \
		"$$python" -c 'import venv, ensurepip' 2>/dev/null \
			|| fail "$$python lacks the venv module: install it (on Debian or Ubuntu: apt install python3-venv) or install uv."; \
		"$$python" -m venv .venv || { rm -rf .venv; fail "$$python -m venv .venv failed, as said above."; }; \
	fi; \
fi; \
echo "installing into .venv ..." >&2; \
if [ -z "$(PYTHON)" ] && command -v uv >/dev/null 2>&1; then \
	uv pip install -q --compile-bytecode --python $(BIN)/python $(1); \
else \
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null; \
	$(BIN)/python -m pip install -qq --disable-pip-version-check $(1); \
fi
endef
