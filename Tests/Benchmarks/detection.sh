#!/usr/bin/env bash
# How soon members find out that another was killed (kill -9) or hangs (SIGSTOP), and what they send
# meanwhile, ten Headwater nodes beside ten serf agents: profile lan of both, which probes once a
# second. Each pair of members shares a network namespace, so that its bytes can be counted.
#
# detection.sh [BINARY]; settings in common.sh (BENCH_RUNS: rounds of each), and
# BENCH_MEMBERS: of each (10). BENCH_CALM: seconds of calm in which bytes are counted (60).
# As root, with ip and iptables.
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/cluster.sh"

members=${BENCH_MEMBERS:-10}
calm=${BENCH_CALM:-60}
can_build_net || fail "needs root, ip and iptables"
declare -A serf_pid=()

# Each line of a log with the moment at which it was written.
stamped() {
    local line
    while IFS= read -r line; do echo "$EPOCHREALTIME $line"; done >>"$1"
}

start_headwater_member() {
    local number=$1 at=${host[$1]} seed=()
    [ "$number" = 1 ] || seed=(--join "${host[1]}:8402")
    s3[$number]=$at:8400 admin[$number]=$at:8401 cluster[$number]=$at:8402
    ip netns exec "${space[$number]}" "$binary" serve --name "h$number" \
        --data "$folder/h$number" --s3 "$at:8400" --admin "$at:8401" --cluster "$at:8402" \
        --cluster-key-file "$folder/key" --profile lan --threads 1 "${seed[@]}" \
        > >(stamped "$folder/h$number.news") 2>&1 </dev/null &
    node_pid[$number]=$!
    disown $!
    wait_for "http://$at:8401/v1/ready" "${node_pid[$number]}" "node h$number"
}

start_serf_member() {
    local number=$1 seed=()
    [ "$number" = 1 ] || seed=(-retry-join "${host[1]}:7946")
    ip netns exec "${space[$number]}" serf agent -node "s$number" -profile lan \
        -bind "${host[$number]}:7946" -rpc-addr 127.0.0.1:7373 -log-level info \
        -encrypt "$(head -c 16 "$folder/key" | base64)" "${seed[@]}" \
        > >(stamped "$folder/s$number.news") 2>&1 </dev/null &
    serf_pid[$number]=$!
    extra_pids=("${serf_pid[@]}")
    disown $!
}

# serf_alive NUMBER: how many members an agent holds for alive.
serf_alive() {
    ip netns exec "${space[$1]}" serf members -status alive 2>>"$folder/serf.log" | wc -l
}

# wait_for_all: until every member of both sees all of its kind.
wait_for_all() {
    local number attempt
    for number in $(seq "$members"); do
        wait_for_members "$number" "$members"
        for attempt in $(seq 600); do
            [ "$(serf_alive "$number")" = "$members" ] && break
            [ "$attempt" -lt 600 ] || fail "agent s$number does not see all"
            sleep 0.1
        done
    done
}

# count_bytes NUMBER: counts what this member's namespace sends, by kind and protocol.
count_bytes() {
    local port
    for port in 8402 7946; do
        for rule in "udp --sport" "tcp --sport" "tcp --dport"; do
            # shellcheck disable=SC2086
            ip netns exec "${space[$1]}" iptables -w -A OUTPUT -p $rule "$port"
        done
    done
}

# sent PORT PROTOCOL: bytes sent so far by all members, with the heads of IP.
sent() {
    local number
    for number in $(seq "$members"); do
        ip netns exec "${space[$number]}" iptables -w -xnvL OUTPUT
    done | awk -v port="$1" -v protocol="$2" '
        $0 ~ protocol " [ds]pt:" port { sum += $2 } END { printf "%.0f\n", sum }'
}

# news KIND VICTIM SINCE: seconds until the first and until the last of the others said that the
# victim is dead; waits for it.
news() {
    local kind=$1 victim=$2 since=$3 number attempt pattern
    [ "$kind" = h ] && pattern="change=dead.*name=h$victim |name=h$victim .*change=dead" ||
        pattern="EventMemberFailed: s$victim "
    for attempt in $(seq 600); do
        for number in $(seq "$members"); do
            [ "$number" = "$victim" ] && continue
            awk -v since="$since" -v pattern="$pattern" '
                $1 > since && ($0 " ") ~ pattern { printf "%.3f\n", $1 - since; exit }' \
                "$folder/$kind$number.news"
        done | sort -n >"$folder/told"
        [ "$(wc -l <"$folder/told")" = $((members - 1)) ] && break
        [ "$attempt" -lt 600 ] || fail "$kind$victim: not all said that it is dead"
        sleep 0.1
    done
    echo "$(head -n 1 "$folder/told") $(tail -n 1 "$folder/told")"
}

# round KIND HARM: one fault of one member, and the way back.
round() {
    local kind=$1 harm=$2 victim pid since
    # Not the first: it is the seed of those that come back.
    victim=$((turn % (members - 1) + 2))
    turn=$((turn + 1))
    [ "$kind" = h ] && pid=${node_pid[$victim]} || pid=${serf_pid[$victim]}
    since=$EPOCHREALTIME
    kill "-$harm" "$pid"
    news "$kind" "$victim" "$since" >>"$folder/$kind.$harm"
    if [ "$harm" = STOP ]; then
        kill -CONT "$pid"
    elif [ "$kind" = h ]; then
        start_headwater_member "$victim"
    else
        start_serf_member "$victim"
    fi
    wait_for_all
}

turn=0
build_net "$members"
use_net
"$binary" key cluster >"$folder/key"
for number in $(seq "$members"); do
    start_headwater_member "$number"
    start_serf_member "$number"
done
wait_for_all
# Elections and the promotion of voters are over by then.
sleep 10
for number in $(seq "$members"); do count_bytes "$number"; done
sleep "$calm"
for what in "8402 udp" "8402 tcp" "7946 udp" "7946 tcp"; do
    read -r port protocol <<<"$what"
    sent "$port" "$protocol" | awk -v calm="$calm" -v members="$members" \
        '{ printf "%.0f\n", $1 / calm / members }' >"$folder/bytes.$port.$protocol"
done

for _ in $(seq "$runs"); do
    for harm in KILL STOP; do
        round h "$harm"
        round s "$harm"
    done
done

version=$(dpkg-query -W -f '${Version}' serf 2>/dev/null || serf version | head -n 1)
table_head "$members members of each, profile lan: seconds after the fault" "serf $version"
row "killed: first member says so, s" "≤ 1.0" %.2f 1 h.KILL s.KILL
row "killed: all say so, s" "≤ 1.0" %.2f 2 h.KILL s.KILL
row "hung: first member says so, s" "≤ 1.0" %.2f 1 h.STOP s.STOP
row "hung: all say so, s" "≤ 1.0" %.2f 2 h.STOP s.STOP
row "gossip in datagrams, bytes a second of each member" "≤ 1.0" %.0f 1 bytes.8402.udp bytes.7946.udp
row "streams, bytes a second of each member; Headwater's are consensus too" "" %.0f 1 \
    bytes.8402.tcp bytes.7946.tcp
save detection
