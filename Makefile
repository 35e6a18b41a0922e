# The commands of this project. Each sets up what it needs, once.
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: documents site help train test test-fast published parity bench fixtures lesson live lesson-shots mistakes check-class mutants fuzz environments docs format lint lock release-check clean setup-train setup-test setup-environments

PYTEST_ARGS ?=
pytest = .venv/bin/python -m pytest -c python/pyproject.toml --rootdir=. -n auto --maxprocesses=4 --dist=loadfile tests python/nnref
export PYTHON ?= python3
# The tools among the tests use each other's rooms
tool = PYTHONPATH=.:tests:tests/parity:tests/commands:tests/hard_use .venv/bin/python
ruff = .venv/bin/ruff --config python/pyproject.toml
uv_version = 0.13.9
mutmut_version = 3.8.1
install_uv = $(PYTHON) -m venv build/uv && build/uv/bin/pip install --quiet uv==$(uv_version)
compile = build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

help: ## develop: list these targets
	@for group in learn teach check develop; do \
		printf '%s:\n' $$group; \
		awk -F ':.* ## ' -v group="$$group: " \
			'index($$2, group) == 1 { printf "  make %-14s %s\n", $$1, substr($$2, length(group) + 1) }' Makefile; \
	done

train: setup-train ## learn: train the article's network in Python and in R, and compare
	@$(tool) tests/parity/compare_training.py

test: lint ## check: prove that the two languages agree: linters, then every test (PYTEST_ARGS=...)
	@$(pytest) $(PYTEST_ARGS)

test-fast: setup-test ## check: the tests that take no time
	@$(pytest) -m "not slow" $(PYTEST_ARGS)

published: setup-test ## learn: print every figure of the two articles beside ours, in both languages
	@$(tool) tests/parity/published.py

parity: setup-test ## check: measure how far the languages agree: a report on the terminal and build/parity.html
	@$(tool) tests/parity/parity_report.py

bench: setup-train ## check: measure how fast it is beside other libraries: build/bench/bench.md (BENCH_ARGS=--quick for two minutes)
	@tests/bench/setup
	@PYTHONPATH=tests build/bench-venv/bin/python -m bench $(BENCH_ARGS)

fixtures: setup-test ## develop: write fixtures/ anew
	$(tool) tests/parity/make_fixtures.py
	$(tool) tests/parity/errata.py

lesson: setup-test ## learn: build the lesson, build/lesson/index.html (LESSON_ARGS="--data mine.csv --target kind" for a table of your own)
	@$(tool) -m lesson.build $(LESSON_ARGS)

live: setup-test ## learn: the lesson with R and Python in the browser: build/live, served on this machine (LIVE_ARGS=--build-only)
	@$(tool) -m lesson.live $(LIVE_ARGS)

lesson-shots: lesson ## teach: screenshots of each step of the lesson: light, dark, narrow, and the printed sheets
	@$(tool) -m lesson.shots $(SHOTS_ARGS)

documents: setup-test ## teach: documents for a class, executed in both languages: build/documents/ (side by side, slides, sheets, notebooks)
	@$(tool) -m lesson.documents.build

site: setup-test ## teach: the site for any static host: build/site/ (with what `make lesson live documents parity bench` have built)
	@$(tool) -m lesson.site.build

environments: setup-environments ## check: show on which Pythons, NumPys, R, BLAS, locales and paths it runs (takes long; ROWS="locales blas")
	@$(install_uv)
	@$(tool) tests/hard_use/environments.py $(ROWS)

mistakes: setup-test ## check: put every classic mistake into a solved exercise, in both languages, and print what the check calls it
	@$(tool) tests/parity/exercise_bugs.py

check-class: setup-train ## teach: check a folder of hand-ins in both languages (DIR=hand-ins)
	@test -d "$(DIR)" || { echo "make check-class: expected a folder of hand-ins, DIR=..." >&2; exit 2; }
	@status=0; \
	if ls "$(DIR)"/*.py >/dev/null 2>&1; then .venv/bin/python -m nnref --check "$(DIR)" || status=$$?; fi; \
	if ls "$(DIR)"/*.R >/dev/null 2>&1; then Rscript r/train.R --check "$(DIR)" || [ $$? -le $$status ] || status=$$?; fi; \
	exit $$status

mutants: setup-test ## check: change every operator of the core and its readers, one at a time, and print what no test notices (takes long)
	test -x build/mutmut/bin/mutmut || $(PYTHON) -m venv build/mutmut
	build/mutmut/bin/pip install --quiet mutmut==$(mutmut_version)
	rm -rf build/mutants && mkdir -p build/mutants/src
	cp -R tests r fixtures python build/mutants && cp tests/parity/mutmut.cfg build/mutants/setup.cfg
	cp -RL python/nnref build/mutants/src
	cd build/mutants && export PYTHONPATH=$$(echo $(CURDIR)/.venv/lib/python*/site-packages) && \
		../mutmut/bin/mutmut run --max-children 2 && $(CURDIR)/.venv/bin/python ../../tests/parity/mutmut_survivors.py
	$(tool) tests/parity/mutants.py

fuzz: setup-test ## check: try both commands on spoilt input: 100,000 cases, some 20 minutes (FUZZ_ARGS="NUMBER FIRST_SEED")
	@$(tool) tests/hard_use/fuzz.py $(or $(FUZZ_ARGS),100000)

docs: setup-test ## develop: write r/man, r/NAMESPACE and r/INDEX from the roxygen blocks, and r/vignettes from the chapters
	Rscript -e 'roxygen2::roxygenise("r")'
	Rscript r/index.R
	@$(tool) -m lesson.documents.vignette

format: setup-test ## develop: format both languages
	$(ruff) format
	$(ruff) check --fix
	.venv/bin/air format r

lint: setup-test ## develop: check the format, style and types of both languages
	$(ruff) format --check
	$(ruff) check
	.venv/bin/python -m mypy --config-file python/pyproject.toml python/nnref tests lesson
	.venv/bin/air format --check r
	.venv/bin/jarl check r

lock: ## develop: write the lock files from the .in files beside them (LOCK_ARGS=--upgrade for newer versions)
	$(install_uv)
	$(compile) $(LOCK_ARGS) python/requirements.in -o python/requirements.txt
	$(compile) $(LOCK_ARGS) tests/requirements.in -o tests/requirements.txt
	$(compile) $(LOCK_ARGS) --no-deps tests/requirements-rpy2.in -o tests/requirements-rpy2.txt
	$(compile) $(LOCK_ARGS) --no-deps tests/requirements-rpy2-before-r4.5.in -o tests/requirements-rpy2-before-r4.5.txt

release-check: setup-test ## check: say what still keeps this from being released: citation, wheel, R CMD check --as-cran, site, tag
	@.ci/release-check

clean: ## develop: remove all that these commands made, except the system's packages
	rm -rf .venv build python/build python/*.egg-info .pytest_cache .mypy_cache .ruff_cache python/.mypy_cache .hypothesis *.Rcheck nnref_*.tar.gz
	find python tests lesson -name __pycache__ -prune -exec rm -rf {} +

setup-train:
	@.ci/setup train

setup-test:
	@.ci/setup test

setup-environments:
	@.ci/setup environments
