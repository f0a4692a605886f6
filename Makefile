# What people do with this project. `make help` lists it.
PORT ?= 8000
MANAGE = .venv/bin/python manage.py

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test lint run seed bench lock shell

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

demo: ## start the demo on http://127.0.0.1:8000 (make demo PORT=8123 for another port)
	@tools/prepare runtime
	@$(MANAGE) run_demo --port='$(PORT)'

demo-reset: ## delete the demo's data; the next make demo starts afresh
	@tools/prepare runtime
	@.venv/bin/python tools/reset_demo.py

test: ## run all tests, on SQLite and on PostgreSQL when it is there (ARGS= for pytest)
	@tools/prepare test
	@.venv/bin/python -m tools.run_tests $(ARGS)

lint: ## check style, import contracts, migrations and templates
	@tools/prepare test
	.venv/bin/python -m ruff check
	.venv/bin/python -m ruff format --check
	.venv/bin/lint-imports
	.venv/bin/djlint templates --lint --profile django --ignore D018 --quiet # /500 names its link
	$(MANAGE) makemigrations --check --dry-run

run: seed ## the developer's server: reloads what is edited
	@$(MANAGE) runserver 127.0.0.1:$(PORT)

seed: ## load the sample district without starting anything
	@tools/prepare runtime
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) createcachetable --verbosity 0
	@$(MANAGE) load_demo

bench: ## measure the ratios of speed on PostgreSQL
	@tools/prepare test
	@.venv/bin/python -m bench

lock: ## resolve requirements/*.in anew into hash-locked requirements/*.txt
	@tools/lock

shell: ## Django's shell on the demo's data
	@tools/prepare runtime
	@$(MANAGE) shell
