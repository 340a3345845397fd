#!/usr/bin/env bash
# Replicated writes and linearizable reads, three nodes each, side by side with etcd through its JSON
# gateway: the same client, the same size of values, the leader of each, runs alternating.
#
# writes.sh [BINARY]; settings in common.sh, and BENCH_CONNECTIONS ("1 16 64 256").
. "$(dirname "$0")/common.sh"

levels=${BENCH_CONNECTIONS:-1 16 64 256}
export HEADWATER_ADMIN_TOKEN=bench-token-of-three-nodes

start_etcd() {
    local base=$1 cluster="" number
    for number in 0 1 2; do
        peers[number]=$(free_port $((base + number * 10)))
        clients[number]=$(free_port $((base + number * 10 + 5)))
        cluster+="${cluster:+,}e$number=http://127.0.0.1:${peers[number]}"
    done
    for number in 0 1 2; do
        etcd --name "e$number" --data-dir "$folder/etcd$number" --initial-cluster "$cluster" \
            --initial-cluster-token bench --logger zap --log-level error \
            --listen-peer-urls "http://127.0.0.1:${peers[number]}" \
            --initial-advertise-peer-urls "http://127.0.0.1:${peers[number]}" \
            --listen-client-urls "http://127.0.0.1:${clients[number]}" \
            --advertise-client-urls "http://127.0.0.1:${clients[number]}" \
            >"$folder/etcd$number.log" 2>&1 &
        pids+=($!)
    done
    for number in 0 1 2; do
        wait_for "http://127.0.0.1:${clients[number]}/health" "${pids[-1]}" etcd
    done
    for number in 0 1 2; do
        local status
        status=$(curl -sf -X POST -d '{}' "http://127.0.0.1:${clients[number]}/v3/maintenance/status")
        if [ "$(sed 's/.*"member_id":"\([0-9]*\)".*/\1/' <<<"$status")" = \
            "$(sed 's/.*"leader":"\([0-9]*\)".*/\1/' <<<"$status")" ]; then
            etcd_url=http://127.0.0.1:${clients[number]}
        fi
    done
    [ -n "${etcd_url:-}" ] || fail "etcd has no leader"
}

start_cluster() {
    local base=$1 number seed=()
    for number in 0 1 2; do
        s3[number]=$(free_port $((base + number * 10)))
        admin[number]=$(free_port $((base + number * 10 + 3)))
        cluster[number]=$(free_port $((base + number * 10 + 6)))
        "$binary" serve --name "h$number" --data "$folder/node$number" \
            --s3 "127.0.0.1:${s3[number]}" --admin "127.0.0.1:${admin[number]}" \
            --cluster "127.0.0.1:${cluster[number]}" --threads 1 "${seed[@]}" \
            >"$folder/node$number.log" 2>&1 &
        pids+=($!)
        wait_for "http://127.0.0.1:${admin[number]}/v1/ready" $! headwater
        seed=(--join "127.0.0.1:${cluster[0]}")
    done
    for _ in $(seq 200); do
        # Indented text: as one line, the three names stand between two brackets.
        if "$binary" status --json --node "http://127.0.0.1:${admin[0]}" | tr -d ' \n' |
            grep -q '"voters":\["[^]]*","[^]]*","[^]]*"\]'; then break; fi
        sleep 0.05
    done
    headwater_url=http://127.0.0.1:${admin[0]}
    "$binary" status --node "$headwater_url" | grep -q '^role *leader' ||
        "$binary" transfer-leadership h0 --node "$headwater_url"
}

# A hundred thousand keys, values of about a hundred bytes, both written in JSON or as they are.
cat >"$folder/load.lua" <<'END'
local kind, token = os.getenv("BENCH_KIND"), os.getenv("HEADWATER_ADMIN_TOKEN")
local seed = tonumber(os.getenv("BENCH_SEED"))
math.randomseed(seed)
local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local function base64(text)
    local out = {}
    for i = 1, #text, 3 do
        local a, b, c = text:byte(i, i + 2)
        local n = a * 65536 + (b or 0) * 256 + (c or 0)
        local function digit(k) return alphabet:sub(k + 1, k + 1) end
        out[#out + 1] = digit(math.floor(n / 262144))
        out[#out + 1] = digit(math.floor(n / 4096) % 64)
        out[#out + 1] = b and digit(math.floor(n / 64) % 64) or "="
        out[#out + 1] = c and digit(n % 64) or "="
    end
    return table.concat(out)
end
local function key() return string.format("bench/%06d", math.random(0, 99999)) end
local function value()
    return string.format("http://origin.example/%078d", math.random(0, 999999999))
end
request = function()
    if kind == "headwater-put" then
        return wrk.format("PUT", "/v1/kv/" .. key(), { ["Authorization"] = "Bearer " .. token }, value())
    elseif kind == "headwater-get" then
        return wrk.format("GET", "/v1/kv/" .. key(), { ["Authorization"] = "Bearer " .. token })
    elseif kind == "etcd-put" then
        return wrk.format("POST", "/v3/kv/put", nil,
            '{"key":"' .. base64(key()) .. '","value":"' .. base64(value()) .. '"}')
    else
        return wrk.format("POST", "/v3/kv/range", nil, '{"key":"' .. base64(key()) .. '"}')
    end
end
done = function(summary, latency)
    local e = summary.errors
    io.write(string.format("RESULT %.1f %.3f %.3f %d\n",
        summary.requests * 1e6 / summary.duration,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000,
        e.connect + e.read + e.write + e.timeout))
end
END

# measure KIND URL CONNECTIONS FILE
measure() {
    BENCH_KIND=$1 BENCH_SEED=$RANDOM wrk -t 1 -c "$3" -d "${seconds}s" --timeout 30s \
        -s "$folder/load.lua" "$2" | awk '/^RESULT/ { print $2, $3, $4, $5 }' >>"$4"
}

start_etcd 8500
start_cluster 8540
for what in put get; do
    for level in $levels; do
        for _ in $(seq "$runs"); do
            measure "headwater-$what" "$headwater_url" "$level" "$folder/$what$level.headwater"
            measure "etcd-$what" "$etcd_url" "$level" "$folder/$what$level.etcd"
        done
    done
done

version=$(etcd --version | awk '/^etcd Version/ { print $3 }')
table_head "Three nodes on one machine: writes of 100 bytes, then linearizable reads" "etcd $version"
for what in put get; do
    [ "$what" = put ] && title=writes goal="≥ 3" || { title=reads goal="≥ 5"; }
    for level in $levels; do
        row "$title/s, $level at once" "$goal" %.0f 1 "$what$level.headwater" "$what$level.etcd"
        row "$title, $level at once: 99th percentile, ms" "$([ "$what" = put ] && echo '≤ 0.5')" \
            %.2f 3 "$what$level.headwater" "$what$level.etcd"
    done
done
save writes
