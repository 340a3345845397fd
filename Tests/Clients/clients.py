"""A headwater node for tests with real clients, and the words they report in."""
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

BINARY = os.path.abspath(sys.argv[1])


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def check(condition, what):
    print(("ok   " if condition else "FAIL ") + what, flush=True)
    if not condition:
        sys.exit(1)


def refused(code, what, call):
    try:
        call()
    except ClientError as error:
        found = error.response["Error"]["Code"]
        check(found == code or error.response["ResponseMetadata"]["HTTPStatusCode"] == code,
              f"{what}: {found}")
        return
    check(False, f"{what}: let in")


class Node:
    def __init__(self, folder, *options):
        self.folder = folder
        # A port that was free may be taken when the node binds it: then it ends, and others are tried.
        for _ in range(5):
            if self.start(options):
                return
        sys.exit("the node does not start")

    def start(self, options):
        self.s3, self.admin, self.cluster = free_port(), free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.s3}"
        self.process = subprocess.Popen(
            [BINARY, "serve", "--name", "clients", "--data", self.folder,
             "--s3", f"127.0.0.1:{self.s3}", "--admin", f"127.0.0.1:{self.admin}",
             "--cluster", f"127.0.0.1:{self.cluster}", *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.admin}/v1/ready", timeout=1)
                return True
            except (OSError, urllib.error.URLError):
                time.sleep(0.05)
        return False

    def command(self, *words, environment=None):
        done = subprocess.run(
            [BINARY, *words, "--json", "--node", f"http://127.0.0.1:{self.admin}", "--data", self.folder],
            capture_output=True, text=True, env={**os.environ, **(environment or {})})
        if done.returncode:
            raise RuntimeError(f"{words}: {done.returncode} {done.stderr} {done.stdout}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def key(self, *words):
        answer = self.command("access", "create", *words)
        return answer["access-key"], answer["secret-key"]

    def client(self, key, **config):
        options = {"s3": {"addressing_style": "path"}, "retries": {"max_attempts": 1}, **config}
        return boto3.client("s3", endpoint_url=self.url, region_name="eu-central-1",
                            aws_access_key_id=key[0], aws_secret_access_key=key[1],
                            config=Config(signature_version="s3v4", **options))

    def stop(self):
        self.process.terminate()
        self.process.wait(40)
