"""A very large object through Headwater to a store and back, with flat memory.

flat.py BINARY [GIB]

The store is this script: it sends zeros of a sparse file and throws away what it is sent, so that
nothing but the node is measured. Resident memory of the node is sampled ten times a second; it must
not grow by more than LIMIT_MIB beyond what it was after a first, small object.
"""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

BINARY = sys.argv[1]
SIZE = int(sys.argv[2] if len(sys.argv) > 2 else 20) << 30
LIMIT_MIB = 64
SMALL = 64 << 20


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Store:
    """Just enough of HTTP/1.1 for curl's requests as the node passes them on."""

    def __init__(self, path):
        self.path = path
        self.received = 0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        data = b""
        buffer = bytearray(1 << 20)
        with connection:
            while True:
                while b"\r\n\r\n" not in data:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    data += piece
                head, data = data.split(b"\r\n\r\n", 1)
                lines = head.decode().split("\r\n")
                method, target = lines[0].split(" ")[:2]
                fields = {k.lower(): v.strip() for k, v in
                          (line.split(":", 1) for line in lines[1:])}
                left = int(fields.get("content-length", 0))
                if fields.get("expect"):
                    connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                count = min(left, len(data))
                data, left = data[count:], left - count
                self.received += count
                while left:
                    count = connection.recv_into(buffer, min(left, len(buffer)))
                    if not count:
                        return
                    left -= count
                    self.received += count
                if method == "GET":
                    self.send(connection, SMALL if target.endswith("small") else SIZE)
                else:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    def send(self, connection, size):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        with open(self.path, "rb") as file:
            offset = 0
            while offset < size:
                offset += os.sendfile(connection.fileno(), file.fileno(), offset, size - offset)


class Samples(threading.Thread):
    """The node's resident memory while something passes."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.file = f"/proc/{process.pid}/status"
        self.values = []
        self.over = threading.Event()

    def read(self):
        with open(self.file) as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
        return 0

    def run(self):
        while not self.over.wait(0.1):
            self.values.append(self.read())

    def end(self):
        self.over.set()
        self.join()
        return max(self.values + [self.read()])


def curl(*arguments):
    # -T - would be chunked; a named file has its length, as the clients of S3 send it.
    subprocess.run(["curl", "-sf", "--max-time", "3600", *arguments], check=True)


def main():
    with tempfile.TemporaryDirectory(prefix="headwater-flat-") as folder:
        sparse = os.path.join(folder, "zeros")
        with open(sparse, "wb") as file:
            file.truncate(SIZE)
        small = os.path.join(folder, "small")
        with open(small, "wb") as file:
            file.truncate(SMALL)
        store = Store(sparse)
        s3, admin, cluster = free_port(), free_port(), free_port()
        node = subprocess.Popen(
            [BINARY, "serve", "--name", "flat", "--data", folder + "/data",
             "--s3", f"127.0.0.1:{s3}", "--admin", f"127.0.0.1:{admin}",
             "--cluster", f"127.0.0.1:{cluster}", "--store", f"s3:http://127.0.0.1:{store.port}"],
            env=dict(os.environ, HEADWATER_STORE_ACCESS_KEY="a", HEADWATER_STORE_SECRET_KEY="b",
                     HEADWATER_ADMIN_TOKEN="token-of-the-flat-test-0123"),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            for _ in range(200):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{admin}/v1/ready")
                    break
                except OSError:
                    time.sleep(0.1)
            url = f"http://127.0.0.1:{s3}/b/"
            curl("-o", "/dev/null", url + "small")
            curl("-T", small, url + "small")
            before = Samples(node).read()
            worst = before
            for name, arguments in (
                    ("GET", ["-o", os.devnull, url + "large"]),
                    ("PUT", ["-T", sparse, url + "large"])):
                samples, start = Samples(node), time.monotonic()
                store.received = 0
                samples.start()
                curl(*arguments)
                seconds, most = time.monotonic() - start, samples.end()
                assert name == "GET" or store.received == SIZE, store.received
                worst = max(worst, most)
                print(f"{name} of {SIZE >> 30} GiB: {seconds:.1f} s, {SIZE / seconds / 1e9:.2f} GB/s, "
                      f"resident {before:.1f} MiB before, {most:.1f} MiB at most")
        finally:
            node.terminate()
            node.wait()
        if worst - before > LIMIT_MIB:
            sys.exit(f"memory grew by {worst - before:.1f} MiB")
        print("ok    memory is flat")


main()
