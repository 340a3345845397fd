#!/bin/sh
# Ceph's conformance suite for S3 against a node of its own: Tests/Clients/conformance.sh BINARY CHECKOUT
# The suite is cloned, and what it needs installed, where that has not been done.
set -eu
here=$(dirname "$0")
binary=$1
checkout=$2
environment=${HEADWATER_CONFORMANCE_ENVIRONMENT:-.build/conformance}
if [ ! -d "$checkout/s3tests" ]; then
    git clone --quiet --depth 1 https://github.com/ceph/s3-tests "$checkout"
fi
if [ ! -x "$environment/bin/pytest" ]; then
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$checkout/requirements.txt"
fi
exec "$environment/bin/python" "$here/conformance.py" "$binary" "$checkout"
