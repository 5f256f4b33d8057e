#!/bin/sh
# All checks and tests, on SQLite and on PostgreSQL. Exits 1 if anything failed.
# Usage: tools/test.sh
set -eu
cd "$(dirname "$0")/.."
began=$(date +%s)
# What the person's shell says about an installation must not reach the tests.
unset EINLASS_DEVELOPMENT EINLASS_URL EINLASS_DATA EINLASS_SECRET_KEY DATABASE_URL TEST_DATABASE_URL EMAIL_URL \
  EINLASS_MAIL_FROM EINLASS_MAIL_PER_MINUTE DJANGO_SETTINGS_MODULE

say() { printf '\033[2m· %s\033[0m\n' "$*"; }

have() {
  case "$1" in
    chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
    postgresql) command -v initdb || ls /usr/lib/postgresql/*/bin/initdb ;;
    gettext) command -v xgettext && command -v msgmerge ;;
    poppler-utils) command -v pdftotext ;;
  esac >/dev/null 2>&1
}

install_missing() {
  missing=""
  for package in chromium postgresql gettext poppler-utils; do have "$package" || missing="$missing $package"; done
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing from the system's packages:$missing"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # one word per package
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null
  fi
  for package in $missing; do
    have "$package" || {
      printf 'einlass: the tests need%s. Install it first: sudo apt-get install%s\n' "$missing" "$missing" >&2
      exit 1
    }
  done
}

install_missing
tools/install.sh dev
PATH="$PWD/.venv/bin:$PATH"
reports=$(mktemp -d "${TMPDIR:-/tmp}/einlass-checks-XXXXXX")
trap 'rm -rf "$reports"' EXIT
trap 'kill $(jobs -p) 2>/dev/null; exit 130' INT TERM
failed=""

# One line per check; what it printed only where it failed.
check() {
  name="$1"; shift
  start=$(date +%s)
  if "$@" >"$reports/out" 2>&1; then
    printf '  ok      %-46s %4s s\n' "$name" "$(($(date +%s) - start))"
  else
    printf '  FAILED  %-46s %4s s\n' "$name" "$(($(date +%s) - start))"
    sed 's/^/    /' "$reports/out"
    failed="$failed
  $name"
  fi
}

in_development() { EINLASS_DEVELOPMENT=1 EINLASS_DATA="$reports/data" "$@"; }

in_production() {
  EINLASS_SECRET_KEY=only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH \
    EINLASS_URL=https://tickets.example.org EMAIL_URL=smtp+tls://user:password@mail.example.org:587 \
    EINLASS_MAIL_FROM="Einlass <hello@example.org>" EINLASS_DATA="$reports/data" "$@"
}

# Prints what a background run wrote and notes whether it failed.
finish() { # NAME PROCESS OUTPUT
  if wait "$2"; then outcome=passed; else outcome=FAILED; failed="$failed
  $1"; fi
  printf '\n%s\n' "$1"
  cat "$3"
  printf '  %s, %s s\n' "$outcome" "$(($(date +%s) - start))"
}

printf '\nChecks\n'
check "style (ruff check)" ruff check
check "format (ruff format)" ruff format --check
check "types (mypy)" mypy
check "imports run one way (lint-imports)" lint-imports
check "migrations are complete" in_development einlass makemigrations --check --dry-run
check "production settings (check --deploy)" in_production einlass check --deploy --fail-level WARNING
if [ -d tests/checkin_js ]; then
  check "JavaScript" node --test "tests/checkin_js/"
fi

# Side by side: each keeps one core busy. None may go on for ever.
printf '\nTests on SQLite, and beside them on PostgreSQL and then in a browser\n'
start=$(date +%s)
timeout --kill-after=20 2400 pytest -q -m "not browser" >"$reports/sqlite" 2>&1 &
sqlite=$!
timeout --kill-after=20 2000 python tools/with_postgres.py pytest -q -m "not browser and not pure" -o cache_dir="$reports/cache" >"$reports/postgresql" 2>&1 &
postgresql=$!
finish "Tests on PostgreSQL" "$postgresql" "$reports/postgresql"
timeout --kill-after=20 1200 pytest -q -m browser -o cache_dir="$reports/cache" >"$reports/browser" 2>&1 &
browser=$!
finish "Tests in a browser" "$browser" "$reports/browser"
finish "Tests on SQLite" "$sqlite" "$reports/sqlite"

printf '\n'
seconds=$(($(date +%s) - began))
if [ -n "$failed" ]; then
  printf 'FAILED after %s s:%s\n' "$seconds" "$failed"
  exit 1
fi
printf 'All passed in %s s.\n' "$seconds"
