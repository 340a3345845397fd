"""Misses through Headwater end as whole objects in the store behind it.

mirror.py STORE_URL HEADWATER_URL ADMIN_URL

The node's admin token is in HEADWATER_TOKEN.
"""

import functools
import hashlib
import http.server
import json
import os
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import boto3
from botocore.client import Config
from botocore.exceptions import ClientError

STORE, NODE, ADMIN = sys.argv[1:4]
KEYS = ("HEADWATERTESTKEY0001", "headwatertestsecret000000000000000000001")
BUCKET = "mirrored"
failures = []


def client(url):
    return boto3.client(
        "s3", endpoint_url=url, aws_access_key_id=KEYS[0], aws_secret_access_key=KEYS[1],
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1},
                      signature_version="s3v4"),
    )


def check(name, holds, detail=""):
    print(("ok    " if holds else "WRONG ") + name + (f": {detail}" if not holds else ""))
    if not holds:
        failures.append(name)


def wait(condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


class Origin(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    gets = []

    def log_message(self, *_):
        if self.command == "GET":
            Origin.gets.append(self.path)


def anonymous(url):
    try:
        return urllib.request.urlopen(url).status
    except urllib.error.HTTPError as error:
        return error.code


def main():
    direct, through = client(STORE), client(NODE)
    direct.create_bucket(Bucket=BUCKET)
    with tempfile.TemporaryDirectory() as folder:
        sizes = {"empty.bin": 0, "small.txt": 1000, "middle.bin": 10 << 20, "large.bin": 70 << 20}
        for name, size in sizes.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(os.urandom(size))
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Origin, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        mapping = {"origin": f"http://127.0.0.1:{server.server_port}/",
                   "allow-private-addresses": True}
        urllib.request.urlopen(urllib.request.Request(
            f"{ADMIN}/v1/kv/{BUCKET}", json.dumps(mapping).encode(), method="PUT",
            headers={"Authorization": "Bearer " + os.environ["HEADWATER_TOKEN"]})).read()
        for name, size in sizes.items():
            with open(os.path.join(folder, name), "rb") as file:
                expected = hashlib.sha256(file.read()).digest()
            answer = through.get_object(Bucket=BUCKET, Key=name)
            source = answer["ResponseMetadata"]["HTTPHeaders"]["x-headwater"]
            check(f"{name} is a miss", source.startswith("miss"), source)
            check(f"{name} arrives", hashlib.sha256(answer["Body"].read()).digest() == expected)

            def stored(name=name):
                try:
                    return direct.head_object(Bucket=BUCKET, Key=name)
                except ClientError:
                    return None

            check(f"{name} is stored", wait(lambda: stored() is not None))
            body = direct.get_object(Bucket=BUCKET, Key=name)["Body"].read()
            check(f"{name} is stored whole", hashlib.sha256(body).digest() == expected)
            meta = stored()["Metadata"]
            check(f"{name} keeps the origin's time", "origin-last-modified" in meta, meta)
            again = through.get_object(Bucket=BUCKET, Key=name)
            source = again["ResponseMetadata"]["HTTPHeaders"]["x-headwater"]
            check(f"{name} is then a hit", source.startswith("hit"), source)
            check(f"{name} as a hit", hashlib.sha256(again["Body"].read()).digest() == expected)
            gets = [path for path in Origin.gets if path == "/" + name]
            check(f"{name} was fetched once", len(gets) == 1, gets)
        uploads = direct.list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])
        check("no upload is left", not uploads, uploads)
        # The store decides, also where it asks nobody for a signature.
        check("without a signature both answer alike",
              anonymous(f"{NODE}/{BUCKET}/large.bin") == anonymous(f"{STORE}/{BUCKET}/large.bin"))
        for name in sizes:
            through.delete_object(Bucket=BUCKET, Key=name)
        os.unlink(os.path.join(folder, "small.txt"))
        try:
            through.get_object(Bucket=BUCKET, Key="small.txt")
            check("what is nowhere is not found", False)
        except ClientError as error:
            check("what is nowhere is not found", error.response["Error"]["Code"] == "NoSuchKey",
                  error)
        for item in direct.list_objects_v2(Bucket=BUCKET).get("Contents", []):
            if item["Key"].startswith(".headwater-probe"):
                check("the probe is removed", False, item["Key"])
            direct.delete_object(Bucket=BUCKET, Key=item["Key"])
        direct.delete_bucket(Bucket=BUCKET)
    sys.exit(1 if failures else 0)


main()
