#!/usr/bin/env bash
# What make test runs of chaos: every fault from one seed, then the verdict. Each node is in a network
# namespace of its own where those can be made, else the nodes talk by loopback.
#
# short.sh HEADWATER CHAOS [SECONDS]; CHAOS_SEED for another seed
set -euo pipefail
. "$(dirname "$0")/namespaces.sh"
headwater=$1
chaos=$2
seconds=${3:-120}
flags=()
if namespaces_are_allowed; then
    flags+=(--namespaces)
else
    echo "network namespaces are not allowed here: the nodes of chaos talk by loopback"
fi
# No limit on times: this machine may be busy with other things.
exec "$chaos" --binary "$headwater" --mode mixed --seconds "$seconds" --seed "${CHAOS_SEED:-1}" \
    --outage-limit 0 --attempts 0 "${flags[@]}"
