.PHONY: setup
setup: .venv/ready
.venv/ready: pyproject.toml
	python3.11 -m venv .venv
	.venv/bin/pip install -q -e '.[dev,bench]'
	touch .venv/ready
