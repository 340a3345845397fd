"""s3cmd: put, get, copy, sync both ways, multipart, access lists, delete."""

import os

from tools import MULTIPART, file, folder, run, sample, same


def checks(node):
    settings = folder() + "/s3cfg"
    with open(settings, "w") as out:
        out.write(
            f"[default]\naccess_key = {node.access_key}\nsecret_key = {node.secret_key}\n"
            f"host_base = 127.0.0.1:{node.s3_port}\nhost_bucket = 127.0.0.1:{node.s3_port}\n"
            "use_https = False\nsignature_v2 = False\n"
        )

    def s3cmd(*arguments, accept=(0,)):
        return run("s3cmd", "-c", settings, "--no-progress", *arguments, accept=accept)

    def check():
        s3cmd("mb", "s3://s3cmd")
        source, back = sample(), folder()
        s3cmd("sync", source + "/", "s3://s3cmd/to/")
        s3cmd("sync", "s3://s3cmd/to/", back + "/")
        same(source, back)
        path, got = file(folder(), "m", MULTIPART), folder() + "/got"
        s3cmd("put", path, "s3://s3cmd/m")
        s3cmd("cp", "s3://s3cmd/m", "s3://s3cmd/c")
        s3cmd("get", "s3://s3cmd/c", got)
        assert run("cmp", path, got) == ""
        s3cmd("setacl", "--acl-public", "s3://s3cmd/c")
        assert "anon" in s3cmd("info", "s3://s3cmd/c")
        s3cmd("setacl", "--acl-private", "s3://s3cmd/c")
        assert "s3://s3cmd/c" in s3cmd("ls", "s3://s3cmd")
        os.remove(source + "/large.bin")
        s3cmd("sync", "--delete-removed", source + "/", "s3://s3cmd/to/")
        assert "large.bin" not in s3cmd("ls", "--recursive", "s3://s3cmd/to/")
        s3cmd("del", "--recursive", "--force", "s3://s3cmd")
        s3cmd("rb", "s3://s3cmd")

    yield "s3cmd", check
