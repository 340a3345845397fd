#!/usr/bin/env bash
# Very many readers of one missing object on three nodes: how often the origin is asked, and whether
# and when each reader has every byte; then the same while the fetching node is killed, hangs, or is
# cut off from the others.
#
# coalescing.sh [BINARY [READERS]]; settings in common.sh, and
# BENCH_READERS, BENCH_MIB: readers and size of the large object (150, 64).
# BENCH_SMALL_READERS: readers of the object of 1 MiB (3000).
# BENCH_FAULTS, BENCH_FAULT_RUNS: which ("kill stop cut"), and how often each (3).
# The nodes are on loopback without a key, but for the cut: then in network namespaces, under TLS,
# as root. The origin is nginx with 8 MiB a second for each connection; it, nodes and readers share all cores.
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/cluster.sh"

readers=${2:-$(dirname "$binary")/readers}
count=${BENCH_READERS:-150}
mebibytes=${BENCH_MIB:-64}
small_count=${BENCH_SMALL_READERS:-3000}
faults=${BENCH_FAULTS-kill stop cut}
fault_runs=${BENCH_FAULT_RUNS:-3}
size=$((mebibytes * 1048576))
[ -x "$readers" ] || fail "no readers at $readers; make bench builds them"
ulimit -n 20000 2>/dev/null || ulimit -n "$(ulimit -Hn)"
key=0

# read_by COUNT FILE PATH NODE...: sets `report` to what the readers tell of a path.
read_by() {
    local number at=() count=$1 file=$2 path=$3
    shift 3
    for number in "$@"; do at+=(--at "${s3[$number]}"); done
    report=$("$readers" "${at[@]}" --path "/$path" --readers "$count" \
        --expect "$folder/files/$file" --timeout 120 --json) || true
    [ -n "$report" ] || fail "the readers did not report"
}

# gets PATH: how often the origin was asked for it.
gets() { grep -c "^GET /counted/[^/]*/$1 " "$folder/origin.requests" || true; }

# wait_for_gets PATH COUNT: requests are told when they end.
wait_for_gets() {
    for _ in $(seq 100); do
        [ "$(gets "$1")" -ge "$2" ] && break
        sleep 0.1
    done
    sleep 0.2
}

# check WHAT WANTED: keeps a failure for the end.
check() {
    local whole
    whole=$(value whole "$report")
    if [ "$whole" != "$2" ]; then
        echo "$1: $whole of $2 readers have every byte: $report" >&2
        failed=1
    fi
}
failed=

# crowd: one direct download and one crowd on all nodes, of objects not read before.
crowd() {
    local result
    key=$((key + 1))
    result=$(curl -s -o "$folder/direct" -w '%{http_code} %{size_download} %{time_total}' \
        "$nginx_url/counted/large.bin/direct-$key")
    awk -v size="$size" '$1 != 200 || $2 != size { exit 1 }
        { print $3 * 1000 }' <<<"$result" >>"$folder/direct.total" || fail "a direct download failed"
    read_by "$count" large.bin "large/crowd-$key" 1 2 3
    check "$count readers of $mebibytes MiB" "$count"
    wait_until_idle 1 2 3
    wait_for_gets "crowd-$key" 1
    echo "$(gets "crowd-$key") $(value whole "$report") $(value firstByteP50 "$report")" \
        "$(value firstByteP99 "$report") $(value totalMax "$report")" \
        "$(value processorMilliseconds "$report")" >>"$folder/crowd"
}

small_crowd() {
    key=$((key + 1))
    read_by "$small_count" small.bin "small/crowd-$key" 1 2 3
    check "$small_count readers of 1 MiB" "$small_count"
    wait_until_idle 1 2 3
    wait_for_gets "crowd-$key" 1
    echo "$(gets "crowd-$key") $(value whole "$report") $(value firstByteP50 "$report")" \
        "$(value firstByteP99 "$report") $(value totalMax "$report")" >>"$folder/small"
}

# fault NAME: a crowd on the two nodes that do not fetch, and harm to the one that does.
fault() {
    local what=$1 victim others=() number path harm
    key=$((key + 1))
    path=$what-$key
    victim=$(fetcher_of "large/$path")
    for number in 1 2 3; do [ "$number" = "$victim" ] || others+=("$number"); done
    (
        sleep 3.5
        case $what in
        kill) kill -9 "${node_pid[$victim]}" ;;
        stop) kill -STOP "${node_pid[$victim]}" ;;
        cut) cut_off "$victim" ;;
        esac
    ) &
    harm=$!
    read_by "$count" large.bin "large/$path" "${others[@]}"
    wait "$harm"
    check "$what: $count readers" "$count"
    wait_until_idle "${others[@]}"
    if [ "$what" = cut ]; then
        wait_until_idle "$victim"
        heal "$victim"
    else
        end_node "$victim"
    fi
    wait_for_gets "$path" 2
    # GETs, whole readers, first byte, slowest; MiB beyond the object, and MiB of further GETs.
    echo "$(gets "$path") $(value whole "$report") $(value firstByteP99 "$report")" \
        "$(value totalMax "$report")" \
        "$(awk -v path="/$path" -v size="$size" '
            $1 == "GET" && substr($2, length($2) - length(path) + 1) == path {
                sum += $4
                if ($5 != "\"-\"") again += $4
            }
            END { printf "%.2f %.2f", (sum - size) / 1048576, again / 1048576 }' \
            "$folder/origin.requests")" >>"$folder/fault.$what"
    [ "$what" = cut ] || start_node "$victim" --profile local
    for number in 1 2 3; do wait_for_members "$number" 3; done
    wait_for_view 3
}

make_file large.bin "$size"
make_file small.bin 1048576
if [[ " $faults " == *" cut "* ]]; then
    if can_build_net; then
        build_net 3
        nginx_host=$net_host
        "$binary" key cluster >"$folder/key"
    else
        echo "cut links: left out, they need root, ip and iptables" >&2
        faults=${faults//cut/}
    fi
fi
start_nginx

# map_both ORIGIN
map_both() {
    map_everywhere large "$1/counted/large.bin" --acl public-read
    map_everywhere small "$1/counted/small.bin" --acl public-read
}

start_cluster 3 --profile local
map_both "$nginx_url"
for _ in $(seq "$runs"); do
    crowd
    small_crowd
done
for what in ${faults//cut/}; do
    for _ in $(seq "$fault_runs"); do fault "$what"; done
done
end_cluster
if [[ " $faults " == *" cut "* ]]; then
    # The namespaces stood already when the origin began to listen there.
    use_net
    start_cluster 3 --profile local --cluster-key-file "$folder/key"
    map_both "http://$nginx_host:${nginx_url##*:}"
    for _ in $(seq "$fault_runs"); do fault cut; done
    end_cluster
fi
value_head "$count readers of one missing object of $mebibytes MiB on three nodes"
column 5 "$folder/crowd" >"$folder/crowd.total"
ratios 1 "$folder/crowd.total" "$folder/direct.total" >"$folder/crowd.ratio"
values "slowest reader, beside one direct download by curl" "≤ 1.05" %.3f 1 crowd.ratio
values "slowest reader, ms" "" %.0f 5 crowd
values "direct download, ms" "" %.0f 1 direct.total
values "origin GETs" 1 %.0f 1 crowd
values "readers with every byte" "$count" %.0f 2 crowd
values "first byte: median, ms" "" %.1f 3 crowd
values "first byte: 99th percentile, ms" "< 250" %.1f 4 crowd
small="$small_count readers of 1 MiB"
values "$small: origin GETs" 1 %.0f 1 small
values "$small: with every byte" "$small_count" %.0f 2 small
values "$small: first byte, median, ms" "" %.1f 3 small
values "$small: first byte, 99th percentile, ms" "" %.1f 4 small
values "$small: slowest, ms" "" %.0f 5 small
for what in $faults; do
    case $what in
    kill) title="fetcher killed" ;;
    stop) title="fetcher stopped" ;;
    cut) title="fetcher cut off" ;;
    esac
    values "$title: readers with every byte" "$count" %.0f 2 "fault.$what"
    values "$title: origin GETs" 2 %.0f 1 "fault.$what"
    values "$title: MiB that the origin was asked for again" "" %.1f 6 "fault.$what"
    values "$title: MiB that it sent beyond the object" "at most these" %.1f 5 "fault.$what"
    values "$title: slowest reader, ms" "" %.0f 4 "fault.$what"
done
save coalescing
[ -z "$failed" ] || fail "some readers did not get every byte"
