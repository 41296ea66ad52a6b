#!/bin/sh
# Removes what was built and the caches, and VENV if the set-up made it inside this folder; any
# other folder that VENV may name, and what links lead to, is left alone.
set -eu
cd "$(dirname "$0")/.."
. .ci/venv.sh

venv=${VENV-.venv}

rm -rf build dist tests/reader/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis
find output -mindepth 1 -maxdepth 1 ! -name .gitkeep -exec rm -rf {} +
find nkbook tests fonts -name __pycache__ -type d -prune -exec rm -rf {} +
if venv_is_ours "$venv"; then
    rm -rf -- "$venv"
elif [ -e "$venv" ]; then
    printf 'clean: %s was not made by the set-up in this folder, so it is left as it is\n' "$venv" >&2
fi
