"""Several nodes on loopback for the checks, with an origin; everything goes with it."""

import contextlib
import http.server
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.request

import node as nodes


class Cluster:
    def __init__(self, binary, names, options=()):
        self.binary = os.path.abspath(binary)
        self.names = names
        self.options = list(options)
        self.folder = tempfile.mkdtemp(prefix="headwater-cluster-")
        # S3, admin and cluster port of each node.
        self.ports = [[nodes.free_port() for _ in range(3)] for _ in names]
        self.processes = []

    def start(self):
        for index, name in enumerate(self.names):
            s3, admin, peers = self.ports[index]
            seeds = ["--join", f"127.0.0.1:{self.ports[0][2]}"] if index else []
            with open(f"{self.folder}/{name}.log", "ab") as log:
                self.processes.append(subprocess.Popen(
                    [self.binary, "serve", "--name", name, "--data", f"{self.folder}/{name}",
                     "--s3", f"127.0.0.1:{s3}", "--admin", f"127.0.0.1:{admin}",
                     "--cluster", f"127.0.0.1:{peers}", "--profile", "local", *seeds, *self.options],
                    env={**os.environ, "HEADWATER_ADMIN_TOKEN": nodes.TOKEN}, stdout=log, stderr=log))
            self.wait(lambda: self.admin(index, "/v1/ready") is not None, f"{name} is not ready")
        self.wait(lambda: sorted(self.admin(0, "/v1/status")["view"]["members"]) == sorted(self.names),
                  "the view does not have all nodes")

    def wait(self, condition, problem, seconds=30):
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(OSError):
                if condition():
                    return
            assert time.monotonic() < deadline, problem
            time.sleep(0.05)

    def admin(self, index, path):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.ports[index][1]}{path}",
            headers={"Authorization": "Bearer " + nodes.TOKEN})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or "{}")

    def map(self, bucket, origin):
        subprocess.run(
            [self.binary, "kv", "put", bucket, origin, "--allow-private-addresses",
             "--node", f"http://127.0.0.1:{self.ports[0][1]}", "--token", nodes.TOKEN],
            check=True, stdout=subprocess.DEVNULL)
        # Every node answers from its own copy.
        for index in range(len(self.names)):
            self.wait(lambda: self.admin(index, f"/v1/kv/{bucket}?consistency=local"),
                      f"the mapping does not reach {self.names[index]}")

    def get(self, index, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[index][0]}/{path}", timeout=30) as got:
            return got.read()

    def stop(self):
        for process in self.processes:
            process.kill()
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def running(binary, names, options=()):
    cluster = Cluster(binary, names, options)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


@contextlib.contextmanager
def origin(body):
    """An origin that has the same body at every path."""

    class Origin(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            with contextlib.suppress(OSError):
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Origin) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
