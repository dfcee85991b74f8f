#!/usr/bin/env bash
# Dependencies point one way: sim <- kernels <- host. Reads the #include lines of the tree; prints each that breaks the
# rule and fails. Usage: check_includes.sh SOURCE-DIR
# sim: sim and the standard library. kernels: those, kernels, oneTBB and processor intrinsics; CUDA in .cu and .cuh
# alone. host: those, host and its libraries; no CUDA. Project headers are named from the top of the tree, generated
# ones by name alone.
set -euo pipefail
export LC_ALL=C
cd "$1"
bad=0
standard='^<[a-z_0-9]+>$'
cuda='^[<"](cuda|cub/|thrust/|cooperative_groups|nv/|nvtx|device_launch_parameters|curand|math_constants\.h)'
processor='^<(immintrin|cpuid|x86intrin)\.h>$'
threads='^<(oneapi/)?tbb/'

complain() {
  printf '%s:%s: %s (found %s)\n' "$file" "$line" "$1" "$what"
  bad=1
}

# A bare name is a header that the build of host writes.
generated() { [[ $folder == host && -z $(find sim kernels host -name "$1" -print -quit) ]]; }

check() {
  case $what in
    \"sim/*) ;;
    \"kernels/*) [[ $folder != sim ]] || complain "sim may not include kernels" ;;
    \"host/*) [[ $folder == host ]] || complain "$folder may not include host" ;;
    \"*/*) complain "a project header is named from the top of the tree, as sim/, kernels/ or host/" ;;
    \"*) generated "${what//\"/}" || complain "a project header is named from the top of the tree" ;;
    \<*) ;;
    *) complain "an include that cannot be read" ;;
  esac
  if [[ $what =~ $cuda ]]; then
    [[ $folder == kernels && $file =~ \.cuh?$ ]] || complain "only .cu and .cuh files of kernels may include CUDA"
  elif [[ $what =~ \.cuh.$ ]]; then
    [[ $folder == kernels && $file =~ \.cuh?$ ]] || complain "only .cu and .cuh files of kernels may include a .cuh"
  elif [[ $what == \<* && ! $what =~ $standard ]]; then
    case $folder in
      sim) complain "sim may include only itself and the standard library" ;;
      kernels) [[ $what =~ $processor || $what =~ $threads ]] || complain "kernels may not include this library" ;;
    esac
  fi
}

while IFS=$'\t' read -r file line what; do
  folder=${file%%/*}
  check
done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include' --include='*.hpp' --include='*.cpp' --include='*.cuh' \
  --include='*.cu' --include='*.h' --include='*.in' sim kernels host |
  sed -E 's|^([^:]*):([0-9]+):[[:space:]]*#[[:space:]]*include[[:space:]]*(<[^>]*>\|"[^"]*"\|.*).*$|\1\t\2\t\3|')
exit $bad
