#!/bin/sh
# Install what only tests use and Python's index does not have: other people's servers and checks, to test against.
# Everything goes into .venv; tests whose peer is missing skip, and say so.
set -eu
cd "$(dirname "$0")/.."

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    missing=""
    command -v chromium >/dev/null || missing="chromium"
    command -v tmux >/dev/null || missing="$missing tmux"
    if [ -n "$missing" ]; then
        echo "== apt:$missing"
        # shellcheck disable=SC2086 - the names are words of their own
        (apt-get update -q && apt-get install -y -q --no-install-recommends $missing) >/dev/null ||
            echo "could not be installed: $missing"
    fi
fi

if ! command -v npm >/dev/null; then
    echo "npm is not there: tests against axe-core, telegram-test-api and aimock will skip"
    exit 0
fi
install() {
    [ -d ".venv/$1/node_modules" ] && return
    echo "== npm: $2"
    npm install --silent --no-audit --no-fund --ignore-scripts --prefix ".venv/$1" "$2" || echo "could not be installed: $2"
}
install axe axe-core@4.14.1
install telegram-test-api telegram-test-api@4.2.1
install aimock @copilotkit/aimock@1.43.0
