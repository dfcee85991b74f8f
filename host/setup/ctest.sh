#!/usr/bin/env bash
# Shell functions of `test` and `.ci/run`: run CTest, keep the count, list what was not run and why. Sourced, never run;
# the caller sets `root` to the top of the source tree.

passed=0
failed=0
skipped=0

# Counts one test that is not CTest's. Usage: count_lane NAME COMMAND...
count_lane() {
  local name=$1
  shift
  printf '\n==== %s\n' "$name"
  if "$@" </dev/null; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: %s\n' "$name"
  fi
}

# Lists as not run what CTest selects, and counts it as skipped. Usage: skip_tests REASON CTEST-ARGUMENTS...
skip_tests() {
  local reason=$1 name
  shift
  local -a names
  mapfile -t names < <(ctest --test-dir "$root/build" -N "$@" | sed -n 's/^ *Test *#[0-9]*: //p')
  for name in "${names[@]}"; do printf 'Not run: %s (%s)\n' "$name" "$reason"; done
  skipped=$((skipped + ${#names[@]}))
}

# Runs what CTest selects, counts it, and lists what skipped itself. Usage: run_tests CTEST-ARGUMENTS...
run_tests() {
  local report="$root/build/ctest.xml" status=0 name state reason before=$failed
  rm -f "$report"
  ctest --test-dir "$root/build" --output-on-failure --no-tests=error --output-junit "$report" \
    -j "$(nproc)" "$@" </dev/null || status=$?
  if [[ ! -s $report ]]; then
    failed=$((failed + 1))
    printf 'FAILED: ctest left no report\n'
    return
  fi
  while IFS=$'\t' read -r state name reason; do
    case $state in
      passed) passed=$((passed + 1)) ;;
      skipped)
        skipped=$((skipped + 1))
        printf 'Not run: %s (%s)\n' "$name" "$reason"
        ;;
      *) failed=$((failed + 1)) ;;
    esac
  done < <(awk -f "$root/host/setup/ctest_report.awk" "$report")
  # What CTest calls a failure must not get lost, whatever its report says.
  if ((status != 0 && failed == before)); then failed=$((failed + 1)); fi
}

# Prints the closing line; its status is that of the whole run.
close_count() {
  printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  ((failed == 0 && passed > 0))
}
