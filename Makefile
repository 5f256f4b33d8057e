PORT ?= 8000
PHASE ?=
DEMO ?=

.PHONY: install run test check mutate bench clean lock messages

install:            ## set up everything in .venv and node_modules
	@tools/install.sh run

run: install        ## serve the demo event: make run [PORT=8123] [PHASE=applications|review|draw|offers|programme|doors]; or none: DEMO=none
	@exec .venv/bin/einlass demo --serve --port $(PORT) $(if $(PHASE),--phase $(PHASE)) $(if $(filter none,$(DEMO)),--empty)

test:               ## all checks and tests, on SQLite and PostgreSQL
	@tools/test.sh

mutate:             ## weaken the draw's verifier everywhere, and try hundreds of cheats on it (half an hour)
	@tools/install.sh dev
	@.venv/bin/pytest -q tests/fairdraw/cheats/hundreds.py
	@.venv/bin/python tools/mutate.py

bench:              ## measure, print a table and JSON
	@tools/install.sh dev
	@.venv/bin/python -m bench
	@.venv/bin/python -m bench.intake --rounds 3
	@.venv/bin/python -m bench.million --applications 50000
	@.venv/bin/python -m bench.draw
	@.venv/bin/python -m bench.fairdraw
	@.venv/bin/python -m bench.audit
	@.venv/bin/python -m bench.importing

clean:              ## remove all that was made here, the demo's data included
	rm -rf .venv node_modules var dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache src/*.egg-info
	find src -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

lock:               ## write the lock files anew from requirements/*.in and package.json
	@for part in bootstrap node run dev; do \
	  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header -o requirements/$$part.lock requirements/$$part.in; \
	done
	npm install --package-lock-only --ignore-scripts

messages:           ## collect the texts to translate (needs gettext)
	@.venv/bin/python tools/messages.py
