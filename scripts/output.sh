# shellcheck shell=bash
# How the scripts speak. To be sourced.

say() { printf '%s\n' "$*"; }

step() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

need_root() {
  [ "$(id -u)" -eq 0 ] || fail "this needs root: sudo make ${1:-run}"
}
