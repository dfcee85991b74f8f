#!/usr/bin/env bash
# Shell functions of `run`, `test` and `.ci/run`: install what is missing, configure and build. Sourced, never run; the
# caller sets `root` to the top of the source tree. What is printed here goes to stderr: stdout belongs to the program.

say() { printf '%s\n' "$*" >&2; }

stop() {
  say "$0: $*"
  exit 1
}

# Prints the packages of the named stages that are missing, one a line. On a system without dpkg it prints nothing, and
# CMake names what it does not find.
missing_packages() {
  command -v dpkg-query >/dev/null || return 0
  local stages=" $* " stage package command reason
  local -a names=() commands=()
  while read -r stage package command reason; do
    [[ $stages == *" $stage "* ]] || continue
    names+=("$package")
    commands+=("$command")
  done <"$root/host/setup/packages.txt"
  local installed i
  # dpkg-query fails when any of the packages is unknown, and still lists the others.
  installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${names[@]}" 2>/dev/null) || :
  for i in "${!names[@]}"; do
    [[ $'\n'$installed$'\n' == *$'\n'"${names[i]} installed"$'\n'* ]] && continue
    [[ ${commands[i]} != - ]] && command -v "${commands[i]}" >/dev/null && continue
    printf '%s\n' "${names[i]}"
  done
}

# Usage, as root: apt_install PACKAGES...
apt_install() {
  local -a options=(-y -q --no-install-recommends -o DPkg::Lock::Timeout=300 -o Acquire::http::Timeout=30
    -o Acquire::Retries=2)
  export DEBIAN_FRONTEND=noninteractive
  # An update that fails is no reason to stop: the packages may be in apt's cache.
  apt-get update -q "${options[@]:3}" </dev/null >&2 || say "apt-get update failed"
  apt-get install "${options[@]}" "$@" </dev/null >&2 || say "apt-get install failed"
}

# Installs what is missing of the named stages, or says what to install and exits with 1.
install_packages() {
  [[ $(uname -m) == x86_64 ]] || stop "Tinderbox needs an x86-64 processor (found $(uname -m))"
  local -a missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  say "Missing packages: ${missing[*]}"
  if [[ $(id -u) != 0 ]]; then
    say "They have to be installed as root:"
    say "  apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
    exit 1
  fi
  apt_install "${missing[@]}"
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} == 0)) || stop "these packages could not be installed (no network?): ${missing[*]}"
}

# Installs what it can of the packages that the program can be built without, and says what it is built without.
offer_packages() {
  local -a missing
  mapfile -t missing < <(missing_packages page)
  ((${#missing[@]})) || return 0
  [[ $(id -u) != 0 ]] || apt_install "${missing[@]}"
  mapfile -t missing < <(missing_packages page)
  ((${#missing[@]} == 0)) || say "Without ${missing[*]} the program is built without the page of 'tinderbox view'."
}

# Prints the value of a variable in the cache of the build folder, or nothing.
cached() { sed -n "s|^$1:[A-Z]*=||p" "$root/build/CMakeCache.txt" 2>/dev/null || :; }

# Configures the release preset in build/. Usage: configure_build program|tests [CMAKE ARGUMENTS]
# A folder that was configured for tests also serves the program, so that ./run after ./test has nothing to do.
configure_build() {
  local what=$1 tests
  shift
  local -a fresh=()
  tests=$(cached TINDERBOX_TESTS)
  if [[ $(cached CMAKE_HOME_DIRECTORY) != "$root" ]]; then
    fresh=(--fresh) # the source tree was moved, or nothing was configured yet
    tests=
  elif [[ -e $root/build/build.ninja && $# == 0 && ($what == program || $tests == ON) ]]; then
    return 0
  fi
  [[ $what == tests ]] && tests=ON
  offer_packages
  # --preset is read from the working directory.
  (cd "$root" && cmake --preset release "${fresh[@]}" -DTINDERBOX_TESTS="${tests:-OFF}" \
    -DTINDERBOX_BENCH="${tests:-OFF}" "$@" >&2) || stop "the build could not be configured"
}

# Usage: build_target TARGET
build_target() {
  cmake --build "$root/build" --target "$1" >&2 || stop "the build failed"
}
