#!/usr/bin/env bash
# Simulated worlds for a third of the time, then real processes under faults for the rest, all from
# new seeds, until something breaks or the time is over.
#
# soak.sh HOURS [FOLDER OF BINARIES]
set -euo pipefail

hours=${1:?soak.sh HOURS}
binaries=${2:-.build/release}
begun=$(date +%s)
total=$(awk -v hours="$hours" 'BEGIN { printf "%d", hours * 3600 }')
first=$((begun * 10))
seeds=0
runs=0

elapsed() { echo $(($(date +%s) - begun)); }

fail() {
    echo "soak: broken after $(elapsed) s, $seeds simulated worlds and $runs runs of chaos" >&2
    exit 1
}

while [ "$(elapsed)" -lt $((total / 3)) ]; do
    for voters in 3 4 5; do
        begin=$((first + seeds))
        "$binaries/simulate" --seeds "$begin..<$((begin + 50))" --steps 5000 \
            --voters "$voters" --learners 1 --progress 50 || fail
        seeds=$((seeds + 50))
    done
done

while [ "$(elapsed)" -lt "$total" ]; do
    left=$((total - $(elapsed)))
    for mode in leader mixed store; do
        "$binaries/chaos" --seed $((first + runs)) --mode "$mode" \
            --seconds $((left < 600 ? left : 600)) || fail
        runs=$((runs + 1))
    done
done
echo "soak: no violation in $(elapsed) s: $seeds simulated worlds, $runs runs of chaos"
