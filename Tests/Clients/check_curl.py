"""curl with its own signatures."""

from tools import file, folder, run


def checks(node):
    def curl(*arguments):
        return run(
            "curl", "-sS", "--fail", "--aws-sigv4", "aws:amz:us-east-1:s3", "-u",
            f"{node.access_key}:{node.secret_key}", "-H",
            "x-amz-content-sha256: UNSIGNED-PAYLOAD", *arguments,
        )

    def check():
        path, got = file(folder(), "m", 300_000), folder() + "/got"
        curl("-X", "PUT", node.endpoint + "/curl")
        curl("-T", path, node.endpoint + "/curl/a")
        curl("-o", got, node.endpoint + "/curl/a")
        assert run("cmp", path, got) == ""
        assert "<Key>a</Key>" in curl(node.endpoint + "/curl?list-type=2")
        curl("-X", "DELETE", node.endpoint + "/curl/a")
        curl("-X", "DELETE", node.endpoint + "/curl")

    yield "curl", check
