# Everything a person does with this repository. `make` alone prints this list.
# Needs Python 3.11 or newer and make; all else goes into .venv.  只需要 Python 3.11 以上和 make，其余装入 .venv。

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet
TESTS ?=
SERVE ?= 1
PORT ?= 8000
CLIENTS := tests/conformance/node

# What was compiled is kept, whatever the shell says: the tests start some hundreds of processes, each would do it again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install run test lint check bench proof conformance words vendor lock

help: ## this list · 显示本说明
	@echo 'make <target>'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-12s %s\n", $$1, $$2}'

install: .venv/.run ## put the program and its locked dependencies into .venv · 安装到 .venv

run: install ## the demo county: results into out/, then its office in the browser (SERVE=0: not) · 演示县：结果和办公室
	@$(BIN)/xiangxin run demo/qinghe -o out
	@[ "$(SERVE)" = 0 ] || $(BIN)/xiangxin office demo demo/qinghe
	@[ "$(SERVE)" = 0 ] || exec $(BIN)/xiangxin office serve --port $(PORT)

test: .venv/.dev $(CLIENTS)/node_modules/.package-lock.json ## all tests (REQUIRE_ALL=1: a missing optional part fails) · 运行全部测试
	@failed=0; \
	  PYTHONPATH=tests $(BIN)/python tests/on_postgresql.py $(TESTS) || failed=1; \
	  $(BIN)/python -m pytest --numprocesses=auto --dist=worksteal $(TESTS) || failed=1; exit $$failed

lint: .venv/.dev ## style, types, direction of imports · 风格、类型、依赖方向
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@PYTHONPATH=tests $(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

check: lint test ## lint and test · 全部检查

bench: .venv/.dev ## measure speed and memory, write bench/*.md · 性能测量
	@$(BIN)/python bench/run.py
	@$(BIN)/python bench/audit.py
	@$(BIN)/python bench/intake.py
	@$(BIN)/python bench/pages.py
	@$(BIN)/python bench/runs.py

proof: .venv/.dev ## the long search for counter-examples · 长时间的反例搜索
	@HYPOTHESIS_PROFILE=proof $(BIN)/python -m pytest --numprocesses=auto -m '' $(TESTS)

conformance: .venv/.dev ## run published Merkle vectors: VECTORS=folder · 运行公开的默克尔向量
	@$(BIN)/python tests/conformance/run_vectors.py $(VECTORS)

words: .venv/.dev ## (maintainers) collect and compile the English words of the office · 更新英文词条
	@PYTHONPATH=tests $(BIN)/python -m bases.words

vendor: ## (maintainers) build the pages' styles and scripts again from vendor/; needs Node · 重新生成前端文件
	@cd vendor && npm ci --ignore-scripts --no-audit --no-fund --silent && node build.mjs

lock: ## (maintainers) lock requirements/*.in again; needs uv · 重新锁定依赖
	@cd requirements && uv pip compile $(LOCK) run.in build.in -o run.txt && uv pip compile $(LOCK) -c run.txt dev.in -o dev.txt

LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	--no-annotate --quiet

# --- what stands behind `install`: the stamps keep a second call from doing anything -------------------------------

.venv/bin/python:
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo '需要 Python 3.11 或更新版本。已安装在别处时：make PYTHON=/路径/python3.11 …'; \
	  echo 'Python 3.11 or newer is needed. If it is installed elsewhere: make PYTHON=/path/to/python3.11 …'; exit 1; } >&2
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo '这个 Python 缺少 venv 模块。Debian、Ubuntu：apt install python3-venv'; \
	  echo 'This Python lacks its venv module. On Debian and Ubuntu: apt install python3-venv'; exit 1; } >&2
	@echo 'Preparing .venv (once) · 首次准备环境 …'
	@$(PYTHON) -m venv --clear .venv

.venv/.run: requirements/run.txt pyproject.toml | .venv/bin/python
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

# Other people's clients for tests/conformance. Without npm or a network the tests that need them say that they did not run.
$(CLIENTS)/node_modules/.package-lock.json: $(CLIENTS)/package-lock.json
	@if command -v npm >/dev/null; then cd $(CLIENTS) && npm ci --ignore-scripts --no-audit --no-fund --silent || \
	  echo '没有取到 Node 的程序库，相关测试不运行 · The libraries for Node were not fetched; their tests do not run' >&2; fi
