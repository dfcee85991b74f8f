#!/usr/bin/env bash
# The model computes its own exp, log and the like, so that every machine gives the same bits: no object file may refer
# to a symbol of the mathematical library. Prints each that does, and fails.
# Usage: check_libm.sh LIBM OBJECT...       whole objects
#        check_libm.sh --only REGEX LIBM OBJECT...   only code in sections whose name matches (-ffunction-sections)
set -euo pipefail
export LC_ALL=C
only=
if [[ $1 == --only ]]; then
  only=$2
  shift 2
fi
libm=$1
shift
(($#)) || { printf 'no object file was given\n'; exit 1; }
names=$(nm -D --defined-only "$libm" | sed 's/@.*//' | awk '$2 ~ /^[TtWiDV]$/ { print $3 }' | sort -u)
(($(wc -l <<<"$names") > 100)) || { printf '%s: does not look like libm\n' "$libm"; exit 1; }

# Lines "section symbol" of what an object refers to.
references() {
  if [[ -z $only ]]; then
    nm -u "$1" | awk '{ print "object", $NF }'
  else
    objdump -r "$1" | awk -v only="$only" '
      /^RELOCATION RECORDS FOR/ { section = substr($4, 2, length($4) - 3) }
      $2 ~ /^R_/ && section ~ /^\.text/ && section ~ only { sub(/[-+]0x[0-9a-f]+$/, "", $3); print section, $3 }'
  fi
}

bad=0
for object in "$@"; do
  found=$(references "$object" | sort -u |
    awk 'NR == FNR { libm[$1] = 1; next } $2 in libm' <(printf '%s\n' "$names") -)
  if [[ -n $found ]]; then
    printf '%s: refers to the mathematical library:\n%s\n' "$object" "$found"
    bad=1
  fi
done
exit $bad
