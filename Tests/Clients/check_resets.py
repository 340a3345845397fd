"""Clients that reset their connections at any moment harm nobody but themselves."""

import contextlib
import functools
import hashlib
import os
import random
import socket
import struct
import subprocess
import threading
import time
import urllib.request

import check_boto3
import cluster
import node as nodes
from tools import MiB

CONNECTIONS = int(os.environ.get("HEADWATER_RESETS", "200"))
THREADS = 6


def reset(port, request, body, most, context=None):
    """Sends a request, and of the body and the answer any part; then resets."""
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if context:
        client = context.wrap_socket(client, server_hostname="localhost")
    with client:
        with contextlib.suppress(OSError):
            client.sendall(request)
            client.sendall(body[:random.randint(0, len(body))])
            left = random.randint(0, most) if len(body) == 0 else 0
            while left > 0 and (piece := client.recv(min(left, 1 << 18))):
                left -= len(piece)
            time.sleep(random.choice([0, 0, 0.001, 0.003]))


def descriptors(node):
    return len(os.listdir(f"/proc/{node.process.pid}/fd"))


def checks(node):
    yield from stored(node, check_boto3.client(node))
    yield "resets amid misses", functools.partial(misses, node)


def storm(node, make, most, sent=b"", context=None):
    """Many clients at once; afterwards the node is there, and no descriptor is left behind."""

    def work(thread):
        for number in range(CONNECTIONS // THREADS):
            reset(node.s3_port, make(f"{thread}-{number}").encode(), sent, most, context)
    before = descriptors(node)
    workers = [threading.Thread(target=work, args=(thread,)) for thread in range(THREADS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert node.process.poll() is None, "the node ended:\n" + node.log[-2000:]
    deadline = time.monotonic() + 30
    while descriptors(node) > before + 8:
        assert time.monotonic() < deadline, f"{descriptors(node)} descriptors, {before} before"
        time.sleep(0.05)


def get(path, fields=""):
    return f"GET {path} HTTP/1.1\r\nHost: a\r\n{fields}\r\n"


def misses(node):
    brought = hashlib.shake_128(b"origin").digest(4 * MiB)
    with cluster.origin(brought) as origin:
        subprocess.run(
            [node.binary, "kv", "put", "missed", origin, "--allow-private-addresses",
             "--node", f"http://127.0.0.1:{node.admin_port}", "--token", nodes.TOKEN],
            check=True, stdout=subprocess.DEVNULL)
        # Eight readers of each object.
        storm(node, lambda name: get("/missed/" + str(hash(name) % (CONNECTIONS // 8 or 1))), 4 * MiB)
        with urllib.request.urlopen(f"{node.endpoint}/missed/0", timeout=30) as answer:
            assert answer.read() == brought


def stored(node, s3, context=None):
    """Resets amid what the store has, and amid uploads; under TLS where there is a context."""
    s3.create_bucket(Bucket="resets")
    body = os.urandom(8 * MiB)
    s3.put_object(Bucket="resets", Key="file", Body=body)
    upload = s3.create_multipart_upload(Bucket="resets", Key="parts")["UploadId"]
    where = {"Bucket": "resets", "Key": "parts", "UploadId": upload}
    parts = [{"PartNumber": number, "ETag": s3.upload_part(**where, PartNumber=number, Body=piece)["ETag"]}
             for number, piece in [(1, body[:6 * MiB]), (2, body[6 * MiB:])]]
    s3.complete_multipart_upload(**where, MultipartUpload={"Parts": parts})

    def check(make, most, sent=b""):
        storm(node, make, most, sent, context)
        for key in ("file", "parts"):
            assert s3.get_object(Bucket="resets", Key=key)["Body"].read() == body

    title = "resets under TLS" if context else "resets"
    yield f"{title} amid a file", functools.partial(check, lambda _: get("/resets/file"), 8 * MiB)
    yield f"{title} amid a file of parts", functools.partial(
        check, lambda _: get("/resets/parts", "Range: bytes=100-7900000\r\n"), 7 * MiB)
    yield f"{title} amid uploads", functools.partial(
        check,
        lambda name: f"PUT /resets/{name} HTTP/1.1\r\nHost: a\r\nContent-Length: {MiB}\r\n\r\n",
        0, body[:MiB])
