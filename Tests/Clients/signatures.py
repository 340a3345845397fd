#!/usr/bin/env python3
"""Real clients with access keys against a node: boto3, the aws command line, curl.

Usage: signatures.py HEADWATER_BINARY

Starts a node of its own on loopback in a temporary folder and ends it. Needs boto3; the aws command line
and curl are tried where they are installed. Exits with 1 at the first answer that is not as it should be.
"""
import datetime
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from clients import Node, check, refused


def objects(node, admin):
    full = node.client(admin)
    body = os.urandom(3 << 20)
    full.put_object(Bucket="movies", Key="a b/ü+&=?%.bin", Body=body, Metadata={"who": "me  too"})
    answer = full.get_object(Bucket="movies", Key="a b/ü+&=?%.bin")
    check(answer["Body"].read() == body, "boto3 puts and gets with its own defaults")
    check(answer["Metadata"] == {"who": "me  too"}, "metadata with spaces is signed and kept")
    for name in ["CRC32", "SHA1", "SHA256"]:
        full.put_object(Bucket="movies", Key=name, Body=b"abc", ChecksumAlgorithm=name)
        check(full.get_object(Bucket="movies", Key=name)["Body"].read() == b"abc",
              f"boto3 puts with {name}")
    check("a b/ü+&=?%.bin" in [item["Key"] for item in full.list_objects_v2(
        Bucket="movies", Prefix="a b/ü")["Contents"]], "a listing with a prefix that is encoded")
    check(full.get_object(Bucket="movies", Key="a b/ü+&=?%.bin", Range="bytes=5-9")["Body"].read()
          == body[5:10], "a range")
    check(full.head_bucket(Bucket="movies")["ResponseMetadata"]["HTTPStatusCode"] == 200, "head bucket")
    unsigned = node.client(admin, request_checksum_calculation="when_required")
    unsigned.put_object(Bucket="movies", Key="plain", Body=b"plain")
    check(unsigned.get_object(Bucket="movies", Key="plain")["Body"].read() == b"plain",
          "boto3 without checksums, the body signed by its hash")
    full.delete_object(Bucket="movies", Key="plain")
    refused("NoSuchKey", "what was deleted", lambda: full.get_object(Bucket="movies", Key="plain"))


def presigned(node, admin):
    client = node.client(admin)
    url = client.generate_presigned_url("put_object", {"Bucket": "movies", "Key": "signed url"}, 60)
    request = urllib.request.Request(url, data=b"by url", method="PUT")
    check(urllib.request.urlopen(request).status == 200, "a presigned PUT")
    url = client.generate_presigned_url("get_object", {"Bucket": "movies", "Key": "signed url"}, 60)
    check(urllib.request.urlopen(url).read() == b"by url", "a presigned GET")
    for changed, status in [(url.replace("signed", "other"), 403), (url[:-1] + "x", 400)]:
        try:
            urllib.request.urlopen(changed)
            check(False, "a changed URL is let in")
        except urllib.error.HTTPError as error:
            check(error.code == status, f"a changed URL is refused: {error.code}")
    url = client.generate_presigned_url("get_object", {"Bucket": "movies", "Key": "signed url"}, 1)
    time.sleep(2.1)
    try:
        urllib.request.urlopen(url)
        check(False, "an expired URL is let in")
    except urllib.error.HTTPError as error:
        check(error.code == 403 and b"Request has expired" in error.read(), "an expired URL")


def grants(node, admin):
    reader = node.client(node.key("--read", "mov*"))
    writer = node.client(node.key("--write", "movies"))
    stranger = node.client(node.key("--admin", "other"))
    check(reader.get_object(Bucket="movies", Key="CRC32")["Body"].read() == b"abc", "read reads")
    refused("AccessDenied", "read does not write",
            lambda: reader.put_object(Bucket="movies", Key="x", Body=b"x"))
    writer.put_object(Bucket="movies", Key="x", Body=b"x")
    refused("AccessDenied", "write does not read", lambda: writer.get_object(Bucket="movies", Key="x"))
    refused("AccessDenied", "another bucket's admin", lambda: stranger.list_objects_v2(Bucket="movies"))
    check([b["Name"] for b in reader.list_buckets()["Buckets"]] == ["movies"], "buckets one may read")
    check(stranger.list_buckets()["Buckets"] == [], "no buckets for a stranger")
    refused("SignatureDoesNotMatch", "a wrong secret",
            lambda: node.client((admin[0], "x" * 40)).list_buckets())
    refused("InvalidAccessKeyId", "an unknown key",
            lambda: node.client(("HWNOBODY", "x" * 40)).list_buckets())
    gone = node.key("--read", "*")
    node.client(gone).list_buckets()
    node.command("access", "delete", gone[0])
    refused("InvalidAccessKeyId", "a deleted key", lambda: node.client(gone).list_buckets())
    for path, status in [("/movies/CRC32", 403), ("/public/x", 502), ("/", 403), ("/public", 200)]:
        try:
            found = urllib.request.urlopen(node.url + path).status
        except urllib.error.HTTPError as error:
            found = error.code
        check(found == status, f"unsigned {path}: {found}")


def command_line(node, admin, folder):
    environment = {**os.environ, "AWS_ACCESS_KEY_ID": admin[0], "AWS_SECRET_ACCESS_KEY": admin[1],
                   "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true"}
    if shutil.which("aws"):
        source = os.path.join(folder, "source.bin")
        with open(source, "wb") as file:
            file.write(os.urandom(5 << 20))
        def aws(*words):
            return subprocess.run(["aws", "--endpoint-url", node.url, *words], env=environment,
                                  capture_output=True, text=True)
        done = aws("s3", "cp", source, "s3://movies/cli.bin")
        check(done.returncode == 0, f"aws s3 cp up {done.stderr.strip()[:200]}")
        target = os.path.join(folder, "target.bin")
        check(aws("s3", "cp", "s3://movies/cli.bin", target).returncode == 0, "aws s3 cp down")
        with open(source, "rb") as left, open(target, "rb") as right:
            check(left.read() == right.read(), "the same bytes")
        check("cli.bin" in aws("s3", "ls", "s3://movies/").stdout, "aws s3 ls")
    if shutil.which("curl"):
        def curl(*words):
            return subprocess.run(
                ["curl", "-s", "-w", "%{http_code}", "--aws-sigv4", "aws:amz:us-east-1:s3",
                 "--user", f"{admin[0]}:{admin[1]}", *words], capture_output=True, text=True).stdout
        empty = hashlib.sha256(b"").hexdigest()
        answer = curl("-H", f"x-amz-content-sha256: {empty}", node.url + "/movies/CRC32")
        check(answer == "abc200", f"curl --aws-sigv4 reads: {answer[:300]}")
        answer = curl("-H", "x-amz-content-sha256: UNSIGNED-PAYLOAD", "-T",
                      os.path.join(folder, "small"), node.url + "/movies/curl")
        check(answer == "200", f"curl --aws-sigv4 writes: {answer[:300]}")


def chunks(node, admin):
    """Signed chunks, as older SDKs of Java and Go send them; boto3 never does."""
    import hmac

    def sign(key, text):
        return hmac.new(key, text.encode(), hashlib.sha256).digest()

    def upload(key, trailer, spoil=None):
        now = datetime.datetime.now(datetime.timezone.utc)
        stamp, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
        scope = f"{day}/us-east-1/s3/aws4_request"
        secret = ("AWS4" + admin[1]).encode()
        for part in [day, "us-east-1", "s3", "aws4_request"]:
            secret = sign(secret, part)
        kind = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" + ("-TRAILER" if trailer else "")
        body = b"x" * 100_000
        fields = {"content-encoding": "aws-chunked", "host": f"127.0.0.1:{node.s3}",
                  "x-amz-content-sha256": kind, "x-amz-date": stamp,
                  "x-amz-decoded-content-length": str(len(body))}
        if trailer:
            fields["x-amz-trailer"] = "x-amz-checksum-sha256"
        names = ";".join(sorted(fields))
        canonical = "\n".join(["PUT", f"/movies/{key}", ""] + [f"{n}:{fields[n]}" for n in sorted(fields)]
                              + ["", names, kind])
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        previous = sign(secret, f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}").hex()
        fields["authorization"] = (f"AWS4-HMAC-SHA256 Credential={admin[0]}/{scope}, "
                                   f"SignedHeaders={names}, Signature={previous}")
        sent = b""
        for piece in [body[:65536], body[65536:], b""]:
            text = "\n".join(["AWS4-HMAC-SHA256-PAYLOAD", stamp, scope, previous,
                              hashlib.sha256(b"").hexdigest(), hashlib.sha256(piece).hexdigest()])
            previous = sign(secret, text).hex()
            sent += f"{len(piece):x};chunk-signature={previous}\r\n".encode() + piece
            sent += b"\r\n" if piece else b""
        if trailer:
            import base64
            line = "x-amz-checksum-sha256:" + base64.b64encode(hashlib.sha256(body).digest()).decode()
            digest = hashlib.sha256((line + "\n").encode()).hexdigest()
            text = f"AWS4-HMAC-SHA256-TRAILER\n{stamp}\n{scope}\n{previous}\n{digest}"
            sent += (line + "\r\nx-amz-trailer-signature:" + sign(secret, text).hex() + "\r\n").encode()
        sent += b"\r\n"
        if spoil:
            sent = sent.replace(b"x" * 10, b"x" * 9 + b"y", 1)
        request = urllib.request.Request(f"{node.url}/movies/{key}", data=sent, method="PUT")
        for name, value in fields.items():
            request.add_unredirected_header(name, value)
        try:
            return urllib.request.urlopen(request).status
        except urllib.error.HTTPError as error:
            return f"{error.code} {error.read()[:200]}"

    for trailer in [False, True]:
        found = upload("chunks", trailer)
        check(found == 200, f"signed chunks{' and trailer' if trailer else ''}: {found}")
        found = upload("spoilt", trailer, spoil=True)
        check("SignatureDoesNotMatch" in str(found), f"a changed chunk: {str(found)[:60]}")
    refused(404, "nothing of it is stored",
            lambda: node.client(admin).head_object(Bucket="movies", Key="spoilt"))


def main():
    folder = tempfile.mkdtemp()
    node = Node(os.path.join(folder, "data"))
    try:
        node.command("kv", "put", "movies", "http://127.0.0.1:1/")
        node.command("kv", "put", "public", "http://127.0.0.1:1/", "--acl", "public-read",
                     "--allow-private-addresses")
        node.command("kv", "put", "plain", "http://127.0.0.1:1/")
        # A bucket stays without its mapping; nothing is mirrored into it then.
        node.command("kv", "delete", "movies")
        node.command("kv", "delete", "plain")
        check(urllib.request.urlopen(node.url + "/plain").status == 200,
              "without access keys a listener on loopback is open")
        admin = node.key("--admin", "*", "--description", "the tests'")
        try:
            urllib.request.urlopen(node.url + "/plain")
            check(False, "with the first key it closes")
        except urllib.error.HTTPError as error:
            check(error.code == 403, "with the first key it closes")
        with open(os.path.join(folder, "small"), "w") as file:
            file.write("small")
        objects(node, admin)
        presigned(node, admin)
        grants(node, admin)
        command_line(node, admin, folder)
        chunks(node, admin)
    finally:
        node.stop()
        shutil.rmtree(folder)


main()
