# Sourced: whether nodes can have network namespaces of their own here, with filters that lose packets.

namespaces_are_allowed() {
    local probe=headwater-probe-$$ code=0
    [ "$(id -u)" -eq 0 ] && command -v ip >/dev/null && command -v iptables >/dev/null || return 1
    ip netns add "$probe" 2>/dev/null || return 1
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
