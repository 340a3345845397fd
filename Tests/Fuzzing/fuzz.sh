#!/usr/bin/env bash
# Fuzzes every target, or one, for so many seconds each; ends with 1 and the input at the first crash.
#
# fuzz.sh SECONDS [TARGET]. Corpora are kept in .build/fuzz/corpus and grow from run to run.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-10}
only=${2:-}
export HEADWATER_FUZZ=1
swift build -c release --product fuzz --sanitize=fuzzer --scratch-path .build/fuzz 2>&1 | tail -n 1
binary=.build/fuzz/release/fuzz
targets=$(sed -n 's/.*FuzzTarget(name: "\([^"]*\)".*/\1/p' Sources/fuzz/FuzzTarget.swift)
[ -n "$targets" ] || { echo "Sources/fuzz/FuzzTarget.swift names no targets" >&2; exit 1; }
for target in $targets; do
    if [ -n "$only" ] && [ "$only" != "$target" ]; then continue; fi
    corpus=.build/fuzz/corpus/$target
    mkdir -p "$corpus"
    if ! FUZZ_TARGET=$target "$binary" "$corpus" \
        -max_total_time="$seconds" -max_len=4096 -timeout=5 -rss_limit_mb=2048 \
        -artifact_prefix=".build/fuzz/crash-$target-" >".build/fuzz/$target.log" 2>&1; then
        tail -n 30 ".build/fuzz/$target.log" >&2
        echo "$target: a crash; the input is .build/fuzz/crash-$target-*" >&2
        exit 1
    fi
    awk -v name="$target" '/^#[0-9]+.*DONE/ { print name ": " substr($1, 2) " inputs, coverage " $4 }' \
        ".build/fuzz/$target.log"
done
