#!/usr/bin/env bash
# Headwater in front of real S3 stores: the same answers with and without it, misses that become
# whole objects, and the aws cli through it.
#
# run.sh BINARY [STORE...]   STORE: seaweedfs, moto, radosgw, headwater
#                            (default: seaweedfs moto headwater)
#
# What is installed stays in .build/stores (or STORES_FOLDER); the servers end with this script.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
binary=$1
shift
[ $# -gt 0 ] || set -- seaweedfs moto headwater
binary=$(realpath "$binary")
export HEADWATER_BINARY=$binary
folder=${STORES_FOLDER:-.build/stores}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
export HEADWATER_STORE_ACCESS_KEY=HEADWATERTESTKEY0001
export HEADWATER_STORE_SECRET_KEY=headwatertestsecret000000000000000000001
export HEADWATER_ADMIN_TOKEN=token-of-the-store-tests-0123
export HEADWATER_TOKEN=$HEADWATER_ADMIN_TOKEN
export AWS_ACCESS_KEY_ID=$HEADWATER_STORE_ACCESS_KEY
export AWS_SECRET_ACCESS_KEY=$HEADWATER_STORE_SECRET_KEY
export AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true
# Signature version 2, which this aws cli else takes for presigned URLs, is not everywhere.
export AWS_CONFIG_FILE=$folder/aws.config
printf '[default]\ns3 =\n    signature_version = s3v4\n' >"$AWS_CONFIG_FILE"
node_pid=
store_folder=

end_node() {
    [ -n "$node_pid" ] || return 0
    kill "$node_pid" 2>/dev/null || true
    wait "$node_pid" 2>/dev/null || true
    node_pid=
}

stop_all() {
    end_node
    if [ -n "$store_folder" ]; then "$here/store.sh" stop "$store_folder"; fi
    rm -rf "$folder/run"
}
trap stop_all EXIT

free_ports() { # a port whose next 40 are free as well
    local port=$1
    while ss -ltn | awk '{ print $4 }' | grep -qE ":($(seq -s '|' "$port" $((port + 40))))$"; do
        port=$((port + 50))
    done
    echo "$port"
}

if [ ! -x "$folder/clients/bin/aws" ]; then
    python3 -m venv "$folder/clients"
    "$folder/clients/bin/pip" install -q --disable-pip-version-check boto3 awscli
fi

# The bytes of $folder/run/large to the store and back through Headwater by the aws cli.
aws_cli() {
    local aws=("$folder/clients/bin/aws" --endpoint-url "$1" s3)
    "${aws[@]}" mb s3://cli >/dev/null
    mkdir -p "$folder/run/tree/sub"
    head -c 30000000 /dev/urandom >"$folder/run/tree/large"
    for number in $(seq 20); do echo "$number" >"$folder/run/tree/sub/$number"; done
    "${aws[@]}" sync --quiet "$folder/run/tree" s3://cli/tree
    "${aws[@]}" sync --quiet s3://cli/tree "$folder/run/back"
    diff -r "$folder/run/tree" "$folder/run/back"
    local url
    url=$("${aws[@]}" presign s3://cli/tree/large)
    curl -sf "$url" | cmp - "$folder/run/tree/large"
    curl -sf -r 100-199 "$url" | cmp - <(tail -c +101 "$folder/run/tree/large" | head -c 100)
    "${aws[@]}" rm --quiet --recursive s3://cli
    "${aws[@]}" rb s3://cli >/dev/null
    echo "ok    aws cli: sync both ways, presigned, ranges, remove"
}

for store in "$@"; do
    rm -rf "$folder/run"
    mkdir -p "$folder/run"
    port=$(free_ports 18700)
    store_folder=$folder/$store
    rm -rf "$store_folder/data"
    "$here/store.sh" start "$store" "$store_folder" "$port" >/dev/null
    node=$((port + 35))
    "$binary" serve --name stores --data "$folder/run/data" --s3 127.0.0.1:$node \
        --admin 127.0.0.1:$((node + 1)) --cluster 127.0.0.1:$((node + 2)) \
        --store "s3:http://127.0.0.1:$port" >"$folder/run/node.log" 2>&1 &
    node_pid=$!
    for _ in $(seq 100); do
        curl -sf -o /dev/null "http://127.0.0.1:$((node + 1))/v1/ready" && break
        sleep 0.1
    done
    echo "$store:"
    "$folder/clients/bin/python" "$here/compare.py" "http://127.0.0.1:$port" "http://127.0.0.1:$node"
    "$folder/clients/bin/python" "$here/mirror.py" "http://127.0.0.1:$port" \
        "http://127.0.0.1:$node" "http://127.0.0.1:$((node + 1))" >"$folder/run/mirror.log" 2>&1 ||
        {
            cat "$folder/run/mirror.log" "$folder/run/node.log" >&2
            exit 1
        }
    echo "ok    $(grep -c '^ok' "$folder/run/mirror.log") checks of misses"
    aws_cli "http://127.0.0.1:$node"
    end_node
    "$here/store.sh" stop "$store_folder"
    store_folder=
done

# GIB=2 for less, GIB=0 for none of it.
rm -rf "$folder/run"
[ "${GIB:-20}" = 0 ] || "$folder/clients/bin/python" "$here/flat.py" "$binary" "${GIB:-20}"
