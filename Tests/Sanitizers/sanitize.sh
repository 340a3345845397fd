#!/usr/bin/env bash
# Runs the tests under the thread sanitizer, then under the address sanitizer, with builds of their
# own below .build; ends with 1 if a test fails or a sanitizer reports anything.
#
# sanitize.sh [KIND [TARGET...]]   KIND is thread, address or all; by default all targets
#
# What is left out, and why, is written beside each name below.
set -euo pipefail
cd "$(dirname "$0")/../.."
kinds=${1:-all}
[ "$kinds" != all ] || kinds="thread address"
shift || true
# Of one thread, and run by value: there is nothing for the thread sanitizer in them.
cores="WireTests HashingTests SealingTests JSONTests HTTP1Tests S3Tests CatalogTests MirroringTests \
RaftTests GossipTests RoutingTests PeerProtocolTests"
shells="MetricsTests LMDBTests FetchTests ObjectsTests ClusterTests GatewayTests NodeTests"
# Left out under both: TidyTests (reads texts), the virtual worlds (cores again, for minutes),
# ChaosRunTests and ClusterProcessTests (their nodes keep time limits that a sanitizer breaks), and the
# tests of the command line and of the tools for tests.

export HEADWATER_TEST_SECONDS=${HEADWATER_TEST_SECONDS:-240}
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-3}
failures=0
for kind in $kinds; do
    folder=.build/$kind
    mkdir -p "$folder"
    rm -f "$folder"/report.*
    # The reports go to files: a test that starts processes would swallow theirs.
    export TSAN_OPTIONS="exitcode=66 log_path=$PWD/$folder/report"
    # Without its leak checker: Swift keeps pointers in forms that it takes for none (shifted, to what
    # has weak references; with the case of an enum in spare bits), so that it reports what lives. Chaos
    # watches memory.
    export ASAN_OPTIONS="detect_leaks=0 quarantine_size_mb=64 exitcode=66 log_path=$PWD/$folder/report"
    # Its red zones take room in every allocation.
    if [ "$kind" = address ]; then export HEADWATER_MEMORY_MB=300; fi
    echo "building for the $kind sanitizer"
    swift build --build-tests --sanitize="$kind" --scratch-path "$folder" >"$folder/build.log" 2>&1 \
        || { tail -n 40 "$folder/build.log" >&2; exit 1; }
    preloaded=
    if [ "$kind" = thread ]; then
        preloaded=$PWD/$folder/runtime.so
        "$(dirname "$(readlink -f "$(command -v swift)")")/clang" -O1 -shared -fPIC -Wall -Werror \
            -o "$preloaded" Tests/Sanitizers/runtime.c
    fi
    # Neither silent nor crying wolf: else no count of reports means anything.
    swiftc -swift-version 6 -O -parse-as-library "-sanitize=$kind" Tests/Sanitizers/Control.swift \
        -o "$folder/control" >"$folder/control.log" 2>&1 || { cat "$folder/control.log" >&2; exit 1; }
    control() {
        LD_PRELOAD=$preloaded TSAN_OPTIONS=exitcode=66 ASAN_OPTIONS=exitcode=66 SWIFT_BACKTRACE=enable=no \
            "$folder/control" "$1" 2>"$folder/control.log"
    }
    for right in mutex continuation; do
        control "$right" \
            || { echo "the $kind sanitizer reports what is right ($right): $folder/control.log" >&2; exit 1; }
    done
    if [ "$kind" = thread ]; then wrong=race; else wrong=freed; fi
    if control "$wrong" || ! grep -qE '(WARNING: Thread|ERROR: Address)Sanitizer' "$folder/control.log"; then
        echo "the $kind sanitizer does not report what is wrong ($wrong): $folder/control.log" >&2
        exit 1
    fi
    if [ $# -gt 0 ]; then
        targets="$*"
    elif [ "$kind" = address ]; then
        targets="$cores $shells"
    else
        targets=$shells
    fi
    for target in $targets; do
        began=$SECONDS
        rm -rf "$folder/${target:?}"
        code=0
        LD_PRELOAD=$preloaded swift test --skip-build --sanitize="$kind" --scratch-path "$folder" \
            --disable-xctest --filter "^$target\\." >"$folder/$target.log" 2>&1 || code=$?
        tests=$(sed -nE 's/.*Test run with ([0-9]+) tests?.*/\1/p' "$folder/$target.log" | tail -n 1)
        reports=$(find "$folder" -maxdepth 1 -name 'report.*' | wc -l)
        echo "$kind $target: ${tests:-no} tests, exit $code, $reports reports, $((SECONDS - began)) s"
        if [ "$code" -ne 0 ] || [ "$reports" -gt 0 ]; then
            failures=$((failures + 1))
            mkdir -p "$folder/$target"
            find "$folder" -maxdepth 1 -name 'report.*' -exec mv {} "$folder/$target/" \;
            grep -E '✘|error:' "$folder/$target.log" | head -n 20 >&2 || true
            echo "see $folder/$target.log and $folder/$target/" >&2
        fi
    done
done
[ "$failures" -eq 0 ]
