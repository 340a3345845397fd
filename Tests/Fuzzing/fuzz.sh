#!/usr/bin/env bash
# Fuzzes every target, or one, for so many seconds each; ends with 1 and the input at the first crash.
#
# fuzz.sh SECONDS [TARGET]
# fuzz.sh --total SECONDS   so many seconds for all of them together
#
# Each begins with the valid samples that it names itself; the corpora in .build/fuzz/corpus grow
# from run to run. Without a toolchain that has libFuzzer it says so and ends with 0.
set -euo pipefail
cd "$(dirname "$0")/../.."
total=
if [ "${1:-}" = --total ]; then
    total=$2
    shift 2
fi
seconds=${1:-10}
only=${2:-}
folder=.build/fuzz
mkdir -p "$folder"

probe=$folder/probe
cat >"$probe.swift" <<'PROBE'
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafeRawPointer?, _ count: Int) -> CInt { 0 }
PROBE
if ! swiftc -sanitize=fuzzer -parse-as-library "$probe.swift" -o "$probe" 2>"$probe.log"; then
    echo "fuzzing is skipped: this Swift toolchain does not build with -sanitize=fuzzer"
    exit 0
fi

export HEADWATER_FUZZ=1
# Swift's own report of a crash would keep libFuzzer from writing the input.
export SWIFT_BACKTRACE=enable=no
swift build -c release --product fuzz --sanitize=fuzzer --scratch-path "$folder" \
    >"$folder/build.log" 2>&1 || { tail -n 40 "$folder/build.log" >&2; exit 1; }
binary=$folder/release/fuzz
rm -rf "$folder/seeds"
mkdir "$folder/seeds"
targets=$(FUZZ_SEEDS=$folder/seeds "$binary")
if [ -n "$total" ]; then
    count=$(echo "$targets" | wc -l)
    seconds=$(((total + count - 1) / count))
fi
for target in $targets; do
    if [ -n "$only" ] && [ "$only" != "$target" ]; then continue; fi
    corpus=$folder/corpus/$target
    mkdir -p "$corpus"
    if ! FUZZ_TARGET=$target "$binary" "$corpus" "$folder/seeds/$target" \
        -max_total_time="$seconds" -max_len=4096 -timeout=5 -rss_limit_mb=2048 \
        -artifact_prefix="$folder/crash-$target-" >"$folder/$target.log" 2>&1; then
        tail -n 30 "$folder/$target.log" >&2
        echo "$target: a crash; the input is $folder/crash-$target-*" >&2
        exit 1
    fi
    awk -v name="$target" '/^#[0-9]+.*DONE/ { print name ": " substr($1, 2) " inputs, coverage " $4 }' \
        "$folder/$target.log"
done
