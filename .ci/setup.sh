#!/bin/sh
# Makes .venv and installs what requirements-dev.lock names, every hash checked.
# `make setup` runs it when the lock changed. What goes wrong ends in one sentence.
set -u
cd "$(dirname "$0")/.." || exit 1
PYTHON=${PYTHON:-python3}
# What the tools said, kept only when something went wrong.
LOG=${TMPDIR:-/tmp}/tracker-setup-$$.log
: >"$LOG" || exit 1

fail() {
    echo "Setup stopped: $*" >&2
    if [ -s "$LOG" ]; then echo "Details are in $LOG." >&2; else rm -f "$LOG"; fi
    exit 1
}

[ -w . ] ||
    fail "the folder $(pwd) cannot be written. Clone the project to a folder of your own."
command -v git >/dev/null ||
    fail "git is missing. Install it (Debian and Ubuntu: apt install git)."
command -v "$PYTHON" >/dev/null ||
    fail "$PYTHON is missing. Install Python 3.11 or newer (Debian and Ubuntu: apt install python3 python3-venv)."
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    fail "$PYTHON is older than 3.11 or does not run. Install a newer one and name it: make setup PYTHON=python3.12"
"$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "$PYTHON cannot make virtual environments. Install what is missing (Debian and Ubuntu: apt install python3-venv)."

echo "Installing into .venv (the first time takes half a minute)."
if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    "$PYTHON" -m venv --clear .venv >"$LOG" 2>&1 ||
        fail "the virtual environment .venv could not be made in $(pwd). Is the disk full or the folder not yours?"
fi

pip_install() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --no-input --require-hashes --only-binary :all: -r "$1" >"$LOG" 2>&1
}

# uv installs all in seconds; it is itself taken from the lock.
awk '/^uv==/ {on = 1} on {print} on && !/\\$/ {exit}' requirements-dev.lock >.venv/uv.lock
install_all() {
    if [ -x .venv/bin/uv ] || pip_install .venv/uv.lock; then
        VIRTUAL_ENV=.venv .venv/bin/uv pip sync --quiet --require-hashes \
            --only-binary :all: requirements-dev.lock >"$LOG" 2>&1 && return 0
    fi
    pip_install requirements-dev.lock
}

install_all || { sleep 2; install_all; } ||
    fail "the packages could not be downloaded. Is this machine online? Run \`make setup\` again; behind a proxy set HTTPS_PROXY first."
touch .venv/installed
rm -f "$LOG"
