"""s5cmd: copy, sync both ways, multipart, server-side copies, delete."""

from tools import MULTIPART, file, folder, run, sample, same


def checks(node):
    env = {
        "AWS_ACCESS_KEY_ID": node.access_key, "AWS_SECRET_ACCESS_KEY": node.secret_key,
        "AWS_REGION": "us-east-1", "S3_ENDPOINT_URL": node.endpoint,
    }

    def s5cmd(*arguments):
        return run("s5cmd", *arguments, env=env)

    def check():
        s5cmd("mb", "s3://s5cmd")
        source, back = sample(), folder()
        s5cmd("sync", source + "/", "s3://s5cmd/to/")
        s5cmd("sync", "s3://s5cmd/to/*", back + "/")
        same(source, back)
        path, got = file(folder(), "m", MULTIPART), folder() + "/got"
        s5cmd("cp", "--part-size", "8", path, "s3://s5cmd/m")
        s5cmd("cp", "s3://s5cmd/m", "s3://s5cmd/c")
        s5cmd("cp", "s3://s5cmd/c", got)
        assert run("cmp", path, got) == ""
        s5cmd("rm", "s3://s5cmd/*")
        s5cmd("rb", "s3://s5cmd")

    yield "s5cmd", check
