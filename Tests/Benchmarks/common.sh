# Shared by the benchmarks: starts nginx and Headwater side by side, and sums up their runs.
#
# BENCH_RUNS: runs of each, alternating (5). BENCH_SECONDS: of each wrk run (5).
# BENCH_RESULTS: folder of the JSON files (.build/benchmarks). BENCH_NGINX_EXTRA: further lines for
# the http block of nginx, such as "open_file_cache max=1000;". BENCH_ONLY_NGINX=1: nginx plays both
# parts, which shows how much noise the ratios hold.
set -euo pipefail

runs=${BENCH_RUNS:-5}
seconds=${BENCH_SECONDS:-5}
results=${BENCH_RESULTS:-.build/benchmarks}
binary=${1:-.build/release/headwater}
folder=$(mktemp -d)
pids=()

# Servers share one core and their client has another, where there are two.
if [ "$(nproc)" -gt 1 ]; then
    on_server_core=(taskset -c 0)
    on_client_core=(taskset -c 1)
else
    on_server_core=(env)
    on_client_core=(env)
fi

stop() {
    if [ ${#pids[@]} -gt 0 ]; then
        kill "${pids[@]}" 2>/dev/null || true
        kill "${pids[@]}" 2>/dev/null || true
        wait "${pids[@]}" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap stop EXIT

fail() {
    echo "benchmark: $1" >&2
    for log in "$folder"/*.log; do
        if [ -s "$log" ]; then tail -n 20 "$log" >&2; fi
    done
    exit 1
}

free_port() {
    local port=$1
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    echo "$port"
}

# wait_for URL PID NAME
wait_for() {
    for _ in $(seq 200); do
        if curl -sf -o "$folder/ready" "$1"; then return; fi
        kill -0 "$2" 2>/dev/null || fail "$3 did not start"
        sleep 0.1
    done
    fail "$3 is not ready after 20 seconds"
}

nginx_version() {
    nginx -v 2>&1 | sed 's/.*nginx.//'
}

# start_nginx [WORDS BEFORE IT]: serves $folder/files at $nginx_url, any name below /any/ as
# 64m.bin, and below /slow/ the same at 20 MB a second; below /counted/FILE/ any name as that file,
# at 8 MiB a second for each connection, told in $folder/origin.requests. One worker. It listens at
# $nginx_host too, where that is set.
start_nginx() {
    local port
    port=$(free_port 8480)
    nginx_url=http://127.0.0.1:$port
    mkdir -p "$folder/nginx" "$folder/files"
    cat >"$folder/nginx.conf" <<END
daemon off;
user $(id -un);
worker_processes 1;
pid $folder/nginx/pid;
error_log $folder/nginx.log warn;
events { worker_connections 15000; }
http {
    client_body_temp_path $folder/nginx/body;
    proxy_temp_path $folder/nginx/proxy;
    fastcgi_temp_path $folder/nginx/fastcgi;
    uwsgi_temp_path $folder/nginx/uwsgi;
    scgi_temp_path $folder/nginx/scgi;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    default_type application/octet-stream;
    log_format counted '\$request_method \$request_uri \$status \$body_bytes_sent "\$http_range"';
    ${BENCH_NGINX_EXTRA:-}
    server {
        listen 127.0.0.1:$port;
        ${nginx_host:+listen $nginx_host:$port;}
        root $folder/files;
        location /any/ { rewrite ^ /64m.bin break; }
        location /counted/ {
            access_log $folder/origin.requests counted;
            limit_rate 8m;
            rewrite ^/counted/([^/]+)/ /\$1 break;
        }
        location /slow/ { limit_rate 20m; rewrite ^ /64m.bin break; }
        location = /ready { return 200; }
    }
}
END
    "$@" nginx -p "$folder/nginx" -c "$folder/nginx.conf" -e "$folder/nginx.log" \
        >"$folder/nginx-output.log" 2>&1 &
    pids+=($!)
    wait_for "$nginx_url/ready" $! nginx
}

# start_headwater [WORDS BEFORE IT]: a node with one event loop at $headwater_url.
start_headwater() {
    if [ "${BENCH_ONLY_NGINX:-}" = 1 ]; then
        headwater_url=$nginx_url
        return
    fi
    local port
    port=$(free_port 8470)
    headwater_url=http://127.0.0.1:$port
    admin_url=http://127.0.0.1:$(free_port $((port + 1)))
    local cluster
    cluster=127.0.0.1:$(free_port $((${admin_url##*:} + 1)))
    "$@" "$binary" serve --name bench --data "$folder/data" --s3 "${headwater_url#http://}" \
        --admin "${admin_url#http://}" --cluster "$cluster" --threads 1 >"$folder/headwater.log" 2>&1 &
    pids+=($!)
    wait_for "$admin_url/v1/ready" $! headwater
    token=$(cat "$folder/data/admin-token")
}

# map BUCKET ORIGIN
map() {
    if [ "${BENCH_ONLY_NGINX:-}" = 1 ]; then return; fi
    "$binary" kv put "$1" "$2" --allow-private-addresses --node "$admin_url" --token "$token" \
        >"$folder/put.log" 2>&1 || fail "the mapping $1 was refused"
}

# Waits until what was fetched is stored, so that the next run has the machine for itself.
wait_for_fills() {
    if [ "${BENCH_ONLY_NGINX:-}" = 1 ]; then return; fi
    for _ in $(seq 600); do
        if curl -sf -H "Authorization: Bearer $token" "$admin_url/v1/fills" |
            grep -q '"items":\[\]'; then return; fi
        sleep 0.05
    done
    fail "a fill has not ended after 30 seconds"
}

# make_file NAME BYTES: the same bytes in every run, and none twice.
make_file() {
    mkdir -p "$folder/files"
    head -c "$2" /dev/zero |
        openssl enc -aes-128-ctr -K "$(printf '%032x' "$2")" -iv "$(printf '%032x' 0)" \
            >"$folder/files/$1"
}

make_files() {
    make_file 4k.bin 4096
    make_file 64m.bin 67108864
}

# median COLUMN FILE
median() {
    sort -g -k "$1,$1" "$2" | awk -v column="$1" '
        { value[NR] = $column }
        END {
            middle = int((NR + 1) / 2)
            print NR % 2 ? value[middle] : (value[middle] + value[middle + 1]) / 2
        }'
}

# column NUMBER FILE
column() {
    awk -v column="$1" '{ print $column }' "$2"
}

# ratio A B
ratio() {
    awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", (b > 0 ? a / b : 0) }'
}

# spread: the smallest and the largest of the numbers that come in.
spread() {
    sort -g | awk 'NR == 1 { low = $1 } { high = $1 } END { print low, high }'
}

# ratios COLUMN OURS THEIRS: of each pair of runs that were made one after the other.
ratios() {
    paste -d ' ' <(column "$1" "$2") <(column "$1" "$3") |
        awk '{ printf "%.3f\n", ($2 > 0 ? $1 / $2 : 0) }'
}

# table_head TITLE PEER
table_head() {
    table_title=$1
    table_peer=$2
    echo
    echo "$1"
    echo
    echo "| measured (median of $runs) | ratio | of each pair | goal | Headwater | $2 |"
    echo "| --- | ---: | --- | --- | ---: | ---: |"
}

# row TITLE GOAL FORMAT COLUMN OURS THEIRS: a line of the table, and one of the JSON file, from a
# column of two files in $folder that have a line for each run.
row() {
    local r low high ours theirs
    ours=$(median "$4" "$folder/$5") theirs=$(median "$4" "$folder/$6")
    r=$(ratio "$ours" "$theirs")
    read -r low high < <(ratios "$4" "$folder/$5" "$folder/$6" | spread)
    # shellcheck disable=SC2059
    ours=$(printf "$3" "$ours") theirs=$(printf "$3" "$theirs")
    echo "| $1 | **$r** | $low to $high | $2 | $ours | $theirs |"
    printf '{"measured":"%s","goal":"%s","ratio":%s,"low":%s,"high":%s,"headwater":"%s","peer":"%s"}\n' \
        "$1" "$2" "$r" "$low" "$high" "$ours" "$theirs" >>"$folder/rows"
}

# value_head TITLE: a table of figures that have no peer.
value_head() {
    table_title=$1
    table_peer=
    echo
    echo "$1"
    echo
    echo "| measured | goal | median | from run to run |"
    echo "| --- | --- | ---: | --- |"
}

# value TITLE VALUE: measured once.
value() {
    echo "| $1 | | $2 | |"
    printf '{"measured":"%s","value":"%s"}\n' "$1" "$2" >>"$folder/rows"
}

# values TITLE GOAL FORMAT COLUMN FILE: of a file in $folder that has a line for each run.
values() {
    local low high middle
    read -r low high < <(column "$4" "$folder/$5" | spread)
    # shellcheck disable=SC2059
    low=$(printf "$3" "$low") high=$(printf "$3" "$high") middle=$(printf "$3" "$(median "$4" "$folder/$5")")
    echo "| $1 | $2 | $middle | $low to $high |"
    printf '{"measured":"%s","goal":"%s","value":"%s","low":"%s","high":"%s"}\n' \
        "$1" "$2" "$middle" "$low" "$high" >>"$folder/rows"
}

# save NAME: writes the rows as a JSON file with what they were measured on.
save() {
    mkdir -p "$results"
    {
        printf '{"benchmark":"%s","title":"%s","peer":"%s","date":"%s","commit":"%s","load":"%s",' \
            "$1" "${table_title:-$1}" "${table_peer:-}" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
            "$(git rev-parse --short HEAD 2>/dev/null || echo unknown)" "$(cut -d ' ' -f 2 /proc/loadavg)"
        printf '"cores":%s,"cpu":"%s","kernel":"%s","runs":%s,"seconds":%s,"rows":[' "$(nproc)" \
            "$(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)" "$(uname -r)" "$runs" "$seconds"
        paste -sd, "$folder/rows"
        echo ']}'
    } >"$results/$1.json"
    rm "$folder/rows"
    echo
    echo "Numbers in $results/$1.json"
}
