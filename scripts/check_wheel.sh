#!/bin/sh
# Builds the wheel and tries it where nothing but its own dependencies is installed.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
export UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=true UV_NO_PROGRESS=1
unset VIRTUAL_ENV 2>/dev/null || true
uv=$PWD/.venv/bin/uv

"$uv" build --quiet --wheel --no-build-isolation --python .venv/bin/python --out-dir "$work/dist" .
"$uv" venv --quiet --python .venv/bin/python "$work/venv"
# The lock serves as constraints: the same versions, without the tools of the dev group.
sed -n 's/^\([a-z0-9][^\\]*[^ \\]\) *\\$/\1/p' requirements.lock >"$work/constraints.txt"
"$uv" pip install --quiet --python "$work/venv/bin/python" --constraints "$work/constraints.txt" "$work"/dist/*.whl

cd "$work"
HOME=$work/home NOKTVRN_HOME=$work/home/noktvrn
export HOME NOKTVRN_HOME
mkdir -p "$HOME"
"$work/venv/bin/noktvrn" --help >/dev/null
"$work/venv/bin/noktvrn" doctor --json >"$work/doctor.json"
"$work/venv/bin/python" -m json.tool "$work/doctor.json" >/dev/null
echo "The wheel installs and starts without the development tools: $(basename "$work"/dist/*.whl)"
