#!/usr/bin/env bash
# What stands at the top of the tree, and what no file may say. Prints each violation, and fails.
# Usage: check_tree.sh layout|words|scripts SOURCE-DIR
set -euo pipefail
export LC_ALL=C
what=$1
cd "$2"
bad=0
complain() {
  printf '%s\n' "$*"
  bad=1
}

# Folders and files at the top; what .gitignore names and editors leave is nobody's business.
layout() {
  local expected="$(printf '%s\n' CMakeLists.txt kernels host sim configs tests bench README.md \
    .ci run test LICENSE CHANGELOG.md CMakePresets.json .clang-format .clang-tidy .gitignore | sort)"
  local found line
  found=$(find . -mindepth 1 -maxdepth 1 ! -name .git ! -name 'build*' ! -name '*.h5' ! -name '*.h5.tmp*' \
    ! -name map.png ! -name out ! -name .vscode ! -name .idea ! -name .cache ! -name '*.swp' -printf '%f\n' | sort)
  while read -r line; do
    complain "missing at the top: $line"
  done < <(comm -23 <(echo "$expected") <(echo "$found"))
  while read -r line; do
    complain "unexpected at the top: $line"
  done < <(comm -13 <(echo "$expected") <(echo "$found"))
}

# Usage: search DESCRIPTION EXTENDED-REGEX [GREP OPTIONS...]
search() {
  local description=$1 pattern=$2 line
  shift 2
  while read -r line; do complain "$description: $line"; done < <(
    grep -rnIE --exclude-dir=.git --exclude-dir='build*' --exclude-dir=out "$@" -- "$pattern" . || :)
}

# The brackets keep these patterns from finding themselves.
words() {
  search "a path of one machine" '(^|[^A-Za-z0-9_.~-])/([w]ork|[h]ome|[r]oot)/'
  search "a registry's host" \
    '[d]eb\.debian\.org|[r]egistry\.npmjs|[p]ypi\.org|[p]ythonhosted|[c]rates\.io|[p]roxy\.golang'
  search "unfinished" '(^|[^A-Za-z_])([T]ODO|[F]IXME|[X]XX|[H]ACK)([^A-Za-z_]|$)'
  search "names a folder outside the tree" '\.\./[s]hared' --exclude-dir=.ci
}

scripts() {
  local file first
  for file in run test .ci/run; do [[ -e $file ]] || complain "missing: $file"; done
  while read -r file; do
    IFS= read -r first <"$file" || :
    case $first in
      '#!'*bash*)
        [[ -x $file ]] || complain "no run bit: $file"
        bash -n "$file" || complain "not valid bash: $file"
        ;;
      '#!'*) [[ -x $file ]] || complain "no run bit: $file" ;;
      *) complain "a script without a #! line: $file" ;;
    esac
  done < <({ grep -rlIE --exclude-dir=.git --exclude-dir='build*' --exclude-dir=out -m1 '^#!' . |
    while read -r file; do head -n1 "$file" | grep -q '^#!' && printf '%s\n' "$file"; done
    find . -name .git -prune -o -name 'build*' -prune -o -name '*.sh' -print
    find run test .ci/run 2>/dev/null | sed 's|^|./|'; } | sort -u)
}

case $what in
  layout | words | scripts) "$what" ;;
  *) complain "usage: check_tree.sh layout|words|scripts SOURCE-DIR" ;;
esac
exit $bad
