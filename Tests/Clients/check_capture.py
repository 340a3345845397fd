"""What others can read on the cluster port: with a cluster key no name, no path, no byte of an object."""

import os
import socket
import struct
import subprocess
import tempfile
import threading

import cluster

NAMES = ["rosemary", "thyme", "marjoram"]
BUCKET = "herbarium"
BODY = b"the quick brown fox jumps over the lazy dog; " * 4_000
SECRETS = [name.encode() for name in NAMES] + [BUCKET.encode(), BODY[:20]]


class Capture:
    """The packets on loopback from or to some ports."""

    def __init__(self, ports):
        self.ports = set(ports)
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
        self.socket.bind(("lo", 0))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 20)
        self.socket.settimeout(0.2)
        self.packets, self.found, self.protocols = 0, set(), set()
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.ended.is_set():
            try:
                packet = self.socket.recv(1 << 17)
            except TimeoutError:
                continue
            header = (packet[0] & 15) * 4
            if packet[0] >> 4 != 4 or packet[9] not in (6, 17):
                continue
            if not self.ports & set(struct.unpack_from("!HH", packet, header)):
                continue
            self.packets += 1
            self.protocols.add(packet[9])
            self.found |= {secret for secret in SECRETS if secret in packet}

    def stop(self):
        self.ended.set()
        self.thread.join()
        self.socket.close()


def observe(binary, options):
    """Nodes that gossip, elect, replicate a mapping and pass an object on, watched from outside."""
    with cluster.origin(BODY) as origin:
        nodes = cluster.Cluster(binary, NAMES, options)
        capture = Capture([ports[2] for ports in nodes.ports])
        try:
            nodes.start()
            nodes.map(BUCKET, origin)
            for number in range(6):
                for index in range(3):
                    assert nodes.get(index, f"{BUCKET}/{number}") == BODY
        finally:
            nodes.stop()
            capture.stop()
    return capture


def checks(node):
    def check():
        if os.geteuid() != 0:
            print("        needs root to see packets: skipped")
            return
        plain = observe(node.binary, [])
        # What is seen without a key shows that there is something to see.
        assert plain.found == set(SECRETS), plain.found
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "key")
            key = subprocess.run([node.binary, "key", "cluster"], check=True, capture_output=True)
            with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
                file.write(key.stdout)
            sealed = observe(node.binary, ["--cluster-key-file", path])
        assert sealed.found == set(), sealed.found
        assert sealed.protocols == {6, 17} and sealed.packets > plain.packets / 4

    yield "a capture of the cluster port shows nothing", check
