"""The same requests to a store and through Headwater in front of it: the answers must be equal.

compare.py STORE_URL HEADWATER_URL

Every step runs at both; status, fields and body are compared, without what differs from one exchange
to the next. Ends with 1 where something differs that is not listed in ALLOWED.
"""

import re
import sys

import boto3
from botocore.client import Config
from botocore.exceptions import ClientError

KEYS = ("HEADWATERTESTKEY0001", "headwatertestsecret000000000000000000001")
BUCKET = "compare"
# Of one exchange, or of its moment, or of its connection.
PASSING = {
    "date", "x-amz-request-id", "x-amz-id-2", "x-headwater", "connection", "keep-alive",
    "last-modified", "transfer-encoding", "x-amz-version-id", "x-amzn-requestid",
}
# Differences that are meant, by field.
ALLOWED = set()


def client(url):
    return boto3.client(
        "s3", endpoint_url=url, aws_access_key_id=KEYS[0], aws_secret_access_key=KEYS[1],
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1},
                      signature_version="s3v4"),
    )


def steps(s3):
    """Yields a name and a call that returns boto's answer."""
    large = bytes(range(256)) * 4096 * 6
    state = {}
    yield "create bucket", lambda: s3.create_bucket(Bucket=BUCKET)
    yield "create bucket again", lambda: s3.create_bucket(Bucket=BUCKET)
    yield "head bucket", lambda: s3.head_bucket(Bucket=BUCKET)
    yield "head absent bucket", lambda: s3.head_bucket(Bucket="absent-bucket")
    yield "put", lambda: s3.put_object(
        Bucket=BUCKET, Key="a b/ü+&.txt", Body=b"hello", ContentType="text/x",
        CacheControl="max-age=3", Metadata={"one": "1"})
    yield "put empty", lambda: s3.put_object(Bucket=BUCKET, Key="empty", Body=b"")
    yield "put large", lambda: s3.put_object(Bucket=BUCKET, Key="large", Body=large)
    yield "get", lambda: s3.get_object(Bucket=BUCKET, Key="a b/ü+&.txt")
    yield "get empty", lambda: s3.get_object(Bucket=BUCKET, Key="empty")
    yield "get large", lambda: s3.get_object(Bucket=BUCKET, Key="large")
    yield "head", lambda: s3.head_object(Bucket=BUCKET, Key="a b/ü+&.txt")
    for given in ("bytes=0-", "bytes=1-3", "bytes=-2", "bytes=9-", "bytes=x", "bytes=0-1,3-4"):
        yield f"range {given}", lambda given=given: s3.get_object(
            Bucket=BUCKET, Key="a b/ü+&.txt", Range=given)
    yield "if-none-match", lambda: s3.get_object(
        Bucket=BUCKET, Key="empty", IfNoneMatch='"d41d8cd98f00b204e9800998ecf8427e"')
    yield "if-match", lambda: s3.get_object(Bucket=BUCKET, Key="empty", IfMatch='"0"')
    yield "get absent", lambda: s3.get_object(Bucket=BUCKET, Key="absent")
    yield "head absent", lambda: s3.head_object(Bucket=BUCKET, Key="absent")
    yield "override", lambda: s3.get_object(
        Bucket=BUCKET, Key="empty", ResponseContentType="x/y",
        ResponseContentDisposition="attachment")
    yield "copy", lambda: s3.copy_object(
        Bucket=BUCKET, Key="copy", CopySource={"Bucket": BUCKET, "Key": "a b/ü+&.txt"})
    yield "put tags", lambda: s3.put_object_tagging(
        Bucket=BUCKET, Key="empty", Tagging={"TagSet": [{"Key": "k", "Value": "v"}]})
    yield "get tags", lambda: s3.get_object_tagging(Bucket=BUCKET, Key="empty")
    yield "get acl", lambda: s3.get_object_acl(Bucket=BUCKET, Key="empty")
    yield "list", lambda: s3.list_objects_v2(Bucket=BUCKET)
    yield "list prefix", lambda: s3.list_objects_v2(Bucket=BUCKET, Prefix="a b/", Delimiter="/")
    yield "list pages", lambda: s3.list_objects_v2(Bucket=BUCKET, MaxKeys=2)
    yield "list v1", lambda: s3.list_objects(Bucket=BUCKET, Marker="copy")
    yield "list absent bucket", lambda: s3.list_objects_v2(Bucket="absent-bucket")

    def create():
        answer = s3.create_multipart_upload(Bucket=BUCKET, Key="parts")
        state["upload"] = answer["UploadId"]
        return answer

    def part(number):
        answer = s3.upload_part(Bucket=BUCKET, Key="parts", UploadId=state["upload"],
                                PartNumber=number, Body=large)
        state.setdefault("parts", []).append({"PartNumber": number, "ETag": answer["ETag"]})
        return answer

    yield "create upload", create
    yield "part 1", lambda: part(1)
    yield "part 2", lambda: part(2)
    yield "list parts", lambda: s3.list_parts(
        Bucket=BUCKET, Key="parts", UploadId=state["upload"])
    yield "complete", lambda: s3.complete_multipart_upload(
        Bucket=BUCKET, Key="parts", UploadId=state["upload"],
        MultipartUpload={"Parts": state["parts"]})
    yield "get parts", lambda: s3.get_object(Bucket=BUCKET, Key="parts")
    yield "abort absent upload", lambda: s3.abort_multipart_upload(
        Bucket=BUCKET, Key="parts", UploadId="none")
    yield "delete", lambda: s3.delete_object(Bucket=BUCKET, Key="copy")
    yield "delete absent", lambda: s3.delete_object(Bucket=BUCKET, Key="copy")
    yield "delete many", lambda: s3.delete_objects(
        Bucket=BUCKET, Delete={"Objects": [{"Key": k} for k in (
            "a b/ü+&.txt", "empty", "large", "parts", "absent")]})
    yield "delete bucket", lambda: s3.delete_bucket(Bucket=BUCKET)


def outcome(call, raw):
    """Status, fields and bytes of the answer to one call."""
    raw.clear()
    body = b""
    try:
        answer = call()
        if "Body" in answer:
            body = answer["Body"].read()
        meta = answer["ResponseMetadata"]
    except ClientError as error:
        meta = error.response["ResponseMetadata"]
    except Exception as error:  # what boto itself cannot read must be unreadable at both
        return type(error).__name__, {}, b""
    fields = {k: v for k, v in meta.get("HTTPHeaders", {}).items() if k not in PASSING}
    return meta.get("HTTPStatusCode"), fields, normal(body or (raw[-1] if raw else b""))


def normal(body):
    if not body.startswith(b"<"):
        return body
    body = re.sub(rb"<(RequestId|HostId|UploadId|LastModified|Initiated|CreationDate|Resource)>"
                  rb"[^<]*</\1>", b"", body)
    # Ceph deletes many at once, and names them in the order in which that happened to end.
    deleted = sorted(re.findall(rb"<Deleted>.*?</Deleted>", body))
    body = re.sub(rb"<Deleted>.*?</Deleted>", b"", body) + b"".join(deleted)
    return re.sub(rb"127\.0\.0\.1:\d+", b"HOST", body)


def run(url):
    s3 = client(url)
    raw = []
    s3.meta.events.register(
        "before-parse.s3", lambda response_dict=None, **_: raw.append(response_dict.get("body"))
        if isinstance(response_dict.get("body"), bytes) else None)
    outcomes = []
    for name, call in steps(s3):
        status, fields, body = outcome(call, raw)
        fields.pop("content-length", None) if body.startswith(b"<") else None
        outcomes.append((name, status, fields, body))
    return outcomes


def main():
    differences = 0
    direct, through = run(sys.argv[1]), run(sys.argv[2])
    for (name, *here), (_, *there) in zip(direct, through):
        for what, a, b in zip(("status", "fields", "body"), here, there):
            if what == "fields":
                a = {k: v for k, v in a.items() if k not in ALLOWED}
                b = {k: v for k, v in b.items() if k not in ALLOWED}
            if a != b:
                differences += 1
                print(f"{name}: {what} differs\n  direct:  {str(a)[:600]}\n  through: {str(b)[:600]}")
    print(f"{len(direct)} steps, {differences} differences")
    sys.exit(1 if differences else 0)


main()
