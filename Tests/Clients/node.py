"""A node of its own for the checks: free loopback ports, a data folder that goes with it."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

TOKEN = "token-of-the-client-checks-0123456789"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Node:
    def __init__(self, binary, options=()):
        self.binary = os.path.abspath(binary)
        self.options = list(options)
        self.folder = tempfile.mkdtemp(prefix="headwater-clients-")
        self.s3_port, self.admin_port, self.cluster_port = (free_port() for _ in range(3))
        self.process = None
        self.access_key, self.secret_key = "AKIAEXAMPLE", "secretexample"

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.s3_port}"

    @property
    def log(self):
        with open(self.folder + "/log") as file:
            return file.read()

    def start(self):
        with open(self.folder + "/log", "ab") as log:
            self.process = subprocess.Popen(
                [
                    self.binary, "serve", "--name", "clients", "--data", self.folder + "/data",
                    "--s3", f"127.0.0.1:{self.s3_port}",
                    "--admin", f"127.0.0.1:{self.admin_port}",
                    "--cluster", f"127.0.0.1:{self.cluster_port}", *self.options,
                ],
                env={**os.environ, "HEADWATER_ADMIN_TOKEN": TOKEN},
                stdout=log, stderr=log,
            )
        deadline = time.monotonic() + 30
        while True:
            if self.process.poll() is not None:
                raise RuntimeError("the node ended:\n" + self.log[-4000:])
            try:
                with socket.create_connection(("127.0.0.1", self.admin_port), timeout=1):
                    with socket.create_connection(("127.0.0.1", self.s3_port), timeout=1):
                        return self
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def admin(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.admin_port}{path}",
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Authorization": "Bearer " + TOKEN},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()

    def make_key(self):
        """An access key that may do everything, where the node has such."""
        made = subprocess.run(
            [self.binary, "access", "create", "--admin", "*", "--json"],
            env={
                **os.environ, "HEADWATER_TOKEN": TOKEN,
                "HEADWATER_NODE": f"http://127.0.0.1:{self.admin_port}",
            },
            capture_output=True, text=True, timeout=30,
        )
        if made.returncode == 0:
            key = json.loads(made.stdout)
            self.access_key, self.secret_key = key["access-key"], key["secret-key"]

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        if self.process:
            self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def running(binary, options=()):
    node = Node(binary, options)
    try:
        node.start()
        node.make_key()
        yield node
    except BaseException:
        with contextlib.suppress(OSError):
            print(node.log[-3000:])
        raise
    finally:
        node.stop()
