#!/usr/bin/env bash
# Hits of 4 KiB and of 64 MiB, side by side with nginx's static files: the same bytes, one worker
# and one event loop on the same core, wrk on another, runs alternating.
#
# hits.sh [BINARY]; settings in common.sh.
. "$(dirname "$0")/common.sh"

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

# measure URL CONNECTIONS FILE
measure() {
    "${on_client_core[@]}" wrk -t 1 -c "$2" -d "${seconds}s" --timeout 30s \
        -s "$folder/report.lua" "$1" | awk '/^RESULT/ { print $2, $3, $4, $5, $6 }' >>"$3"
}

make_files
start_nginx "${on_server_core[@]}"
start_headwater "${on_server_core[@]}"
if [ "$headwater_url" != "$nginx_url" ]; then
    map bench http://127.0.0.1:9/
    for file in 4k.bin 64m.bin; do
        curl -sSf -o "$folder/answer" -T "$folder/files/$file" "$headwater_url/bench/$file" ||
            fail "the store refused $file"
    done
    prefix=/bench
else
    prefix=
fi
for file in 4k.bin 64m.bin; do
    curl -sf "$headwater_url$prefix/$file" | cmp - "$folder/files/$file" || fail "wrong bytes: $file"
done

for kind in "4k 64" "64m 8"; do
    read -r size connections <<<"$kind"
    for _ in $(seq "$runs"); do
        measure "$headwater_url$prefix/$size.bin" "$connections" "$folder/$size.headwater"
        measure "$nginx_url/$size.bin" "$connections" "$folder/$size.nginx"
    done
    if awk '{ sum += $5 } END { exit sum == 0 }' "$folder/$size.headwater" "$folder/$size.nginx"; then
        echo "warning: errors or time-outs in the runs of $size" >&2
    fi
done

table_head "Hits, one event loop against one worker of nginx" "nginx $(nginx_version)"
row "4 KiB, 64 connections: requests/s" "≥ 1.0" %.0f 1 4k.headwater 4k.nginx
row "4 KiB: median latency, ms" "" %.3f 3 4k.headwater 4k.nginx
row "4 KiB: 99th percentile, ms" "" %.3f 4 4k.headwater 4k.nginx
row "64 MiB, 8 connections: bytes/s" "≥ 1.0" %.0f 2 64m.headwater 64m.nginx
row "64 MiB: 99th percentile, ms" "" %.1f 4 64m.headwater 64m.nginx
save hits
