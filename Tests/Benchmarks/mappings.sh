#!/usr/bin/env bash
# Many mappings in one node: how long their import takes, what they weigh, how soon the node is back,
# and how fast the longest matching prefix of a path is found among them.
#
# mappings.sh [BINARY]; BENCH_MAPPINGS: how many (50,000,000). Other settings in common.sh.
. "$(dirname "$0")/common.sh"

mappings=${BENCH_MAPPINGS:-50000000}
buckets=1000
export HEADWATER_ADMIN_TOKEN=bench-token-of-one-node

# Keys in the order of a site that was exported, in sorted order: bNNN/tNNN/NNN/.
lines() {
    awk -v total="$mappings" -v buckets="$buckets" 'BEGIN {
        each = total / buckets
        for (bucket = 0; bucket < buckets; bucket++)
            for (i = 0; i < each; i++)
                printf "{\"key\":\"bucket%03d/title%04d/%03d/\",\"value\":\"http://origin%03d.example/library\"}\n",
                    bucket, i / 1000, i % 1000, bucket
    }'
}

cat >"$folder/lookups.lua" <<'END_OF_LUA'
local token, each = os.getenv("HEADWATER_ADMIN_TOKEN"), tonumber(os.getenv("BENCH_EACH"))
local kind = os.getenv("BENCH_KIND")
math.randomseed(tonumber(os.getenv("BENCH_SEED")))
local fields = { ["Authorization"] = "Bearer " .. token }
request = function()
    local bucket, i = math.random(0, 999), math.random(0, each - 1)
    local key = string.format("bucket%03d/title%04d/%03d/", bucket, math.floor(i / 1000), i % 1000)
    if kind == "get" then
        return wrk.format("GET", "/v1/kv/" .. key:gsub("/", "%%2F") .. "?consistency=local", fields)
    end
    return wrk.format("GET", "/v1/route?path=" .. key .. "disc1/film.mkv", fields)
end
done = function(summary, latency)
    local e = summary.errors
    io.write(string.format("RESULT %.1f %.3f %.3f %d\n",
        summary.requests * 1e6 / summary.duration,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000,
        e.status + e.connect + e.read + e.write + e.timeout))
end
END_OF_LUA

start_node() {
    "$binary" serve --name bench --data "$folder/data" --s3 "127.0.0.1:$s3" --admin "127.0.0.1:$admin" \
        --cluster "127.0.0.1:$cluster" --threads 1 >"$folder/headwater.log" 2>&1 &
    node=$!
    pids=("$node")
    wait_for "$admin_url/v1/ready" "$node" headwater
}

# Resident memory beyond pages of mapped files, in MiB.
memory() {
    awk '/^RssAnon/ { printf "%d", $2 / 1024 }' "/proc/$node/status"
}

seconds_since() {
    awk -v a="$1" -v b="$(date +%s.%N)" 'BEGIN { printf "%.3f", b - a }'
}

# lookups KIND CONNECTIONS: requests a second, median and 99th percentile in milliseconds, errors.
lookups() {
    BENCH_KIND=$1 BENCH_SEED=$RANDOM BENCH_EACH=$((mappings / buckets)) wrk -t 1 -c "$2" -d "${seconds}s" \
        -s "$folder/lookups.lua" "$admin_url" | awk '/^RESULT/ { print $2, $3, $4, $5 }'
}

s3=$(free_port 8470)
admin=$(free_port $((s3 + 1)))
cluster=$(free_port $((admin + 1)))
admin_url=http://127.0.0.1:$admin
start_node

began=$(date +%s.%N)
lines | "$binary" kv import - --node "$admin_url" >"$folder/import.log" 2>&1 || fail "the import failed"
import=$(seconds_since "$began")
size=$(du -sm "$folder/data" | cut -f 1)
memory_after=$(memory)

kill "$node" && wait "$node" || true
began=$(date +%s.%N)
start_node
ready=$(seconds_since "$began")

curl -sf -H "Authorization: Bearer $HEADWATER_ADMIN_TOKEN" \
    "$admin_url/v1/route?path=bucket007/title0000/001/disc1/film.mkv" |
    grep -q '"mapping":"bucket007/title0000/001/"' || fail "the longest prefix was not found"

value_head "$mappings mappings in one node"
value "import" "$(awk -v n="$mappings" -v s="$import" 'BEGIN { printf "%.0f s, %.0f a second", s, n / s }')"
value "data folder" "$size MB"
value "memory beyond mapped pages, after the import" "$memory_after MB"
value "restart to ready" "$ready s"
for kind in route get; do
    [ "$kind" = route ] && title="longest matching prefix" || title="one mapping by its key"
    lookups "$kind" 64 >"$folder/warm.log"
    for connections in 1 64; do
        for _ in $(seq "$runs"); do lookups "$kind" "$connections"; done >"$folder/$kind$connections"
        awk '$4 > 0 { exit 1 }' "$folder/$kind$connections" || fail "$kind: some requests were not answered with 200"
        values "$title, $connections at once: requests/s" "" %.0f 1 "$kind$connections"
        values "$title, $connections at once: 99th percentile, ms" "" %.2f 3 "$kind$connections"
    done
done
save mappings
