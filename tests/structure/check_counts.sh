#!/usr/bin/env bash
# The closing count, from a report as CTest writes it: what a test says when it skips itself is shown, a missing
# executable is a failure, and so is a failing CTest whose report shows none.
# Usage: check_counts.sh SOURCE-DIR EMPTY-FOLDER
set -euo pipefail
source_dir=$1 folder=$2
rm -rf "$folder"
mkdir -p "$folder/bin" "$folder/build"
cd "$folder"
bad=0

# Usage: case_ NAME STATUS CONTENT
case_() {
  printf '\t<testcase name="%s" classname="x" time="0" status="%s">\n%s\n\t</testcase>\n' "$@"
}
{
  printf '<testsuite name="x"\n\ttests="6"\n\t>\n'
  case_ A.passes run $'\t\t<system-out>[       OK ] A.passes\n</system-out>'
  case_ A.skips notrun $'\t\t<skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/>\n\t\t<system-out>x.cpp:3: Skipped
no data &amp; &quot;none&quot;\n[  SKIPPED ] A.skips (0 ms)\n</system-out>'
  case_ A.returns_77 notrun $'\t\t<skipped message="SKIP_RETURN_CODE=77"/>\n\t\t<system-out>skipped: no reader
</system-out>'
  case_ A.fails fail $'\t\t<failure message=""/>'
  case_ A.missing notrun $'\t\t<skipped message="Unable to find executable"/>'
  case_ A.disabled disabled ''
  printf '</testsuite>\n'
} >report.xml
# ctest's stand-in lists two tests under -N; otherwise it writes the report and fails if told to.
cat >bin/ctest <<'CTEST'
#!/usr/bin/env bash
if [[ $* == *' -N '* ]]; then
  printf 'Test project x\n  Test  #1: B.one\n  Test #12: B.two\n\nTotal Tests: 2\n'
  exit
fi
while [[ $1 != --output-junit ]]; do shift; done
[[ ! -e report.xml ]] || cp report.xml "$2"
exit "$(cat status)"
CTEST
chmod +x bin/ctest

# Usage: count; runs the functions as `test` does, leaves the output in `out` and the exit status in `result`.
count() {
  result=0
  (
    PATH="$folder/bin:$PATH"
    root=$source_dir
    . "$source_dir/host/setup/ctest.sh"
    root=$folder
    mkdir -p "$folder/host"
    ln -sfn "$source_dir/host/setup" "$folder/host/setup"
    run_tests -LE gpu
    skip_tests 'needs a GPU' -L gpu
    count_lane 'a lane' true
    close_count
  ) >out 2>&1 || result=$?
}
# Usage: expect STATUS LAST-LINE
expect() {
  [[ $result == "$1" && $(tail -n1 out) == "$2" ]] && return
  printf 'expected status %s and "%s", found status %s and:\n' "$1" "$2" "$result"
  cat out
  bad=1
}

echo 8 >status
count
expect 1 '2 passed, 2 failed, 5 skipped'
for line in 'A.skips (no data & "none")' 'A.returns_77 (no reader)' 'A.disabled (disabled)' 'B.one (needs a GPU)' \
  'B.two (needs a GPU)'; do
  grep -qxF "Not run: $line" out || { printf 'not listed: %s\n' "$line"; bad=1; }
done

sed -i '/A.fails/,/<\/testcase>/d; /A.missing/,/<\/testcase>/d' report.xml
echo 0 >status
count
expect 0 '2 passed, 0 failed, 5 skipped'
echo 8 >status
count
expect 1 '2 passed, 1 failed, 5 skipped'
rm report.xml
count
expect 1 '1 passed, 1 failed, 2 skipped'
exit $bad
