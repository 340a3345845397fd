#!/usr/bin/env bash
# Objects of 4 KiB, 1 MiB and 64 MiB through Headwater and through nginx's proxy_pass with keep-alive,
# from the same store (nginx with static files): one event loop and one worker on the same core, wrk
# on another, runs alternating.
#
# proxy.sh [BINARY]; settings in common.sh. The store shares the clients' core.
. "$(dirname "$0")/common.sh"

here=$(cd "$(dirname "$0")" && pwd)
idle=${BENCH_IDLE:-10000}
busy=${BENCH_BUSY:-1000}

cat >"$folder/report.lua" <<'END'
-- One line: requests a second, bytes a second, median and 99th percentile in milliseconds, errors.
done = function(summary, latency)
    local e = summary.errors
    io.write(string.format("RESULT %.1f %.0f %.3f %.3f %d\n",
        summary.requests * 1e6 / summary.duration, summary.bytes * 1e6 / summary.duration,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000,
        e.connect + e.read + e.write + e.status + e.timeout))
end
END

# start_proxy [WORDS BEFORE IT]: nginx in front of $nginx_url at $proxy_url, one worker.
start_proxy() {
    local port
    port=$(free_port 8490)
    proxy_url=http://127.0.0.1:$port
    mkdir -p "$folder/proxy"
    cat >"$folder/proxy.conf" <<END
daemon off;
user $(id -un);
worker_processes 1;
pid $folder/proxy/pid;
error_log $folder/proxy.log warn;
worker_rlimit_nofile $(ulimit -Hn);
events { worker_connections 15000; }
http {
    client_body_temp_path $folder/proxy/body;
    proxy_temp_path $folder/proxy/proxy;
    fastcgi_temp_path $folder/proxy/fastcgi;
    uwsgi_temp_path $folder/proxy/uwsgi;
    scgi_temp_path $folder/proxy/scgi;
    access_log off;
    keepalive_requests 1000000000;
    upstream store {
        server ${nginx_url#http://};
        keepalive 256;
        keepalive_requests 1000000000;
    }
    server {
        listen 127.0.0.1:$port;
        location / {
            proxy_pass http://store;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host \$http_host;
            ${BENCH_PROXY_EXTRA:-}
        }
    }
}
END
    "$@" nginx -p "$folder/proxy" -c "$folder/proxy.conf" -e "$folder/proxy.log" \
        >"$folder/proxy-output.log" 2>&1 &
    pids+=($!)
    wait_for "$proxy_url/ready" $! "nginx as a proxy"
}

# processes PID: itself and its children, a nginx's worker among them.
processes() {
    echo "$1"
    pgrep -P "$1" || true
}

# ticks PID: processor time of it and its children so far, in hundredths of a second.
ticks() {
    local pid
    for pid in $(processes "$1"); do
        awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$pid/stat"
    done | awk '{ sum += $1 } END { print sum }'
}

# measure URL PID CONNECTIONS FILE: requests/s, bytes/s, latencies, errors, processor time of a request.
measure() {
    local before result
    before=$(ticks "$2")
    result=$("${on_client_core[@]}" wrk -t 1 -c "$3" -d "${seconds}s" --timeout 30s \
        -s "$folder/report.lua" "$1" | awk '/^RESULT/ { print $2, $3, $4, $5, $6 }')
    awk -v before="$before" -v after="$(ticks "$2")" -v seconds="$seconds" \
        '{ print $0, (after - before) * 10 / ($1 * seconds) }' <<<"$result" >>"$4"
}

# memory URL PID FILE: MiB beyond mapped files of 10,000 idle connections, and of 1,000 busy ones.
memory() {
    "$here/connections.py" "${1##*:}" /b/4k.bin "$(processes "$2" | paste -sd,)" "$idle" "$busy" |
        awk '{ print ($2 - $1) / 1024, ($3 - $1) / 1024 }' >"$3" || fail "connections were refused"
}

make_files
mkdir -p "$folder/files/b"
mv "$folder/files/4k.bin" "$folder/files/64m.bin" "$folder/files/b/"
head -c 1048576 /dev/urandom >"$folder/files/b/1m.bin"
start_nginx "${on_client_core[@]}"
start_proxy "${on_server_core[@]}"
proxy_pid=${pids[-1]}
export HEADWATER_STORE=s3:$nginx_url HEADWATER_STORE_ACCESS_KEY=bench HEADWATER_STORE_SECRET_KEY=bench
start_headwater "${on_server_core[@]}"
headwater_pid=${pids[-1]}
for size in 4k 1m 64m; do
    for url in "$headwater_url" "$proxy_url"; do
        curl -sf "$url/b/$size.bin" | cmp - "$folder/files/b/$size.bin" || fail "wrong bytes: $size"
    done
done

for kind in "4k 64" "1m 16" "64m 8"; do
    read -r size connections <<<"$kind"
    for _ in $(seq "$runs"); do
        measure "$headwater_url/b/$size.bin" "$headwater_pid" "$connections" "$folder/$size.headwater"
        measure "$proxy_url/b/$size.bin" "$proxy_pid" "$connections" "$folder/$size.nginx"
    done
    if awk '{ sum += $5 } END { exit sum == 0 }' "$folder/$size.headwater" "$folder/$size.nginx"; then
        echo "warning: errors or time-outs in the runs of $size" >&2
    fi
done

cp "$folder/files/b/64m.bin" "$folder/files/b/4k.bin-large"
memory "$headwater_url" "$headwater_pid" "$folder/memory.headwater"
memory "$proxy_url" "$proxy_pid" "$folder/memory.nginx"

table_head "Hits through a store, one event loop against one worker of nginx proxy_pass" "nginx $(nginx_version)"
row "4 KiB, 64 connections: requests/s" "≥ 1.0" %.0f 1 4k.headwater 4k.nginx
row "4 KiB: median latency, ms" "" %.3f 3 4k.headwater 4k.nginx
row "4 KiB: 99th percentile, ms" "" %.3f 4 4k.headwater 4k.nginx
row "1 MiB, 16 connections: bytes/s" "≥ 1.5" %.0f 2 1m.headwater 1m.nginx
row "64 MiB, 8 connections: bytes/s" "≥ 1.5" %.0f 2 64m.headwater 64m.nginx
for kind in "4k:4 KiB" "1m:1 MiB" "64m:64 MiB"; do
    size=${kind%%:*}
    row "${kind#*:}: processor time of a request, ms" "" %.3f 6 "$size".headwater "$size".nginx
done
row "memory of $idle idle connections, MiB" "" %.0f 1 memory.headwater memory.nginx
row "memory of $busy busy connections, MiB" "" %.0f 2 memory.headwater memory.nginx
save proxy
