#!/usr/bin/env bash
# What make test runs of chaos: every fault from one seed, then the verdict. Each node is in a network
# namespace of its own where those can be made, else the nodes talk by loopback.
#
# short.sh HEADWATER CHAOS [SECONDS]; CHAOS_SEED for another seed
set -euo pipefail
headwater=$1
chaos=$2
seconds=${3:-120}
probe=headwater-probe-$$
flags=()

namespaces_are_allowed() {
    [ "$(id -u)" -eq 0 ] && command -v ip >/dev/null && command -v iptables >/dev/null || return 1
    ip netns add "$probe" 2>/dev/null || return 1
    local code=0
    {
        ip link add "hwp$$" type veth peer name eth0 netns "$probe" &&
            ip link add "hwb$$" type bridge && ip link set "hwp$$" master "hwb$$" &&
            ip netns exec "$probe" iptables -A INPUT -m statistic --mode random --probability 0.5 -j DROP
    } >/dev/null 2>&1 || code=1
    ip link delete "hwb$$" 2>/dev/null || true
    # The pair goes with the end that is inside.
    ip netns delete "$probe" || code=1
    return "$code"
}

if namespaces_are_allowed; then
    flags+=(--namespaces)
else
    echo "network namespaces are not allowed here: the nodes of chaos talk by loopback"
fi
# No limit on times: this machine may be busy with other things.
exec "$chaos" --binary "$headwater" --mode mixed --seconds "$seconds" --seed "${CHAOS_SEED:-1}" \
    --outage-limit 0 --attempts 0 "${flags[@]}"
