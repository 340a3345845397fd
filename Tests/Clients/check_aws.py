"""aws cli: put, get, range, copy, sync both ways, multipart, delete, presigned."""

import os
import urllib.request

from tools import MULTIPART, file, folder, run, sample, same


def checks(node):
    env = {
        "AWS_ACCESS_KEY_ID": node.access_key, "AWS_SECRET_ACCESS_KEY": node.secret_key,
        "AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL": node.endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
    }

    def aws(*arguments, accept=(0,)):
        return run("aws", *arguments, env=env, accept=accept)

    def check_sync():
        aws("s3", "mb", "s3://aws-sync")
        source, back = sample(), folder()
        aws("s3", "sync", "--only-show-errors", source, "s3://aws-sync/to")
        assert aws("s3", "sync", source, "s3://aws-sync/to") == ""
        aws("s3", "sync", "--only-show-errors", "s3://aws-sync/to", back)
        same(source, back)
        aws("s3", "sync", "--only-show-errors", "s3://aws-sync/to", "s3://aws-sync/again")
        os.remove(source + "/large.bin")
        aws("s3", "sync", "--only-show-errors", "--delete", source, "s3://aws-sync/to")
        assert "large.bin" not in aws("s3", "ls", "--recursive", "s3://aws-sync/to")
        aws("s3", "rb", "--force", "s3://aws-sync")

    def check_objects():
        aws("s3", "mb", "s3://aws-objects")
        path, got = file(folder(), "m", MULTIPART), folder() + "/got"
        aws("s3", "cp", "--only-show-errors", path, "s3://aws-objects/m")
        aws("s3", "cp", "--only-show-errors", "s3://aws-objects/m", "s3://aws-objects/c")
        aws("s3", "cp", "--only-show-errors", "s3://aws-objects/c", got)
        assert run("cmp", path, got) == ""
        aws("s3api", "get-object", "--bucket", "aws-objects", "--key", "m", "--range",
            "bytes=8388600-8388617", got)
        with open(path, "rb") as whole, open(got, "rb") as part:
            whole.seek(8388600)
            assert part.read() == whole.read(18)
        url = aws("s3", "presign", "s3://aws-objects/m").strip()
        request = urllib.request.Request(url, headers={"Range": "bytes=0-9"})
        assert len(urllib.request.urlopen(request).read()) == 10
        aws("s3", "mv", "--only-show-errors", "s3://aws-objects/c", "s3://aws-objects/d")
        aws("s3", "rm", "--only-show-errors", "--recursive", "s3://aws-objects")
        aws("s3", "rb", "s3://aws-objects")
        aws("s3", "ls", "s3://aws-objects", accept=(254, 255))

    yield "aws sync both ways", check_sync
    yield "aws objects and parts", check_objects
