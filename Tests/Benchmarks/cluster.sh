# Shared by the benchmarks of several nodes, after common.sh: starts, harms and asks them.
#
# Nodes are numbered from 1 and named h1, h2 and so on. After use_net, node N runs in a network
# namespace of its own.

export HEADWATER_ADMIN_TOKEN=bench-token-of-many-nodes
declare -A s3=() admin=() cluster=() node_pid=() host=() space=()
extra_pids=()

# stop_all: ends every node, however it is, then what common.sh knows.
stop_all() {
    local pid
    for pid in "${node_pid[@]}" "${extra_pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
    remove_net
    stop
}
trap stop_all EXIT

# start_node NUMBER [FLAG...]: a node, its log in $folder/hNUMBER.log; returns when it is ready.
start_node() {
    local number=$1 before=() at=${host[$1]:-127.0.0.1}
    shift
    if [ -n "${space[$number]:-}" ]; then
        before=(ip netns exec "${space[$number]}")
        s3[$number]=$at:8400 admin[$number]=$at:8401 cluster[$number]=$at:8402
    elif [ -z "${s3[$number]:-}" ]; then
        s3[$number]=$at:$(free_port $((8500 + number * 10)))
        admin[$number]=$at:$(free_port $((8503 + number * 10)))
        cluster[$number]=$at:$(free_port $((8506 + number * 10)))
    fi
    "${before[@]}" "$binary" serve --name "h$number" --data "$folder/h$number" \
        --s3 "${s3[$number]}" --admin "${admin[$number]}" --cluster "${cluster[$number]}" \
        "$@" >>"$folder/h$number.log" 2>&1 </dev/null &
    node_pid[$number]=$!
    # Its death is no news to the shell.
    disown $!
    wait_for "http://${admin[$number]}/v1/ready" "${node_pid[$number]}" "node h$number"
}

# start_cluster COUNT [FLAG...]: nodes 1 to COUNT, the view complete at all of them.
start_cluster() {
    local count=$1 number
    shift
    start_node 1 "$@"
    for number in $(seq 2 "$count"); do start_node "$number" --join "${cluster[1]}" "$@"; done
    wait_for_view "$count"
}

# end_cluster: kills all nodes and forgets them and their data.
end_cluster() {
    local number
    for number in "${!node_pid[@]}"; do
        end_node "$number"
        rm -rf "$folder/h$number"
    done
    s3=() admin=() cluster=() node_pid=()
}

# end_node NUMBER: kills it, however it is.
end_node() {
    kill -9 "${node_pid[$1]}" 2>/dev/null || true
    while kill -0 "${node_pid[$1]}" 2>/dev/null; do sleep 0.05; done
}

# ask NUMBER COMMAND...: a command of the binary to a node.
ask() {
    local number=$1
    shift
    "$binary" "$@" --node "http://${admin[$number]}"
}

# api NUMBER PATH: what the admin API of a node answers; nothing where it does not.
api() {
    curl -sf -H "Authorization: Bearer $HEADWATER_ADMIN_TOKEN" "http://${admin[$1]}$2" || true
}

# wait_for_view COUNT: until every running node has a view of so many members.
wait_for_view() {
    local number
    for number in "${!node_pid[@]}"; do
        for attempt in $(seq 600); do
            if [ "$(api "$number" /v1/status | sed 's/.*"view"//' | grep -o '"h[0-9]*"' |
                wc -l)" = "$1" ]; then break; fi
            [ "$attempt" -lt 600 ] || fail "node h$number has no view of $1 members"
            sleep 0.1
        done
    done
}

# wait_for_members NUMBER COUNT: until a node holds so many members for alive.
wait_for_members() {
    for _ in $(seq 900); do
        if [ "$(api "$1" /v1/members | grep -o '"state":"alive"' | wc -l)" = "$2" ]; then
            return
        fi
        sleep 0.1
    done
    fail "node h$1 does not see $2 members"
}

# wait_until_idle NUMBER...: until these nodes have no fill under way.
wait_until_idle() {
    local number attempt
    for number in "$@"; do
        for attempt in $(seq 600); do
            if api "$number" /v1/fills | grep -q '"items":\[\]'; then break; fi
            [ "$attempt" -lt 600 ] || fail "a fill of h$number has not ended after 60 seconds"
            sleep 0.1
        done
    done
}

# map_everywhere KEY ORIGIN [FLAG...]: a mapping that every node has when this returns.
map_everywhere() {
    local number attempt key=$1
    ask 1 kv put "$@" --allow-private-addresses >"$folder/put.log" 2>&1 ||
        fail "the mapping $key was refused"
    for number in "${!node_pid[@]}"; do
        for attempt in $(seq 200); do
            if [ -n "$(api "$number" "/v1/kv/$key?consistency=local")" ]; then break; fi
            [ "$attempt" -lt 200 ] || fail "node h$number does not get the mapping $key"
            sleep 0.05
        done
    done
}

# value NAME JSON: a number of the flat JSON that the readers print.
value() { sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p" <<<"$2"; }

# fetcher_of PATH: the number of the node that fetches it, as node 1 sees it.
fetcher_of() {
    api 1 "/v1/route?path=$1" | sed 's/.*"fetcher":"h\([0-9]*\)".*/\1/'
}

# Network namespaces, one a node, joined by a bridge; needs root, ip and iptables.

net=
net_count=0
can_build_net() {
    [ "$(id -u)" -eq 0 ] && command -v ip >/dev/null && command -v iptables >/dev/null
}

# build_net COUNT: the namespaces, and net_host, the address of this side of the bridge.
build_net() {
    local number
    net=hb$(($$ % 100000))
    net_count=$1
    net_prefix=10.214.$(($$ % 250 + 1))
    net_host=$net_prefix.1
    ip link add "$net" type bridge
    ip addr add "$net_host/24" dev "$net"
    ip link set "$net" up
    for number in $(seq "$net_count"); do
        ip netns add "$net-$number"
        ip link add "${net}v$number" type veth peer name eth0 netns "$net-$number"
        ip link set "${net}v$number" master "$net" up
        ip -n "$net-$number" addr add "$net_prefix.$((number + 10))/24" dev eth0
        ip -n "$net-$number" link set eth0 up
        ip -n "$net-$number" link set lo up
    done
}

# use_net: nodes that are started from now on run in the namespaces.
use_net() {
    local number
    for number in $(seq "$net_count"); do
        host[$number]=$net_prefix.$((number + 10))
        space[$number]=$net-$number
    done
}

remove_net() {
    [ -n "$net" ] || return 0
    local number
    for number in $(seq "$net_count"); do ip netns del "$net-$number" 2>/dev/null || true; done
    ip link del "$net" 2>/dev/null || true
    net=
}

# cut_off NUMBER: nothing passes between this node and the other nodes, one way or the other.
cut_off() {
    local other
    for other in "${!host[@]}"; do
        [ "$other" = "$1" ] && continue
        ip netns exec "${space[$1]}" iptables -w -A INPUT -s "${host[$other]}" -j DROP
        ip netns exec "${space[$1]}" iptables -w -A OUTPUT -d "${host[$other]}" -j DROP
    done
}

# heal NUMBER: undoes cut_off.
heal() {
    ip netns exec "${space[$1]}" iptables -w -F
}
