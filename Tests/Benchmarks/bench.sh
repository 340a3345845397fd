#!/usr/bin/env bash
# Runs benchmarks one after the other, each beside its peer, and says at the end which failed.
#
# bench.sh BINARY NAME...
set -euo pipefail
cd "$(dirname "$0")/../.."
binary=$1
shift
failed=()
number=0
for name in "$@"; do
    number=$((number + 1))
    if [ "$name" = detection ] && [ "$(id -u)" -ne 0 ]; then
        echo "detection is left out: it needs root, for a network namespace for each member"
        continue
    fi
    echo
    echo "== $name ($number of $#), $(date +%H:%M:%S)"
    Tests/Benchmarks/"$name".sh "$binary" || failed+=("$name")
done
echo
if [ ${#failed[@]} -gt 0 ]; then
    echo "bench: ${failed[*]} failed" >&2
    exit 1
fi
echo "make bench-report puts the numbers into docs/performance.md and draws its picture"
