#!/usr/bin/env bash
# Simulated worlds for a third of the time, then real processes under faults for the rest, all from
# new seeds, until something breaks or the time is over; with a report of every run.
#
# soak.sh HOURS [FOLDER OF BINARIES]
# SOAK_RESULTS: folder of the report and the logs (.build/soak). SOAK_FLAGS: further flags of chaos,
# such as "--outage-limit 0" on a machine that does other things as well.
set -euo pipefail
. "$(dirname "$0")/namespaces.sh"

hours=${1:?soak.sh HOURS}
binaries=${2:-.build/release}
results=${SOAK_RESULTS:-.build/soak}
begun=$(date +%s)
total=$(awk -v hours="$hours" 'BEGIN { printf "%d", hours * 3600 }')
[ "$total" -gt 0 ] || { echo "soak: $hours hours are no time" >&2; exit 2; }
seed=$((begun * 10))
worlds=0
runs=0
flags=${SOAK_FLAGS:-}
if namespaces_are_allowed; then flags="--namespaces $flags"; fi
mkdir -p "$results"
report=$results/report.txt
: >"$report"

elapsed() { echo $(($(date +%s) - begun)); }

say() { echo "$1" | tee -a "$report"; }

fail() {
    tail -n 40 "$1" >&2
    say "soak: BROKEN after $(elapsed) s, $worlds simulated worlds and $runs runs of chaos; see $1"
    exit 1
}

# simulate WORLD COUNT FLAG...: worlds from new seeds.
simulate() {
    local world=$1 count=$2
    shift 2
    "$binaries/simulate" --world "$world" --seeds "$seed..<$((seed + count))" "$@" \
        >"$results/simulate.log" 2>&1 || fail "$results/simulate.log"
    seed=$((seed + count))
    worlds=$((worlds + count))
}

while [ "$(elapsed)" -lt $((total / 3)) ]; do
    for members in 3 4 5; do
        simulate consensus 50 --steps 5000 --voters "$members" --learners 1
        simulate routing 200 --nodes "$members"
    done
done
say "$worlds simulated worlds of consensus and routing in $(elapsed) s: no violation"

# Each mode has its turn, for ten minutes at most.
span=$(((total - $(elapsed)) / 4))
span=$((span > 600 ? 600 : span < 10 ? 10 : span))
while [ $((total - $(elapsed))) -ge $((span / 2)) ]; do
    for mode in leader mixed rolling store; do
        [ $((total - $(elapsed))) -ge $((span / 2)) ] || break
        log=$results/chaos-$seed-$mode.log
        # shellcheck disable=SC2086
        "$binaries/chaos" --seed "$seed" --mode "$mode" --seconds "$span" $flags >"$log" 2>&1 || fail "$log"
        say "chaos --seed $seed --mode $mode --seconds $span ${flags:-(loopback)}: no violation"
        sed -n -E 's/^(faults|operations|history|objects|slowest answer of a well node) {2,}/    \1: /p' "$log" |
            tee -a "$report"
        seed=$((seed + 1))
        runs=$((runs + 1))
    done
done
say "soak: no violation in $(elapsed) s: $worlds simulated worlds, $runs runs of chaos"
