#!/usr/bin/env bash
# Three nodes in front of an origin: readers on all of them ask at once for an object that no node
# has, and the origin is asked once; then the node that fetches is killed amid a fetch, and nobody
# notices. A further Headwater plays the origin.
#
# Run by `make demo`. All keep running; the last lines say how to go on and how to stop.
# HEADWATER_BINARY: the binary. DEMO_STOP=1: stop all at the end.
set -euo pipefail

binary=${HEADWATER_BINARY:-.build/release/headwater}
readers=60
big_bytes=60000000
# The fetch is slow on purpose, so that there is an amid.
# For the cluster: a third of it for each node.
bandwidth=36MB
export HEADWATER_ADMIN_TOKEN=${HEADWATER_ADMIN_TOKEN:-demo-token-$RANDOM$RANDOM$RANDOM$RANDOM}

. "$(dirname "$0")/../demo-common.sh"
pids=()
declare -A pid_of s3_of admin_of

stop() { end_all "${pids[@]}"; }
trap stop EXIT

# start NAME BASE-PORT [FLAGS]: returns when the node says that it is ready.
start() {
    local name=$1 base=$2
    shift 2
    s3_of[$name]=$(free_port "$base")
    admin_of[$name]=$(free_port $((s3_of[$name] + 1)))
    cluster_port=$(free_port $((admin_of[$name] + 1)))
    setsid "$binary" serve --name "$name" --data "$folder/$name" --profile local \
        --s3 "127.0.0.1:${s3_of[$name]}" --admin "127.0.0.1:${admin_of[$name]}" \
        --cluster "127.0.0.1:$cluster_port" "$@" >"$folder/$name.log" 2>&1 </dev/null &
    pids+=($!)
    pid_of[$name]=$!
    # Its death is no news to the shell.
    disown $!
    wait_ready "$name" "${pid_of[$name]}" "${admin_of[$name]}"
}

at() { echo "--node http://127.0.0.1:${admin_of[$1]}"; }

# counter NODE METRIC [PATTERN]: the sum of a node's counters of this name.
counter() {
    curl -sf "http://127.0.0.1:${admin_of[$1]}/metrics" | awk -v name="$2" -v pattern="${3:-.}" '
        index($0, name) == 1 && $0 ~ pattern { sum += $NF }
        END { printf "%.0f\n", sum }'
}
origin_gets() { counter origin headwater_requests_total 'method="GET"'; }

# fetched NODE...: bytes that these have from the origin.
fetched() {
    local node sum=0
    for node in "$@"; do sum=$((sum + $(counter "$node" headwater_origin_bytes_total))); done
    echo "$sum"
}

# read_one NUMBER URL: one reader; leaves a line "status first-byte total equal".
read_one() {
    local equal=no
    if curl -s -w '%{stderr}%{http_code} %{time_starttransfer} %{time_total}' "$2" \
        2>"$folder/readers/$1" | cmp -s - "$folder/big"; then equal=yes; fi
    echo " $equal" >>"$folder/readers/$1"
}

# read_many TITLE KEY [VICTIM]: readers on all nodes at once, or on all but one that is killed.
read_many() {
    local gets bytes lost=0 number readings=() nodes=(a b c)
    [ -n "${3:-}" ] && nodes=("${nodes[@]/$3/}") && nodes=(${nodes[@]})
    rm -rf "$folder/readers" && mkdir "$folder/readers"
    gets=$(origin_gets)
    bytes=$(fetched a b c)
    for number in $(seq "$readers"); do
        local node=${nodes[$((number % ${#nodes[@]}))]}
        read_one "$number" "http://127.0.0.1:${s3_of[$node]}/demo/$2" &
        readings+=($!)
    done
    if [ -n "${3:-}" ]; then
        sleep 1
        lost=$(fetched "$3")
        kill -9 "${pid_of[$3]}"
    fi
    wait "${readings[@]}"
    sort -k 2 -n "$folder"/readers/* | awk -v title="$1" \
        -v gets=$(($(origin_gets) - gets)) \
        -v bytes=$(($(fetched "${nodes[@]}") + lost - bytes)) -v size="$big_bytes" '
        { if ($3 > total) total = $3; if ($4 == "yes" && $1 == 200) equal++ }
        END {
            printf "%-34s %7d %12d %14.3f %8.2f %8s\n", title, NR, gets, bytes / size, total,
                equal == NR ? "all" : equal + 0 " of " NR
        }'
    grep -L '^200 .* yes$' "$folder"/readers/* >>"$folder/bad" || true
}

[ -x "$binary" ] || fail "no binary at $binary; make release builds it"
echo "starting three nodes and an origin ..."
start origin 8490
start a 8400
seed=127.0.0.1:$cluster_port
start b 8410 --join "$seed"
start c 8420 --join "$seed"
for _ in $(seq 100); do
    if "$binary" status $(at c) | grep -q '^view.*a, b, c'; then break; fi
    sleep 0.1
done
# shellcheck disable=SC2046
"$binary" members $(at b)

# A mapping makes its bucket; nothing is ever missing at this origin, so its own is never asked.
"$binary" kv put demo http://nothing.invalid/ $(at origin) >"$folder/put" ||
    fail "the origin refused its bucket"
head -c "$big_bytes" /dev/urandom >"$folder/big"
for key in first second; do
    curl -sSf -o "$folder/answer" -T "$folder/big" \
        "http://127.0.0.1:${s3_of[origin]}/demo/$key" || fail "the origin refused $key"
done
"$binary" kv put demo "http://127.0.0.1:${s3_of[origin]}/demo" --allow-private-addresses \
    --max-bandwidth "$bandwidth" $(at c) >"$folder/put" || fail "the node refused the mapping"

printf '\n%-34s %7s %12s %14s %8s %8s\n' \
    "read through all nodes" readers "origin GETs" "bytes fetched" total "bytes"
printf '%-34s %7s %12s %14s %8s %8s\n' "" "" "" "times size" "s" "equal"
read_many "$((big_bytes / 1000000)) MB, missing" first
victim=$("$binary" route demo/second $(at b) | awk '$1 == "fetcher" { print $2 }')
read_many "the same, its fetcher is killed" second "$victim"
echo

if [ -s "$folder/bad" ]; then fail "some readers did not get what the origin has"; fi
if [ "${DEMO_STOP:-}" = 1 ]; then exit 0; fi

survivor=$([ "$victim" = a ] && echo b || echo a)
trap - EXIT
cat <<END
$victim is dead, the others are still running. Now try:

  export HEADWATER_ADMIN_TOKEN=$HEADWATER_ADMIN_TOKEN
  $binary members $(at "$survivor")
  $binary status $(at "$survivor")
  $binary kv put debian http://deb.debian.org/debian $(at "$survivor")
  curl -i http://127.0.0.1:${s3_of[$survivor]}/debian/README
  $binary remove $victim $(at "$survivor")

Logs are in $folder. To stop and remove everything:

  kill ${pids[*]}; rm -r $folder
END
