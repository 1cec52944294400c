#!/bin/sh
# Creates or renews .venv from requirements.lock. Called by make; safe to call again at any time.
# Nothing here names an index: pip and uv use the one that this machine is set up for.
set -eu

stop() {
    printf '%s\n' "$@" >&2
    exit 1
}

usable() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' >/dev/null 2>&1
}

find_python() {
    for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3.14 python3; do
        if [ -n "$name" ] && usable "$name"; then
            printf '%s\n' "$name"
            return
        fi
    done
    stop "noktvrn needs Python 3.11, 3.12, 3.13 or 3.14, and none was found." \
         "On Debian and Ubuntu:  apt install python3 python3-venv" \
         "If it has another name: make setup PYTHON=/path/to/python"
}

home_is_writable() {
    [ -n "${HOME:-}" ] && mkdir -p "$HOME/.cache" 2>/dev/null && [ -w "$HOME/.cache" ]
}

cd "$(dirname "$0")/.."
export UV_PYTHON_DOWNLOADS=never   # the Python of this machine, or none
export UV_SYSTEM_CERTS=true        # trust what this machine trusts, also behind a company's proxy
export UV_NO_PROGRESS=1
export PIP_DISABLE_PIP_VERSION_CHECK=1
unset UV_PYTHON VIRTUAL_ENV CONDA_PREFIX PYTHONPATH PYTHONHOME 2>/dev/null || true

if ! usable .venv/bin/python; then
    python=$(find_python)
    echo "Creating .venv with $("$python" --version)"
    rm -rf .venv
    if ! "$python" -m venv .venv >.venv-error.log 2>&1; then
        cat .venv-error.log >&2
        rm -rf .venv .venv-error.log
        stop "" "$python cannot create a virtual environment." \
             "On Debian and Ubuntu:  apt install python3-venv"
    fi
    rm -f .venv-error.log
fi

if ! home_is_writable; then
    export UV_CACHE_DIR=.venv/.uv-cache PIP_NO_CACHE_DIR=1
fi

if ! .venv/bin/uv --version >/dev/null 2>&1; then
    .venv/bin/python -m pip install --quiet 'uv>=0.8,<1' ||
        stop "pip could not install uv into .venv; its message stands above." \
             "The first set-up needs a package index. Behind a proxy, set HTTPS_PROXY or pip's own settings."
fi

echo "Installing the locked dependencies into .venv"
# Bytecode is compiled here once, because where Python may not write any, each command would compile for a second.
.venv/bin/uv pip sync --quiet --compile-bytecode --require-hashes --python .venv/bin/python requirements.lock ||
    stop "uv could not install requirements.lock; its message stands above." \
         "Nothing outside of .venv was changed; run the command again to continue."

# --no-build-isolation: the build backend comes from the lock like everything else.
.venv/bin/uv pip install --quiet --no-deps --no-build-isolation --python .venv/bin/python --editable . ||
    stop "The project itself could not be installed into .venv; the message stands above."

.venv/bin/python -m compileall -q src

touch .venv/.synced
