#!/usr/bin/env bash
# Controls of the checks beside this file: each makes a small tree or object in which something is wrong, and fails
# unless the check finds it. Usage: controls.sh CHECK EMPTY-FOLDER COMPILER LIBM
set -euo pipefail
checks=$(cd "$(dirname "$0")" && pwd)
check=$1 folder=$2 compiler=$3 libm=$4
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
bad=0

# The check has to pass. Usage: accepts COMMAND...
accepts() {
  "$@" >out 2>&1 || { printf 'should pass: %s\n' "$*"; cat out; bad=1; }
}

# The check has to fail and to say why. Usage: refuses TEXT COMMAND...
refuses() {
  local text=$1
  shift
  if "$@" >out 2>&1; then
    printf 'should fail: %s\n' "$*"
    bad=1
  elif ! grep -qF -- "$text" out; then
    printf 'should say "%s": %s\n' "$text" "$*"
    cat out
    bad=1
  fi
}

# Writes lines to a file, making its folder. Usage: write FILE LINE...
write() {
  local file=$1
  shift
  mkdir -p "$(dirname "$file")"
  printf '%s\n' "$@" >"$file"
}

control_includes() {
  fresh() {
    rm -rf tree
    write tree/sim/a.hpp '#include <cstdint>' '#include "sim/b.hpp"'
    write tree/kernels/k.cu '#include <cub/cub.cuh>' '#include "kernels/k.cuh"' '#include "sim/a.hpp"'
    write tree/kernels/k.cpp '#include <immintrin.h>' '#include <tbb/parallel_for.h>' '#include "kernels/k.hpp"'
    write tree/host/h.cpp '#include <hdf5.h>' '#include "kernels/k.hpp"' '#include "written_by_the_build.hpp"'
  }
  # Usage: spoiled FILE LINE TEXT
  spoiled() {
    fresh
    printf '%s\n' "$2" >>"tree/$1"
    refuses "$3" "$checks/check_includes.sh" tree
  }
  fresh
  accepts "$checks/check_includes.sh" tree
  spoiled sim/a.hpp '#include "kernels/k.hpp"' 'sim may not include kernels'
  spoiled sim/a.hpp '  #  include "host/h.hpp"' 'sim may not include host'
  spoiled sim/a.hpp '#include <fmt/format.h>' 'only itself and the standard library'
  spoiled sim/a.hpp '#include <cuda_runtime.h>' 'may include CUDA'
  spoiled sim/a.hpp '#include <math.h>' 'only itself and the standard library'
  spoiled sim/a.hpp '#include HEADER' 'cannot be read'
  spoiled kernels/k.cpp '#include "host/h.hpp"' 'kernels may not include host'
  spoiled kernels/k.cpp '#include <cuda_runtime.h>' 'may include CUDA'
  spoiled kernels/k.cpp '#include "kernels/k.cuh"' 'may include a .cuh'
  spoiled kernels/k.cpp '#include <hdf5.h>' 'may not include this library'
  spoiled host/h.cpp '#include <thrust/sort.h>' 'may include CUDA'
  spoiled host/h.cpp '#include "kernels/k.cuh"' 'may include a .cuh'
  spoiled host/h.cpp '#include "tests/t.hpp"' 'from the top of the tree'
  spoiled host/h.cpp '#include "h.cpp"' 'from the top of the tree'
}

good_tree() {
  rm -rf tree
  mkdir -p tree/{kernels,host,sim,configs,tests,bench,.ci,build,.git}
  touch tree/{CMakeLists.txt,README.md,LICENSE,CHANGELOG.md,CMakePresets.json,.clang-format,.clang-tidy,.gitignore}
  for script in run test .ci/run host/s.sh; do
    write "tree/$script" '#!/usr/bin/env bash' 'echo good'
    chmod +x "tree/$script"
  done
}

control_layout() {
  good_tree
  accepts "$checks/check_tree.sh" layout tree
  mkdir tree/src
  refuses 'unexpected at the top: src' "$checks/check_tree.sh" layout tree
  good_tree
  rm -r tree/sim
  refuses 'missing at the top: sim' "$checks/check_tree.sh" layout tree
}

# The bad words are put together here, so that they do not stand in this file.
control_words() {
  # Usage: spoiled FILE LINE TEXT
  spoiled() {
    good_tree
    printf '%s\n' "$2" >>"tree/$1"
    refuses "$3" "$checks/check_tree.sh" words tree
  }
  good_tree
  printf 'todos and a network/home page are fine\n' >>tree/README.md
  printf 'data=$root/../share''d\n' >>tree/.ci/run
  write tree/build/notes.txt 'TO''DO'
  accepts "$checks/check_tree.sh" words tree
  spoiled README.md "see /wor""k/somewhere" "a path of one machine: ./README.md:1:"
  spoiled host/s.sh "cd /hom""e/somebody" 'a path of one machine: ./host/s.sh:3:'
  spoiled .ci/run "cd /roo""t/x" 'a path of one machine: ./.ci/run:3:'
  spoiled host/s.sh "from deb.debia""n.org" "a registry's host: ./host/s.sh:3:"
  spoiled host/h.cpp "// TO""DO: later" 'unfinished: ./host/h.cpp:1:'
  spoiled host/h.cpp "x();  // FIX""ME" 'unfinished: ./host/h.cpp:1:'
  spoiled tests/t.sh "ls ../share""d" 'names a folder outside the tree: ./tests/t.sh:1:'
}

control_scripts() {
  good_tree
  accepts "$checks/check_tree.sh" scripts tree
  chmod -x tree/host/s.sh
  refuses 'no run bit: ./host/s.sh' "$checks/check_tree.sh" scripts tree
  good_tree
  chmod -x tree/run
  refuses 'no run bit: ./run' "$checks/check_tree.sh" scripts tree
  good_tree
  echo 'if then' >>tree/test
  refuses 'not valid bash: ./test' "$checks/check_tree.sh" scripts tree
  good_tree
  echo 'echo good' >tree/run
  refuses 'a script without a #! line: ./run' "$checks/check_tree.sh" scripts tree
  good_tree
  rm tree/.ci/run
  refuses 'missing: .ci/run' "$checks/check_tree.sh" scripts tree
}

# Usage: object NAME SOURCE-LINE...
object() {
  write "$1.cpp" "${@:2}"
  "$compiler" -std=c++20 -O2 -ffunction-sections -fkeep-inline-functions -c "$1.cpp" -o "$1.o"
}

control_libm() {
  object good 'namespace tinderbox { double half(double x) { return x / 2; } }'
  object bad 'namespace tinderbox { double e(double x) { return __builtin_exp(x); } }'
  object library 'inline double e(double x) { return __builtin_exp(x); }'
  accepts "$checks/check_libm.sh" "$libm" good.o
  accepts "$checks/check_libm.sh" --only tinderbox "$libm" good.o library.o
  refuses 'bad.o: refers to the mathematical library' "$checks/check_libm.sh" "$libm" good.o bad.o
  refuses 'object exp' "$checks/check_libm.sh" "$libm" bad.o
  refuses ' exp' "$checks/check_libm.sh" --only tinderbox "$libm" bad.o
  refuses 'no object file' "$checks/check_libm.sh" "$libm"
}

control_code_path() {
  object good 'namespace tinderbox::inline v3 { namespace { int one() { return 1; } }' \
    'inline int two() { return one() + 1; } int three() { return two() + 1; } }'
  object two_exports 'namespace tinderbox::v3 { int one() { return 1; } int two() { return 2; } }'
  object data 'namespace tinderbox::v3 { int one() { return 1; } int counter = 0; }'
  object leak '#include <vector>' \
    'namespace tinderbox::v3 { int one(std::vector<int>& v) { v.push_back(1); return v.back(); } }'
  object other 'namespace tinderbox { inline int half(int x) { return x / 2; }' \
    'namespace v3 { int one() { return half(2); } } }'
  object outside 'namespace tinderbox::v4 { int one() { return 1; } }'
  accepts "$checks/check_code_path.sh" v3 good.o
  refuses 'exports 2 functions' "$checks/check_code_path.sh" v3 two_exports.o
  refuses 'exports _ZN9tinderbox2v37counterE' "$checks/check_code_path.sh" v3 data.o
  refuses 'weak symbol outside tinderbox::v3: _ZNSt6vector' "$checks/check_code_path.sh" v3 leak.o
  refuses 'weak symbol outside tinderbox::v3: _ZN9tinderbox4half' "$checks/check_code_path.sh" v3 other.o
  refuses 'exports _ZN9tinderbox2v4' "$checks/check_code_path.sh" v3 outside.o
  refuses 'no object file' "$checks/check_code_path.sh" v3
}

"control_$check"
exit $bad
