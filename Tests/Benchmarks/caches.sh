#!/usr/bin/env bash
# The same crowd of readers of one missing object on one Headwater node, on Varnish, on nginx's
# proxy_cache with proxy_cache_lock as it comes and with one that waits, and on three Headwater nodes:
# the same origin, all on the same cores, each server fresh for each run, runs alternating.
#
# caches.sh [BINARY [READERS]]; settings in common.sh, and
# BENCH_READERS, BENCH_MIB: readers and size of the object (150, 64).
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/cluster.sh"

readers=${2:-$(dirname "$binary")/readers}
count=${BENCH_READERS:-150}
mebibytes=${BENCH_MIB:-64}
size=$((mebibytes * 1048576))
kinds="headwater varnish nginx nginx-waiting three"
[ -x "$readers" ] || fail "no readers at $readers; make bench builds them"
ulimit -n 20000 2>/dev/null || ulimit -n "$(ulimit -Hn)"
key=0
failed=
origin_path=/counted/large.bin

start_varnish() {
    local port
    port=$(free_port 8490)
    cache=127.0.0.1:$port
    varnishd -F -j none -a "$cache" -b "${nginx_url#http://}" -n "$folder/varnish" \
        -s malloc,1g >"$folder/varnish.log" 2>&1 &
    cache_pid=$!
    extra_pids=("$cache_pid")
    wait_for "http://$cache/ready" "$cache_pid" varnish
}

# start_caching_nginx [LINE FOR THE LOCATION]
start_caching_nginx() {
    local port
    port=$(free_port 8490)
    cache=127.0.0.1:$port
    mkdir -p "$folder/caching"
    cat >"$folder/caching.conf" <<END
daemon off;
user $(id -un);
worker_processes $(nproc);
pid $folder/caching/pid;
error_log $folder/caching.log warn;
events { worker_connections 4096; }
http {
    client_body_temp_path $folder/caching/body;
    proxy_temp_path $folder/caching/proxy;
    fastcgi_temp_path $folder/caching/fastcgi;
    uwsgi_temp_path $folder/caching/uwsgi;
    scgi_temp_path $folder/caching/scgi;
    proxy_cache_path $folder/caching/cache keys_zone=cache:10m max_size=10g;
    access_log off;
    sendfile on;
    tcp_nopush on;
    server {
        listen $cache;
        location / {
            proxy_pass $nginx_url;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_cache cache;
            proxy_cache_valid 200 1h;
            proxy_cache_lock on;
            ${1:-}
        }
    }
}
END
    nginx -p "$folder/caching" -c "$folder/caching.conf" -e "$folder/caching.log" \
        >"$folder/caching-output.log" 2>&1 &
    cache_pid=$!
    extra_pids=("$cache_pid")
    wait_for "http://$cache/ready" "$cache_pid" "nginx as a cache"
}

# processes PID...: these and all below them.
processes() {
    local pid
    for pid in "$@"; do
        echo "$pid"
        # shellcheck disable=SC2046
        processes $(pgrep -P "$pid" || true)
    done
}

# ticks PID...: processor time so far. resident PID...: the sum of their largest memory, in KiB.
ticks() {
    local pid sum=0 used
    for pid in $(processes "$@"); do
        used=$(sed 's/.*) //' "/proc/$pid/stat" | awk '{ print $12 + $13 }')
        sum=$((sum + used))
    done
    echo "$sum"
}
resident() {
    local pid
    for pid in $(processes "$@"); do cat "/proc/$pid/status"; done |
        awk '/^VmHWM:/ { sum += $2 } END { print sum }'
}

# begin KIND: sets servers, watched and base.
begin() {
    case $1 in
    headwater)
        start_cluster 1 --profile local
        ;;
    three)
        start_cluster 3 --profile local
        ;;
    varnish) start_varnish ;;
    nginx) start_caching_nginx ;;
    nginx-waiting)
        start_caching_nginx "proxy_cache_lock_timeout 10m; proxy_cache_lock_age 10m;"
        ;;
    esac
    case $1 in
    headwater | three)
        map_everywhere large "$nginx_url$origin_path" --acl public-read
        servers=("${s3[@]}") watched=("${node_pid[@]}") base=/large
        ;;
    *) servers=("$cache") watched=("$cache_pid") base=$origin_path ;;
    esac
}

finish() {
    local pid
    case $1 in
    headwater | three) end_cluster ;;
    *)
        kill "$cache_pid"
        wait "$cache_pid" 2>/dev/null || true
        extra_pids=()
        rm -rf "$folder/varnish" "$folder/caching"
        ;;
    esac
}

# measure KIND: GETs, whole, first byte median and 99th percentile, slowest, CPU seconds, MiB.
measure() {
    local server at=() before after report whole memory
    key=$((key + 1))
    begin "$1"
    for server in "${servers[@]}"; do at+=(--at "$server"); done
    before=$(ticks "${watched[@]}")
    report=$("$readers" "${at[@]}" --path "$base/$1-$key" --readers "$count" \
        --expect "$folder/files/large.bin" --timeout 300 --json) || true
    whole=$(value whole "$report")
    if [ "$whole" != "$count" ]; then
        echo "$1: $whole of $count readers have every byte: $report" >&2
        [[ "$1" = nginx* || "$1" = varnish ]] || failed=1
    fi
    # What is stored is stored in that time too.
    case $1 in headwater) wait_until_idle 1 ;; three) wait_until_idle 1 2 3 ;; esac
    after=$(ticks "${watched[@]}")
    memory=$(resident "${watched[@]}")
    finish "$1"
    sleep 0.5
    echo "$(grep -c "^GET $origin_path/$1-$key " "$folder/origin.requests" || true)" "$whole" \
        "$(value firstByteP50 "$report") $(value firstByteP99 "$report")" \
        "$(value totalMax "$report")" \
        "$(awk -v ticks=$((after - before)) -v second="$(getconf CLK_TCK)" \
            'BEGIN { printf "%.2f", ticks / second }')" \
        "$(awk -v memory="$memory" 'BEGIN { printf "%.1f", memory / 1024 }')" >>"$folder/$1.seen"
}

# line TITLE COLUMN GOAL FORMAT
line() {
    local kind number=0 r low high shown=() members=()
    r=$(ratio "$(median "$2" "$folder/headwater.seen")" "$(median "$2" "$folder/varnish.seen")")
    read -r low high < <(ratios "$2" "$folder/headwater.seen" "$folder/varnish.seen" | spread)
    for kind in $kinds; do
        # shellcheck disable=SC2059
        shown+=("$(printf "$4" "$(median "$2" "$folder/$kind.seen")")")
        members+=("\"${titles[number]}\":\"${shown[number]}\"")
        number=$((number + 1))
    done
    echo "| $1 | **$r** | $low to $high | $3 |$(printf ' %s |' "${shown[@]}")"
    printf '{"measured":"%s","goal":"%s","ratio":%s,"low":%s,"high":%s,"servers":{%s}}\n' \
        "$1" "$3" "$r" "$low" "$high" "$(IFS=,; echo "${members[*]}")" >>"$folder/rows"
}

make_file large.bin "$size"
start_nginx
for _ in $(seq "$runs"); do
    for kind in $kinds; do measure "$kind"; done
done

version=$(varnishd -V 2>&1 | sed -n 's/.*varnish-\([0-9.]*\).*/\1/p')
table_title="$count readers of one missing object of $mebibytes MiB, origin at 8 MiB/s for each connection"
table_peer="Varnish $version"
titles=(Headwater "$table_peer" "nginx, lock 5 s" "nginx, lock 10 min" "three nodes")
printf '\n%s\n\n' "$table_title"
echo "| measured (median of $runs) | ratio to Varnish | of each pair | goal |$(printf ' %s |' "${titles[@]}")"
echo "| --- | ---: | --- | --- | ---: | ---: | ---: | ---: | ---: |"
line "first byte, median, ms" 3 "≤ 1.0" %.1f
line "first byte, 99th percentile, ms" 4 "≤ 1.0" %.1f
line "slowest reader, ms" 5 "≤ 1.0" %.0f
line "processor seconds of the server" 6 "≤ 1.0" %.2f
line "largest memory, MiB" 7 "≤ 1.0" %.1f
line "origin GETs" 1 "" %.0f
line "readers with every byte" 2 "" %.0f
save caches
[ -z "$failed" ] || fail "some readers did not get every byte"
