#!/usr/bin/env python3
"""Holds connections open and prints the memory of who serves them.

    connections.py PORT PATH PIDS IDLE BUSY

Prints "before idle busy": resident memory of the processes PIDS (comma separated) beyond mapped files, in
KiB: at first, with IDLE connections that have had one small answer each, and with BUSY ones that read
PATH-large and stop amid it.
"""

import contextlib
import resource
import socket
import sys
import time


def memory(pids):
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/status") as status:
            total += sum(int(line.split()[1]) for line in status if line.startswith("RssAnon"))
    return total


def settled(pids):
    """When it has stopped growing."""
    last = memory(pids)
    for _ in range(100):
        time.sleep(0.2)
        now = memory(pids)
        if abs(now - last) < 64:
            return now
        last = now
    return last


def main():
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    port, path = int(sys.argv[1]), sys.argv[2]
    pids = sys.argv[3].split(",")
    idle, busy = int(sys.argv[4]), int(sys.argv[5])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, idle + busy + 100), hard))
    before = settled(pids)
    with contextlib.ExitStack() as stack:
        def ask(name, size):
            client = socket.socket()
            client.settimeout(20)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)
            # Many addresses of loopback, for one has not enough ports.
            client.bind((f"127.0.0.{2 + len(kept) % 8}", 0))
            client.connect(("127.0.0.1", port))
            client.sendall(f"GET {name} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            stack.callback(client.close)
            kept.append(client)
            answer = client.recv(size)
            if b" 200 " not in answer[:20]:
                sys.exit(f"{name}: {answer[:200]}")

        kept = []
        for _ in range(idle):
            ask(path, 1 << 14)
        with_idle = settled(pids)
        stack.close()
    with contextlib.ExitStack() as stack:
        kept = []
        for _ in range(busy):
            ask(path + "-large", 1 << 12)
        with_busy = settled(pids)
        stack.close()
    print(before, with_idle, with_busy)


main()
