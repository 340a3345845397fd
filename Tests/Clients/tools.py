"""Running command line clients, and folders to give them."""

import atexit
import hashlib
import os
import shutil
import subprocess
import tempfile

MiB = 1 << 20
MULTIPART = int(os.environ.get("HEADWATER_CLIENTS_MULTIPART_MIB", "64")) * MiB


def run(*command, env=None, accept=(0,)):
    # A bundle for other hosts is nothing to these: rclone refuses to start with one.
    inherited = {key: value for key, value in os.environ.items() if key != "AWS_CA_BUNDLE"}
    done = subprocess.run(
        command, env={**inherited, **(env or {})}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL,
    )
    assert done.returncode in accept, f"{command[:6]}: {done.returncode}\n{done.stdout[-2000:]}"
    return done.stdout


def file(folder, name, size):
    """A file of pseudo-random bytes that compress to nothing and cost little to make."""
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    piece = hashlib.shake_128(name.encode()).digest(MiB)
    with open(path, "wb") as out:
        for number in range(0, size, MiB):
            # No two are alike, so that parts in a wrong order are seen.
            out.write((number.to_bytes(8) + piece[8:])[:size - number])
    return path


def tree(folder):
    """The contents of a folder by relative path."""
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            with open(path, "rb") as content:
                found[os.path.relpath(path, folder)] = hashlib.file_digest(
                    content, "sha256").hexdigest()
    return found


_folders = []


def folder():
    """A folder that lasts until the check is over."""
    path = tempfile.mkdtemp(prefix="headwater-client-")
    _folders.append(path)
    return path


def remove_folders():
    while _folders:
        shutil.rmtree(_folders.pop(), ignore_errors=True)


atexit.register(remove_folders)


def sample(keys=12):
    """A folder of small files, some in folders and with difficult names, and one in parts."""
    root = folder()
    for number in range(keys):
        file(root, f"deep/{number % 3}/file {number} ü+&.bin", number * 1000)
    file(root, "large.bin", 20 * MiB + 7)
    return root


def same(one, other):
    assert tree(one) == tree(other), f"{one} and {other} differ"
