#!/usr/bin/env bash
# Runs the Swift tests and says at the end which failed and why: amid six tests at once the line that
# matters is thousands of lines up.
#
# run.sh [flags of swift test]
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p .build
log=.build/tests.log

# Many tests run real processes: more at once than this only wait for each other.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=6
if swift test --disable-xctest "$@" 2>&1 | tee "$log"; then
    exit 0
fi
{
    echo
    echo "What failed, from $log:"
    # An issue's comment and its details follow on lines that begin with an arrow.
    awk '/^✘/ { print; follows = 1; next } follows && /^↳/ { print; next } { follows = 0 }' "$log" |
        head -n 100
    grep -n -E '^(error: |.*Fatal error|.*Exited with|\*\*\* )' "$log" | head -n 20 || true
} >&2
exit 1
