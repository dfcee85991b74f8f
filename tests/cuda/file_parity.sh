#!/usr/bin/env bash
# The run file of the CUDA backend equals the CPU's, dataset by dataset. Usage: file_parity.sh TINDERBOX
set -euo pipefail
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
small=(--set market.end_utc=2025-01-06T06:00:00Z --set sampling.positions=20000 --set sampling.replicates=4 --quiet
  --set paths.count=300 --set paths.steps=20 --set paths.output_steps=3 --set paths.block_hours=1)
"$program" run "${small[@]}" --backend cpu -o "$folder/cpu.h5"
"$program" run "${small[@]}" --backend cuda -o "$folder/cuda.h5"
"$program" inspect --digests "$folder/cpu.h5" | grep '/' | sort >"$folder/cpu.txt"
"$program" inspect --digests "$folder/cuda.h5" | grep '/' | sort >"$folder/cuda.txt"
[[ $(wc -l <"$folder/cpu.txt") -gt 30 ]]
diff "$folder/cpu.txt" "$folder/cuda.txt"
"$program" run "${small[@]}" --seed 2 --backend cuda -o "$folder/other.h5"
"$program" inspect --digests "$folder/other.h5" | grep '/' | sort >"$folder/other.txt"
if diff -q "$folder/cpu.txt" "$folder/other.txt" >/dev/null; then
  echo "negative control: another seed gave the same digests" >&2
  exit 1
fi
