#!/usr/bin/env bash
# What the set-up does about missing packages, tried with stand-ins for dpkg-query, apt-get and id: nothing is installed
# or asked of a network. Usage: check_setup.sh SOURCE-DIR EMPTY-FOLDER
set -euo pipefail
root=$1 folder=$2
rm -rf "$folder"
mkdir -p "$folder/bin"
cd "$folder"
bad=0

# Usage: stand_in NAME LINE...
stand_in() {
  printf '%s\n' '#!/usr/bin/env bash' "${@:2}" >"bin/$1"
  chmod +x "bin/$1"
}
# Everything is installed but what the file `missing` names.
stand_in dpkg-query 'for name in "$@"; do' \
  '  [[ $name == -* ]] || grep -qx -- "$name" missing || echo "$name installed"; done'
stand_in apt-get 'echo "$DEBIAN_FRONTEND $*" >>calls' 'if [[ -e network && $1 == install ]]; then : >missing; fi' \
  '[[ -e network ]]'
stand_in id 'cat user'

# Usage: try STAGES...; leaves the exit status in `status`, output in `out`, apt-get's calls in `calls`.
try() {
  : >calls
  status=0
  (
    PATH="$folder/bin:$PATH"
    root=$root
    . "$root/host/setup/setup.sh"
    install_packages "$@"
  ) >out 2>&1 || status=$?
}
# The same of the packages that are offered only.
try_offer() {
  : >calls
  status=0
  (PATH="$folder/bin:$PATH" && . "$root/host/setup/setup.sh" && root=$folder/offer && offer_packages) >out 2>&1 || status=$?
}
# Usage: expect WHAT CONDITION-COMMAND...
expect() {
  local what=$1
  shift
  "$@" && return
  printf 'not so: %s (status %s)\n' "$what" "$status"
  cat out calls
  bad=1
}

echo 0 >user
: >missing
try build test
expect 'nothing is missing: success' test "$status" = 0
expect 'nothing is missing: apt-get is not called' test ! -s calls

printf '%s\n' libhdf5-dev libtbb-dev libgtest-dev >missing
touch network
try build
expect 'root: success' test "$status" = 0
expect 'root: updates first' grep -q '^noninteractive update' <(head -n1 calls)
expect 'root: installs what is missing, and of the stages asked for' \
  grep -qE '^noninteractive install .*-y .*--no-install-recommends .* libhdf5-dev libtbb-dev$' calls

printf '%s\n' libhdf5-dev libtbb-dev >missing
rm network
try build test
expect 'no network: status 1' test "$status" = 1
expect 'no network: names the packages' grep -q 'could not be installed.*libhdf5-dev libtbb-dev' out

echo 1000 >user
try build
expect 'not root: status 1' test "$status" = 1
expect 'not root: apt-get is not called' test ! -s calls
command='apt-get update && apt-get install -y --no-install-recommends libhdf5-dev libtbb-dev'
expect 'not root: the command' grep -qF "$command" out

echo cmake >missing
try build
expect 'a command from elsewhere will do' test "$status" = 0

# A list of its own: the machine may have the commands that the real one offers.
mkdir -p offer/host/setup
printf 'page  tool  a-command-that-is-nowhere  bundles\n' >offer/host/setup/packages.txt
echo tool >missing
try_offer
expect 'not root: goes on without what is offered' test "$status" = 0
expect 'not root: says what is left out' grep -q 'Without tool the program is built without the page' out
expect 'not root: apt-get is not called for it' test ! -s calls
echo 0 >user
try_offer
expect 'root without network: goes on' test "$status" = 0
expect 'root: tries to install it' grep -q ' install .* tool$' calls
touch network
try_offer
expect 'root: nothing to say once it is installed' test "$(grep -c Without out)" = 0

short=$(sed 's/#.*//' "$root/host/setup/packages.txt" | awk 'NF && NF < 4')
expect 'every line of the list has a reason' test -z "$short"
exit $bad
