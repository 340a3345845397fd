#!/usr/bin/env bash
# One node in front of an origin: a hundred readers ask at once for an object the node does not
# have, and the origin is asked once. A second Headwater plays the origin.
#
# Run by `make demo`. Both keep running; the last lines say how to go on and how to stop.
# HEADWATER_BINARY: the binary. DEMO_STOP=1: stop both at the end.
set -euo pipefail

binary=${HEADWATER_BINARY:-.build/release/headwater}
readers=100
big_bytes=200000000
# "Grüße aus dem Süden.txt", as a URL writes it.
odd_key='Gr%C3%BC%C3%9Fe%20aus%20dem%20S%C3%BCden.txt'

. "$(dirname "$0")/../demo-common.sh"
pids=()

stop() { end_all "${pids[@]}"; }
trap stop EXIT

# start NAME S3-PORT ADMIN-PORT: returns when the node says that it is ready.
start() {
    setsid "$binary" serve --name "$1" --data "$folder/$1" \
        --s3 "127.0.0.1:$2" --admin "127.0.0.1:$3" \
        --cluster "127.0.0.1:$(free_port $(($3 + 1)))" \
        >"$folder/$1.log" 2>&1 </dev/null &
    pids+=($!)
    wait_ready "$1" "${pids[-1]}" "$3"
}

origin_gets() {
    curl -sf "http://127.0.0.1:$origin_admin/metrics" |
        awk '/^headwater_requests_total\{/ && /method="GET"/ { sum += $NF } END { print sum + 0 }'
}

# read_one NUMBER URL FILE: one reader; leaves a line "status first-byte total equal".
read_one() {
    local equal=no
    if curl -s -w '%{stderr}%{http_code} %{time_starttransfer} %{time_total}' "$2" \
        2>"$folder/readers/$1" | cmp -s - "$3"; then equal=yes; fi
    echo " $equal" >>"$folder/readers/$1"
}

# read_many TITLE READERS KEY FILE: reads at once and prints a line of the table.
read_many() {
    local before after number
    local readings=()
    rm -rf "$folder/readers" && mkdir "$folder/readers"
    before=$(origin_gets)
    for number in $(seq "$2"); do
        read_one "$number" "http://127.0.0.1:$s3/demo/$3" "$4" &
        readings+=($!)
    done
    wait "${readings[@]}"
    after=$(origin_gets)
    sort -k 2 -n "$folder"/readers/* | awk -v title="$1" -v gets=$((after - before)) '
        { first[NR] = $2; if ($3 > total) total = $3; if ($4 == "yes" && $1 == 200) equal++ }
        END {
            printf "%-28s %7d %12d %12.1f %12.1f %9.2f %8s\n", title, NR, gets,
                first[int((NR + 1) / 2)] * 1000, first[NR] * 1000, total,
                equal == NR ? "all" : equal + 0 " of " NR
        }'
    grep -L '^200 .* yes$' "$folder"/readers/* >>"$folder/bad" || true
}

[ -x "$binary" ] || fail "no binary at $binary; make release builds it"

s3=$(free_port 8400)
admin=$(free_port $((s3 + 1)))
origin_s3=$(free_port 8410)
origin_admin=$(free_port $((origin_s3 + 1)))

echo "starting a node and an origin ..."
start origin "$origin_s3" "$origin_admin"
start node "$s3" "$admin"
token=$(cat "$folder/node/admin-token")
at_node=(--node "http://127.0.0.1:$admin" --token "$token")
at_origin=(--node "http://127.0.0.1:$origin_admin" --token "$(cat "$folder/origin/admin-token")")

# A mapping makes its bucket; nothing is ever missing at this origin, so its own is never asked.
"$binary" kv put demo http://nothing.invalid/ "${at_origin[@]}" >"$folder/put" ||
    fail "the origin refused its bucket"

echo "loading the origin with three objects ..."
echo "A small object, mirrored by the first who reads it." >"$folder/small"
echo "Ein Name mit Leerzeichen und Umlauten." >"$folder/odd"
head -c "$big_bytes" /dev/urandom >"$folder/big"
for pair in small:small.txt big:film.bin "odd:$odd_key"; do
    curl -sSf -o "$folder/answer" -T "$folder/${pair%%:*}" \
        "http://127.0.0.1:$origin_s3/demo/${pair#*:}" || fail "the origin refused ${pair#*:}"
done

"$binary" kv put demo "http://127.0.0.1:$origin_s3/demo" --allow-private-addresses \
    "${at_node[@]}" >"$folder/put" || fail "the node refused the mapping"

printf '\n%-28s %7s %12s %12s %12s %9s %8s\n' \
    "read through the node" readers "origin GETs" "first byte" "slowest" total "bytes"
printf '%-28s %7s %12s %12s %12s %9s %8s\n' "" "" "" "median, ms" "ms" "s" "equal"
read_many "200 MB, missing" "$readers" film.bin "$folder/big"
read_many "200 MB, again" 1 film.bin "$folder/big"
read_many "small, missing" 1 small.txt "$folder/small"
read_many "odd name, missing" 1 "$odd_key" "$folder/odd"
echo

rm -rf "$folder/big" "$folder/readers"
if [ -s "$folder/bad" ]; then fail "some readers did not get what the origin has"; fi
if [ "${DEMO_STOP:-}" = 1 ]; then exit 0; fi

trap - EXIT
cat <<END
Both are still running. Now try:

  curl -i http://127.0.0.1:$s3/demo/small.txt
  curl "http://127.0.0.1:$s3/demo?list-type=2"
  $binary kv list --node http://127.0.0.1:$admin --data $folder/node
  $binary kv put debian http://deb.debian.org/debian --node http://127.0.0.1:$admin --data $folder/node
  curl -i http://127.0.0.1:$s3/debian/README

Logs are in $folder. To stop and remove everything:

  kill ${pids[*]}; rm -r $folder
END
