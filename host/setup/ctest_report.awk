# Reads CTest's JUnit report. Prints one line a test: state (passed, failed, skipped), name and reason, tab-separated.
# The reason of a skipped test is what it wrote into GTEST_SKIP(), or after "skipped: " where it is no GoogleTest test.
# A test whose executable is missing failed.
function plain(text) {
  gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "'", text)
  gsub(/&amp;/, "\\&", text)
  return text
}
function attribute(key) {
  if (!match($0, " " key "=\"[^\"]*\"")) return ""
  return plain(substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 4))
}
/^\t<testcase / {
  name = attribute("name"); status = attribute("status"); reason = ""; in_reason = 0
  state = "failed"
  if (status == "run") state = "passed"
  if (status == "disabled") { state = "skipped"; reason = "disabled" }
}
/^\t\t<skipped message="SKIP_/ { state = "skipped" }
in_reason && /^\[  SKIPPED \]/ { in_reason = 0 }
in_reason && NF { reason = reason (reason == "" ? "" : " ") plain($0) }
/: Skipped$/ { in_reason = 1 }
state == "skipped" && /^(\t\t<system-out>)?skipped: / { sub(/^.*skipped: /, ""); reason = plain($0) }
/^\t<\/testcase>/ { printf "%s\t%s\t%s\n", state, name, reason == "" ? "no reason given" : reason }
