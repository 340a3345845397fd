# Shared by the demos: sourced after `set -euo pipefail`. Their `stop` ends what they started.

folder=$(mktemp -d)

fail() {
    echo "demo: $1" >&2
    for log in "$folder"/*.log; do
        if [ -s "$log" ]; then tail -n 20 "$log" >&2; fi
    done
    exit 1
}

# The first port from $1 on that nobody listens on.
free_port() {
    local port=$1
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    echo "$port"
}

# wait_ready NAME PID ADMIN-PORT: returns when the node says that it is ready.
wait_ready() {
    for _ in $(seq 200); do
        if curl -sf -o "$folder/ready" "http://127.0.0.1:$3/v1/ready"; then return; fi
        kill -0 "$2" 2>/dev/null || fail "$1 did not start"
        sleep 0.1
    done
    fail "$1 is not ready after 20 seconds"
}

# end_all PID...: the second signal ends them at once; the first would let running fills end.
end_all() {
    if [ $# -gt 0 ]; then
        kill "$@" 2>/dev/null || true
        kill "$@" 2>/dev/null || true
    fi
    # Readers too, which see by themselves that it is over.
    wait 2>/dev/null || true
    rm -rf "$folder"
}
