#!/usr/bin/env bash
# An object file that is compiled for one processor level must not leak code to the others: it exports one function, and
# every weak symbol (an inline function, of which the linker keeps any one copy) belongs to the level's own namespace.
# Usage: check_code_path.sh NAMESPACE OBJECT...   (NAMESPACE: scalar, v3 or v4, within tinderbox)
set -euo pipefail
export LC_ALL=C
namespace=$1
shift
(($#)) || { printf 'no object file was given\n'; exit 1; }
mangled="9tinderbox([0-9]+[A-Za-z_0-9]+)*${#namespace}$namespace"
bad=0
exported=0
for object in "$@"; do
  while read -r kind symbol; do
    case $kind in
      T) exported=$((exported + 1)) ;;&
      T | B | D | R | S | G)
        [[ $symbol =~ $mangled ]] && [[ $kind == T ]] && continue
        printf '%s: exports %s\n' "$object" "$symbol"
        bad=1
        ;;
      W | V | u)
        [[ $symbol =~ $mangled || $symbol == DW.ref.* ]] && continue
        printf '%s: weak symbol outside tinderbox::%s: %s\n' "$object" "$namespace" "$symbol"
        bad=1
        ;;
    esac
  done < <(nm --defined-only --extern-only "$object" | awk '{ print $(NF - 1), $NF }')
done
if ((exported != 1)); then
  printf 'tinderbox::%s exports %d functions instead of one\n' "$namespace" "$exported"
  bad=1
fi
exit $bad
