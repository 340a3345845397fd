#!/usr/bin/env python3
"""Private s3 origins: moto's server and a second node, read through a mirror and warmed whole.

Usage: origins.py HEADWATER_BINARY

Needs boto3 and moto[server]. Starts everything on loopback in a temporary folder and ends it. Exits with
1 at the first answer that is not as it should be.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import boto3
from botocore.config import Config

from clients import BINARY, Node, check, free_port


def start_moto():
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/moto-api/", timeout=1)
            return process, port
        except (OSError, urllib.error.URLError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


KEYS = ["plain", "a b/ü+&=%2F//x.bin", "pre/one", "pre/two", "empty"]


def fill(client, many):
    for key in KEYS:
        client.put_object(Bucket="source", Key=key, Body=key.encode() if key != "empty" else b"",
                          ContentType="text/x-test", Metadata={"colour": "green"})
    for number in range(many):
        client.put_object(Bucket="source", Key=f"many/{number:05}", Body=str(number).encode())


def mirror(node, name, origin, folder, key, many):
    secrets = os.path.join(folder, "credentials.json")
    with open(secrets, "w") as file:
        json.dump({"access-key": key[0], "secret-key": key[1], "region": "us-east-1"}, file)
    node.command("kv", "put", name, origin, "--credentials-file", secrets,
                 "--allow-private-addresses")
    read = urllib.request.urlopen(f"{node.url}/{name}/plain")
    check(read.read() == b"plain" and read.headers["x-amz-meta-colour"] == "green",
          f"{name}: a private object with its metadata")
    state = os.path.join(folder, "state.json")
    done = node.command("warm", "--all", name, "--state", state)
    check(done["failed"] == 0 and done["paths"] == len(KEYS) + many,
          f"{name}: warmed {done['paths']} objects, "
          f"{done['mirrored']} mirrored in {done['milliseconds']} ms")
    check(not os.path.exists(state), f"{name}: no state is left behind")
    again = node.command("warm", "--all", name, "--state", state)
    check(again["present"] == done["paths"], f"{name}: the second time all is there: {again}")
    # A run that was cut off after this key.
    with open(state, "w") as file:
        json.dump({"mapping": name, "after": f"many/{many - 20:05}"}, file)
    rest = node.command("warm", "--all", name, "--state", state)
    check(rest["paths"] == 22, f"{name}: a run goes on where it was cut off: {rest['paths']}")
    found = []
    client = boto3.client("s3", endpoint_url=node.url, region_name="us-east-1",
                          aws_access_key_id="any", aws_secret_access_key="any",
                          config=Config(s3={"addressing_style": "path"}))
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=name):
        found += [item["Key"] for item in page.get("Contents", [])]
    check(sorted(found) == sorted(KEYS + [f"many/{n:05}" for n in range(many)]),
          f"{name}: all keys are in the listing")
    for key in KEYS:
        body = client.get_object(Bucket=name, Key=key)
        expected = key.encode() if key != "empty" else b""
        check(body["Body"].read() == expected
              and body["ResponseMetadata"]["HTTPHeaders"]["x-headwater"].startswith("hit"),
              f"{name}: {key!r} is a hit")


def main():
    folder = tempfile.mkdtemp()
    node = Node(os.path.join(folder, "mirror"))
    other = Node(os.path.join(folder, "other"))
    moto, port = start_moto()
    try:
        client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1",
                              aws_access_key_id="any", aws_secret_access_key="any")
        client.create_bucket(Bucket="source")
        # More than one page of a listing.
        fill(client, 1_050)
        mirror(node, "of-moto", f"s3+http://127.0.0.1:{port}/source", folder, ("any", "any"),
               1_050)

        other.command("kv", "put", "source", "http://127.0.0.1:1/")
        other.command("kv", "delete", "source")
        fill(other.client(other.key("--admin", "source")), 60)
        reader = other.key("--read", "source")
        mirror(node, "of-node", f"s3+http://127.0.0.1:{other.s3}/source", folder, reader, 60)
        node.command("kv", "put", "part", f"s3+http://127.0.0.1:{other.s3}/source/pre",
                     "--credentials-file", os.path.join(folder, "credentials.json"),
                     "--allow-private-addresses")
        done = node.command("warm", "--all", "part", "--state", os.path.join(folder, "part.json"))
        check(done["paths"] == 2 and done["failed"] == 0, "an origin with a prefix lists what is below")
        check(urllib.request.urlopen(f"{node.url}/part/one").read() == b"pre/one", "and serves it")
        listing = subprocess.run(
            [BINARY, "warm", "--all", "absent", "--node", f"http://127.0.0.1:{node.admin}",
             "--data", node.folder], capture_output=True, text=True)
        check(listing.returncode == 1 and "no mapping" in listing.stderr, "no mapping: exit 1")
    finally:
        moto.terminate()
        moto.wait(20)
        node.stop()
        other.stop()
        shutil.rmtree(folder)


main()
