# 每个目标只是一条记不住的命令的名字；命令本身都能直接运行。
PYTHON ?= python3

.PHONY: setup test lint bench samples docs golden constraints offline

setup:
	$(PYTHON) -m pip install -c constraints.txt -e ".[dev]"

test:
	$(PYTHON) -m pytest

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.ci/browser/run

bench:
	$(PYTHON) benchmarks/bench.py
	$(PYTHON) benchmarks/scale.py

samples:
	$(PYTHON) scripts/make_style_sheet.py
	$(PYTHON) scripts/make_samples.py

docs:
	$(PYTHON) scripts/make_docs.py

golden:
	$(PYTHON) -m pytest tests/writing --update-golden

constraints:
	head -2 constraints.txt > constraints.new
	$(PYTHON) -m pip freeze --exclude-editable >> constraints.new
	mv constraints.new constraints.txt

offline:
	$(PYTHON) scripts/make_offline.py
