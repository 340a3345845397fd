#!/usr/bin/env bash
# Three nodes behind HAProxy: readers of missing objects without a pause, while each node in turn is
# told to end and started again. A further Headwater plays the origin.
#
# HEADWATER_BINARY: the binary. Everything ends with the script.
set -euo pipefail

binary=${HEADWATER_BINARY:-$(dirname "$0")/../../.build/release/headwater}
configuration=$(dirname "$0")/haproxy.cfg
readers=20
objects=200
object_bytes=300000
export HEADWATER_ADMIN_TOKEN=demo-token-$RANDOM$RANDOM$RANDOM$RANDOM

. "$(dirname "$0")/../demo-common.sh"
declare -A pid_of s3_of admin_of cluster_of
proxy=""

stop() {
    touch "$folder/end"
    # shellcheck disable=SC2086
    end_all "${pid_of[@]}" $proxy
}
trap stop EXIT

# choose NAME BASE-PORT: the ports of a node.
choose() {
    s3_of[$1]=$(free_port "$2")
    admin_of[$1]=$(free_port $((s3_of[$1] + 1)))
    cluster_of[$1]=$(free_port $((admin_of[$1] + 1)))
}

# start NAME [FLAGS]: returns when the node says that it is ready.
start() {
    local name=$1
    shift
    "$binary" serve --name "$name" --data "$folder/$name" --profile local \
        --s3 "127.0.0.1:${s3_of[$name]}" --admin "127.0.0.1:${admin_of[$name]}" \
        --cluster "127.0.0.1:${cluster_of[$name]}" "$@" >>"$folder/$name.log" 2>&1 </dev/null &
    pid_of[$name]=$!
    wait_ready "$name" "${pid_of[$name]}" "${admin_of[$name]}"
}

at() { echo "--node http://127.0.0.1:${admin_of[$1]}"; }

# wait_for_view NODE: until that node has a view of all three.
wait_for_view() {
    for _ in $(seq 300); do
        if "$binary" status $(at "$1") 2>/dev/null | grep -q '^view.* a, b, c$'; then return; fi
        sleep 0.1
    done
    fail "the view of $1 lacks a node"
}

# read_without_pause NUMBER: reads objects in an order of its own until the demo ends.
read_without_pause() {
    local key good=0 bad=0
    RANDOM=$1
    while [ ! -e "$folder/end" ]; do
        key=$((RANDOM % objects))
        if curl -sf "http://$FRONT/demo/$key" | cmp -s - "$folder/object"; then
            good=$((good + 1))
        else
            bad=$((bad + 1))
        fi
    done
    echo "$good $bad" >"$folder/reader.$1"
}

[ -x "$binary" ] || fail "no binary at $binary; make release builds it"
command -v haproxy >/dev/null || fail "haproxy is not installed: apt-get install haproxy"
echo "starting three nodes, an origin and HAProxy ..."
choose origin 8490
choose a 8400
choose b 8410
choose c 8420
start origin
start a
start b --join "127.0.0.1:${cluster_of[a]}"
start c --join "127.0.0.1:${cluster_of[a]}"
wait_for_view c
for name in a b c; do
    export "NODE_${name^^}=127.0.0.1:${s3_of[$name]}" "ADMIN_${name^^}=${admin_of[$name]}"
done
export FRONT
FRONT=127.0.0.1:$(free_port 8000)
haproxy -c -q -f "$configuration" || fail "HAProxy refuses its configuration"
haproxy -db -f "$configuration" >"$folder/haproxy.log" 2>&1 &
proxy=$!

# A mapping makes its bucket; nothing is ever missing at this origin, so its own is never asked.
"$binary" kv put demo http://nothing.invalid/ $(at origin) >"$folder/put"
head -c "$object_bytes" /dev/urandom >"$folder/object"
for key in $(seq 0 $((objects - 1))); do
    echo "upload-file = \"$folder/object\""
    echo "url = \"http://127.0.0.1:${s3_of[origin]}/demo/$key\""
    echo "output = \"$folder/answer\""
done >"$folder/uploads"
curl -sSf -K "$folder/uploads" || fail "the origin refused an object"
"$binary" kv put demo "http://127.0.0.1:${s3_of[origin]}/demo" --allow-private-addresses \
    $(at a) >"$folder/put" || fail "the nodes refused the mapping"
for attempt in $(seq 100); do
    if curl -sf -o "$folder/answer" "http://$FRONT/demo/0"; then break; fi
    [ "$attempt" -lt 100 ] || fail "nothing comes through HAProxy"
    sleep 0.1
done

reading=()
for number in $(seq "$readers"); do
    read_without_pause "$number" &
    reading+=($!)
done
for name in a b c; do
    sleep 2
    began=$(date +%s.%N)
    kill "${pid_of[$name]}"
    wait "${pid_of[$name]}" || fail "$name did not end well"
    ended=$(date +%s.%N)
    start "$name"
    for other in a b c; do wait_for_view "$other"; done
    awk -v name="$name" -v end="$ended" -v begin="$began" -v back="$(date +%s.%N)" 'BEGIN {
        printf "%s ended in %.1f s, and was back in the view after %.1f s more\n",
            name, end - begin, back - end }'
done
sleep 2
touch "$folder/end"
wait "${reading[@]}"
gets=$(curl -sf "http://127.0.0.1:${admin_of[origin]}/metrics" |
    awk '/^headwater_requests_total/ && /method="GET"/ { sum += $NF } END { printf "%.0f", sum }')
cat "$folder"/reader.* | awk -v gets="$gets" -v objects="$objects" -v readers="$readers" '
    { good += $1; bad += $2 }
    END {
        printf "\n%d readers: %d reads, %d failed; %d GETs at the origin for %d objects\n",
            readers, good + bad, bad, gets, objects
        exit bad > 0
    }'
