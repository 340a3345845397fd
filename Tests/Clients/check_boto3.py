"""boto3, the way applications use it: one function for each subject, each with a bucket of its own."""

import base64
import hashlib
import os
import threading
import urllib.error
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

import tools

MiB = 1 << 20


def client(node, **options):
    options.setdefault("config", Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}))
    return boto3.client(
        "s3", endpoint_url=node.endpoint, region_name="us-east-1",
        aws_access_key_id=node.access_key, aws_secret_access_key=node.secret_key, **options,
    )


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        found = error.response["Error"]["Code"]
        assert found == code, f"{found} in place of {code}"
        return error.response
    raise AssertionError(f"not refused with {code}")


def bucket(s3, name):
    s3.create_bucket(Bucket=name)
    return name


def check_buckets(node, s3):
    name = bucket(s3, "buckets-one")
    refused("BucketAlreadyOwnedByYou", s3.create_bucket, Bucket=name)
    refused("InvalidBucketName", s3.create_bucket, Bucket="192.168.1.1")
    s3.head_bucket(Bucket=name)
    refused("404", s3.head_bucket, Bucket="buckets-none")
    assert name in [found["Name"] for found in s3.list_buckets()["Buckets"]]
    assert s3.get_bucket_location(Bucket=name)["LocationConstraint"] is None
    s3.create_bucket(
        Bucket="buckets-two", ACL="public-read",
        CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
    )
    grants = s3.get_bucket_acl(Bucket="buckets-two")["Grants"]
    assert [grant["Permission"] for grant in grants] == ["FULL_CONTROL", "READ"]
    s3.put_bucket_acl(Bucket="buckets-two", ACL="private")
    assert len(s3.get_bucket_acl(Bucket="buckets-two")["Grants"]) == 1
    refused("NotImplemented", s3.put_bucket_acl, Bucket=name, ACL="public-read-write")
    s3.put_object(Bucket=name, Key="k", Body=b"x")
    refused("BucketNotEmpty", s3.delete_bucket, Bucket=name)
    s3.delete_object(Bucket=name, Key="k")
    s3.create_multipart_upload(Bucket=name, Key="unfinished")
    s3.delete_bucket(Bucket=name)
    refused("404", s3.head_bucket, Bucket=name)
    refused("NoSuchBucket", s3.delete_bucket, Bucket=name)
    refused("NoSuchBucket", s3.put_object, Bucket=name, Key="k", Body=b"x")
    bucket(s3, name)
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=name)
    node.admin("PUT", "/v1/kv/buckets-mapped", {"origin": "http://127.0.0.1:9/x"})
    refused("BucketHasMappings", s3.delete_bucket, Bucket="buckets-mapped")
    node.admin("DELETE", "/v1/kv/buckets-mapped")
    s3.delete_bucket(Bucket="buckets-mapped")


def check_configuration(node, s3):
    name = bucket(s3, "configuration")
    assert "Status" not in s3.get_bucket_versioning(Bucket=name)
    assert "LoggingEnabled" not in s3.get_bucket_logging(Bucket=name)
    s3.get_bucket_notification_configuration(Bucket=name)
    assert s3.get_bucket_request_payment(Bucket=name)["Payer"] == "BucketOwner"
    s3.get_bucket_accelerate_configuration(Bucket=name)
    for code, call in [
        ("NoSuchBucketPolicy", s3.get_bucket_policy),
        ("NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration),
        ("NoSuchTagSet", s3.get_bucket_tagging),
        ("NoSuchWebsiteConfiguration", s3.get_bucket_website),
        ("NoSuchCORSConfiguration", s3.get_bucket_cors),
        ("ServerSideEncryptionConfigurationNotFoundError", s3.get_bucket_encryption),
        ("ReplicationConfigurationNotFoundError", s3.get_bucket_replication),
        ("ObjectLockConfigurationNotFoundError", s3.get_object_lock_configuration),
        ("NoSuchPublicAccessBlockConfiguration", s3.get_public_access_block),
        ("OwnershipControlsNotFoundError", s3.get_bucket_ownership_controls),
    ]:
        refused(code, call, Bucket=name)
    refused(
        "NotImplemented", s3.put_bucket_versioning, Bucket=name,
        VersioningConfiguration={"Status": "Enabled"},
    )
    refused("NotImplemented", s3.put_bucket_policy, Bucket=name, Policy="{}")


def check_objects(node, s3):
    name = bucket(s3, "objects")
    body = os.urandom(100_000)
    put = s3.put_object(
        Bucket=name, Key="a/ü b+c", Body=body, ContentType="text/x", Metadata={"colour": "green"},
        CacheControl="max-age=1", Tagging="x=1&y=z%20z", ACL="public-read",
    )
    assert put["ETag"] == '"%s"' % hashlib.md5(body).hexdigest()
    assert put["ChecksumCRC32"]
    head = s3.head_object(Bucket=name, Key="a/ü b+c", ChecksumMode="ENABLED")
    assert head["ContentLength"] == len(body) and head["Metadata"] == {"colour": "green"}
    assert head["ChecksumCRC32"] == put["ChecksumCRC32"] and head["ChecksumType"] == "FULL_OBJECT"
    got = s3.get_object(Bucket=name, Key="a/ü b+c")
    assert got["Body"].read() == body and got["TagCount"] == 2 and got["CacheControl"] == "max-age=1"
    part = s3.get_object(Bucket=name, Key="a/ü b+c", Range="bytes=10-19")
    assert part["Body"].read() == body[10:20] and part["ContentRange"] == "bytes 10-19/100000"
    other = s3.get_object(
        Bucket=name, Key="a/ü b+c", ResponseContentType="a/b", ResponseCacheControl="no-cache"
    )
    assert other["ContentType"] == "a/b" and other["CacheControl"] == "no-cache"
    tags = s3.get_object_tagging(Bucket=name, Key="a/ü b+c")["TagSet"]
    assert tags == [{"Key": "x", "Value": "1"}, {"Key": "y", "Value": "z z"}]
    s3.put_object_tagging(
        Bucket=name, Key="a/ü b+c", Tagging={"TagSet": [{"Key": "n", "Value": "<&>"}]}
    )
    tags = s3.get_object_tagging(Bucket=name, Key="a/ü b+c")["TagSet"]
    assert tags == [{"Key": "n", "Value": "<&>"}]
    refused(
        "InvalidTag", s3.put_object_tagging, Bucket=name, Key="a/ü b+c",
        Tagging={"TagSet": [{"Key": "n", "Value": ""}, {"Key": "n", "Value": ""}]},
    )
    s3.delete_object_tagging(Bucket=name, Key="a/ü b+c")
    assert s3.get_object_tagging(Bucket=name, Key="a/ü b+c")["TagSet"] == []
    assert len(s3.get_object_acl(Bucket=name, Key="a/ü b+c")["Grants"]) == 2
    s3.put_object_acl(Bucket=name, Key="a/ü b+c", ACL="private")
    assert len(s3.get_object_acl(Bucket=name, Key="a/ü b+c")["Grants"]) == 1
    assert s3.get_object(Bucket=name, Key="a/ü b+c")["Body"].read() == body
    refused("NoSuchKey", s3.get_object_tagging, Bucket=name, Key="none")
    refused("NoSuchKey", s3.get_object, Bucket=name, Key="none")
    attributes = s3.get_object_attributes(
        Bucket=name, Key="a/ü b+c", ObjectAttributes=["ETag", "ObjectSize", "Checksum"]
    )
    assert attributes["ObjectSize"] == len(body)
    assert attributes["Checksum"]["ChecksumCRC32"] == put["ChecksumCRC32"]
    for algorithm in ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]:
        try:
            made = s3.put_object(Bucket=name, Key=algorithm, Body=body, ChecksumAlgorithm=algorithm)
        except Exception as error:  # some algorithms need awscrt on the client
            assert "crt" in str(error).lower(), error
            continue
        head = s3.head_object(Bucket=name, Key=algorithm, ChecksumMode="ENABLED")
        assert head["Checksum" + algorithm] == made["Checksum" + algorithm]
    assert s3.delete_object(Bucket=name, Key="none")["ResponseMetadata"]["HTTPStatusCode"] == 204


def check_conditions(node, s3):
    name = bucket(s3, "conditions")
    etag = s3.put_object(Bucket=name, Key="k", Body=b"one", IfNoneMatch="*")["ETag"]
    refused("PreconditionFailed", s3.put_object, Bucket=name, Key="k", Body=b"two", IfNoneMatch="*")
    refused("PreconditionFailed", s3.put_object, Bucket=name, Key="k", Body=b"2", IfMatch='"0"')
    refused("NoSuchKey", s3.put_object, Bucket=name, Key="none", Body=b"2", IfMatch=etag)
    second = s3.put_object(Bucket=name, Key="k", Body=b"two", IfMatch=etag)["ETag"]
    assert s3.get_object(Bucket=name, Key="k", IfMatch=second)["Body"].read() == b"two"
    refused("304", s3.get_object, Bucket=name, Key="k", IfNoneMatch=second)
    refused("PreconditionFailed", s3.get_object, Bucket=name, Key="k", IfMatch=etag)
    refused("PreconditionFailed", s3.delete_object, Bucket=name, Key="k", IfMatch=etag)
    s3.delete_object(Bucket=name, Key="k", IfMatch=second)
    refused("404", s3.head_object, Bucket=name, Key="k")
    winners = []

    def race(number):
        try:
            s3.put_object(Bucket=name, Key="race", Body=b"%d" % number, IfNoneMatch="*")
            winners.append(number)
        except ClientError:
            pass

    racers = [threading.Thread(target=race, args=(number,)) for number in range(8)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert len(winners) == 1
    assert s3.get_object(Bucket=name, Key="race")["Body"].read() == b"%d" % winners[0]


def check_copies(node, s3):
    name, other = bucket(s3, "copies"), bucket(s3, "copies-other")
    for size in [100, 100_000]:
        key, body = f"k {size}/ü?", os.urandom(size)
        source = {"Bucket": name, "Key": key}
        etag = s3.put_object(
            Bucket=name, Key=key, Body=body, Metadata={"a": "1"}, ContentType="x/y", Tagging="t=1"
        )["ETag"]
        copied = s3.copy_object(Bucket=other, Key="copy", CopySource=source)
        assert copied["CopyObjectResult"]["ETag"] == etag
        got = s3.get_object(Bucket=other, Key="copy")
        assert got["Body"].read() == body and got["Metadata"] == {"a": "1"}
        assert got["ContentType"] == "x/y" and got["TagCount"] == 1
        s3.copy_object(
            Bucket=other, Key="copy", CopySource=source, MetadataDirective="REPLACE",
            Metadata={"b": "2"}, TaggingDirective="REPLACE", Tagging="u=2",
        )
        got = s3.get_object(Bucket=other, Key="copy")
        assert got["Metadata"] == {"b": "2"} and got["ContentType"] == "binary/octet-stream"
        refused("InvalidRequest", s3.copy_object, Bucket=name, Key=key, CopySource=source)
        s3.copy_object(
            Bucket=name, Key=key, CopySource=source, MetadataDirective="REPLACE",
            Metadata={"c": "3"},
        )
        got = s3.get_object(Bucket=name, Key=key)
        assert got["Body"].read() == body and got["Metadata"] == {"c": "3"}
        s3.delete_object(Bucket=name, Key=key)
        assert s3.get_object(Bucket=other, Key="copy")["Body"].read() == body
        refused("NoSuchKey", s3.copy_object, Bucket=other, Key="copy", CopySource=source)
        refused(
            "PreconditionFailed", s3.copy_object, Bucket=other, Key="x",
            CopySource={"Bucket": other, "Key": "copy"}, CopySourceIfMatch='"0"',
        )
        refused(
            "PreconditionFailed", s3.copy_object, Bucket=other, Key="x",
            CopySource={"Bucket": other, "Key": "copy"}, CopySourceIfNoneMatch=etag,
        )
        s3.copy_object(
            Bucket=other, Key="x", CopySource={"Bucket": other, "Key": "copy"},
            CopySourceIfMatch=etag,
        )
    refused("NoSuchBucket", s3.copy_object, Bucket=other, Key="x", CopySource="copies-none/k")


def check_deletes(node, s3):
    name = bucket(s3, "deletes")
    keys = [f"k{number}" for number in range(20)] + ["a&b<c>", "ü/ö", " leading"]
    for key in keys:
        s3.put_object(Bucket=name, Key=key, Body=b"x")
    deleted = s3.delete_objects(
        Bucket=name, Delete={"Objects": [{"Key": key} for key in keys + ["none"]]}
    )
    assert sorted(item["Key"] for item in deleted["Deleted"]) == sorted(keys + ["none"])
    assert s3.list_objects_v2(Bucket=name)["KeyCount"] == 0
    s3.put_object(Bucket=name, Key="k", Body=b"x")
    quiet = s3.delete_objects(
        Bucket=name, Delete={"Objects": [{"Key": "k", "VersionId": "null"}], "Quiet": True}
    )
    assert "Deleted" not in quiet and "Errors" not in quiet
    refused(
        "MalformedXML", s3.delete_objects, Bucket=name,
        Delete={"Objects": [{"Key": f"{number}"} for number in range(1001)]},
    )


def check_multipart(node, s3):
    name = bucket(s3, "multipart")
    parts = [os.urandom(5 * MiB), os.urandom(5 * MiB + 7), os.urandom(1000)]
    upload = s3.create_multipart_upload(
        Bucket=name, Key="k", Metadata={"m": "1"}, ContentType="a/b", Tagging="t=1",
        ChecksumAlgorithm="SHA256",
    )["UploadId"]
    where = {"Bucket": name, "Key": "k", "UploadId": upload}
    done = []
    for number, body in enumerate(parts, 1):
        s3.upload_part(**where, PartNumber=number, Body=b"wrong", ChecksumAlgorithm="SHA256")
        part = s3.upload_part(**where, PartNumber=number, Body=body, ChecksumAlgorithm="SHA256")
        done.append(
            {"PartNumber": number, "ETag": part["ETag"], "ChecksumSHA256": part["ChecksumSHA256"]}
        )
    s3.upload_part(**where, PartNumber=9, Body=b"not used", ChecksumAlgorithm="SHA256")
    listed = s3.list_parts(**where, MaxParts=2)
    assert [part["PartNumber"] for part in listed["Parts"]] == [1, 2] and listed["IsTruncated"]
    rest = s3.list_parts(**where, PartNumberMarker=listed["NextPartNumberMarker"])
    assert [part["PartNumber"] for part in rest["Parts"]] == [3, 9] and not rest["IsTruncated"]
    uploads = s3.list_multipart_uploads(Bucket=name)["Uploads"]
    assert [(found["Key"], found["UploadId"]) for found in uploads] == [("k", upload)]
    refused("404", s3.head_object, Bucket=name, Key="k")
    wrong = [dict(done[0], ETag='"' + "0" * 32 + '"')]
    refused("InvalidPart", s3.complete_multipart_upload, **where, MultipartUpload={"Parts": wrong})
    refused(
        "InvalidPartOrder", s3.complete_multipart_upload, **where,
        MultipartUpload={"Parts": done[::-1]},
    )
    refused(
        "EntityTooSmall", s3.complete_multipart_upload, **where,
        MultipartUpload={"Parts": [done[0], done[2], dict(
            done[2], PartNumber=9, ETag=rest["Parts"][1]["ETag"],
            ChecksumSHA256=rest["Parts"][1]["ChecksumSHA256"])]},
    )
    complete = s3.complete_multipart_upload(**where, MultipartUpload={"Parts": done})
    digests = b"".join(hashlib.md5(body).digest() for body in parts)
    assert complete["ETag"] == '"%s-3"' % hashlib.md5(digests).hexdigest()
    sums = b"".join(hashlib.sha256(body).digest() for body in parts)
    composite = base64.b64encode(hashlib.sha256(sums).digest()).decode() + "-3"
    assert complete["ChecksumSHA256"] == composite
    again = s3.complete_multipart_upload(**where, MultipartUpload={"Parts": done})
    assert again["ETag"] == complete["ETag"]
    whole = b"".join(parts)
    got = s3.get_object(Bucket=name, Key="k", ChecksumMode="ENABLED")
    assert got["Body"].read() == whole and got["Metadata"] == {"m": "1"} and got["TagCount"] == 1
    assert got["ChecksumSHA256"] == composite and got["ChecksumType"] == "COMPOSITE"
    edge = 5 * MiB
    for first, last in [(0, 0), (edge - 3, edge + 3), (edge, edge), (2 * edge, len(whole) - 1)]:
        got = s3.get_object(Bucket=name, Key="k", Range=f"bytes={first}-{last}")["Body"].read()
        assert got == whole[first:last + 1], (first, last)
    second = s3.get_object(Bucket=name, Key="k", PartNumber=2)
    assert second["Body"].read() == parts[1] and second["PartsCount"] == 3
    # A part comes with its own checksum: boto3 itself compares it with the bytes.
    third = s3.get_object(Bucket=name, Key="k", PartNumber=3, ChecksumMode="ENABLED")
    assert third["Body"].read() == parts[2] and third["ChecksumSHA256"] == done[2]["ChecksumSHA256"]
    assert s3.head_object(Bucket=name, Key="k", PartNumber=3)["ContentLength"] == 1000
    refused("InvalidPartNumber", s3.get_object, Bucket=name, Key="k", PartNumber=9)
    attributes = s3.get_object_attributes(
        Bucket=name, Key="k", ObjectAttributes=["ObjectParts", "ETag", "Checksum"], MaxParts=2
    )
    assert attributes["ObjectParts"]["TotalPartsCount"] == 3
    assert [part["Size"] for part in attributes["ObjectParts"]["Parts"]] == [
        len(parts[0]), len(parts[1])]
    s3.copy_object(Bucket=name, Key="copy", CopySource={"Bucket": name, "Key": "k"})
    s3.delete_object(Bucket=name, Key="k")
    assert s3.get_object(Bucket=name, Key="copy")["Body"].read() == whole
    refused("NoSuchUpload", s3.complete_multipart_upload, **where, MultipartUpload={"Parts": done})
    refused("NoSuchUpload", s3.abort_multipart_upload, **where)
    check_part_copies(s3, name, whole)
    check_aborts(s3, name)


def check_part_copies(s3, name, whole):
    upload = s3.create_multipart_upload(Bucket=name, Key="pieces")["UploadId"]
    where = {"Bucket": name, "Key": "pieces", "UploadId": upload}
    source = {"Bucket": name, "Key": "copy"}
    ranges = [(100, 100 + 6 * MiB), (5 * MiB - 10, 5 * MiB + 10)]
    parts = []
    for number, (start, end) in enumerate(ranges, 1):
        part = s3.upload_part_copy(
            **where, PartNumber=number, CopySource=source, CopySourceRange=f"bytes={start}-{end - 1}"
        )
        parts.append({"PartNumber": number, "ETag": part["CopyPartResult"]["ETag"]})
    refused(
        "InvalidRange", s3.upload_part_copy, **where, PartNumber=3, CopySource=source,
        CopySourceRange=f"bytes=0-{len(whole)}",
    )
    s3.complete_multipart_upload(**where, MultipartUpload={"Parts": parts})
    got = s3.get_object(Bucket=name, Key="pieces")["Body"].read()
    assert got == b"".join(whole[start:end] for start, end in ranges)


def check_aborts(s3, name):
    keys = ["a/1", "a/2", "b", "c/1", "c/1"]
    uploads = [
        (key, s3.create_multipart_upload(Bucket=name, Key=key)["UploadId"]) for key in keys
    ]
    page = s3.list_multipart_uploads(Bucket=name, Delimiter="/")
    assert [found["Prefix"] for found in page["CommonPrefixes"]] == ["a/", "c/"]
    assert [found["Key"] for found in page["Uploads"]] == ["b"]
    seen, marker = [], {}
    while True:
        page = s3.list_multipart_uploads(Bucket=name, MaxUploads=2, **marker)
        seen += [(found["Key"], found["UploadId"]) for found in page.get("Uploads", [])]
        if not page["IsTruncated"]:
            break
        marker = {
            "KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page["NextUploadIdMarker"]
        }
    assert sorted(seen) == sorted(uploads) and [key for key, _ in seen] == sorted(keys)
    for key, upload in uploads:
        s3.upload_part(Bucket=name, Key=key, UploadId=upload, PartNumber=1, Body=b"x")
        s3.abort_multipart_upload(Bucket=name, Key=key, UploadId=upload)
        refused("NoSuchUpload", s3.list_parts, Bucket=name, Key=key, UploadId=upload)
        refused(
            "NoSuchUpload", s3.upload_part, Bucket=name, Key=key, UploadId=upload, PartNumber=1,
            Body=b"x",
        )
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=name)


def check_transfers(node, s3):
    name = bucket(s3, "transfers")
    folder = tools.folder()
    tools.file(folder, "put/big", tools.MULTIPART)
    config = TransferConfig(multipart_threshold=8 * MiB, multipart_chunksize=8 * MiB)
    s3.upload_file(f"{folder}/put/big", name, "big", Config=config)
    s3.copy({"Bucket": name, "Key": "big"}, name, "again", Config=config)
    for key in ["big", "again"]:
        os.makedirs(f"{folder}/got", exist_ok=True)
        s3.download_file(name, key, f"{folder}/got/big", Config=config)
        assert tools.tree(f"{folder}/got") == tools.tree(f"{folder}/put")
        s3.delete_object(Bucket=name, Key=key)


def check_lists(node, s3):
    name = bucket(s3, "lists")
    for key in ["a", "b/1", "b/2", "b::x::y", "c d&e", "d\x01", "ü", "z//"]:
        s3.put_object(Bucket=name, Key=key, Body=b"x")

    def keys(**parameters):
        return [found["Key"] for found in s3.list_objects_v2(
            Bucket=name, **parameters).get("Contents", [])]

    assert keys(StartAfter="b/2") == ["b::x::y", "c d&e", "d\x01", "z//", "ü"]
    page = s3.list_objects_v2(Bucket=name, MaxKeys=0)
    assert page["KeyCount"] == 0 and not page["IsTruncated"]
    assert s3.list_objects_v2(
        Bucket=name, Delimiter="::", Prefix="b::")["CommonPrefixes"] == [{"Prefix": "b::x::"}]
    assert s3.list_objects_v2(Bucket=name, Delimiter="/")["CommonPrefixes"] == [
        {"Prefix": "b/"}, {"Prefix": "z/"}]
    owned = s3.list_objects_v2(Bucket=name, FetchOwner=True)["Contents"][0]
    assert owned["Owner"]["ID"]
    assert "Owner" not in s3.list_objects_v2(Bucket=name)["Contents"][0]
    encoded = s3.list_objects_v2(Bucket=name, EncodingType="url", Prefix="c")["Contents"][0]
    assert encoded["Key"] == "c%20d%26e"
    versions = s3.list_object_versions(Bucket=name)["Versions"]
    assert len(versions) == 8 and {found["VersionId"] for found in versions} == {"null"}
    pages = list(s3.get_paginator("list_object_versions").paginate(
        Bucket=name, PaginationConfig={"PageSize": 3}))
    assert sum(len(page["Versions"]) for page in pages) == 8
    pages = list(s3.get_paginator("list_objects").paginate(
        Bucket=name, PaginationConfig={"PageSize": 3}))
    assert sum(len(page["Contents"]) for page in pages) == 8
    assert s3.get_object(Bucket=name, Key="a", VersionId="null")["Body"].read() == b"x"
    refused("NoSuchVersion", s3.get_object, Bucket=name, Key="a", VersionId="3")


def check_cors(node, s3):
    name = bucket(s3, "cors")
    rule = {
        "AllowedOrigins": ["https://*.example.com"], "AllowedMethods": ["GET", "PUT"],
        "AllowedHeaders": ["x-amz-*"], "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 60,
    }
    s3.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": [rule]})
    assert s3.get_bucket_cors(Bucket=name)["CORSRules"] == [rule]
    s3.put_object(Bucket=name, Key="k", Body=b"x")

    def ask(method, **fields):
        url = s3.generate_presigned_url("get_object", {"Bucket": name, "Key": "k"})
        request = urllib.request.Request(url, method=method, headers={
            key.replace("_", "-"): value for key, value in fields.items()})
        try:
            return urllib.request.urlopen(request)
        except urllib.error.HTTPError as error:
            return error

    origin = "https://a.example.com"
    answer = ask("GET", Origin=origin)
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert answer.headers["Access-Control-Expose-Headers"] == "ETag"
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]
    assert ask("GET", Origin="https://evil.com").headers["Access-Control-Allow-Origin"] is None
    allowed = ask(
        "OPTIONS", Origin=origin, Access_Control_Request_Method="PUT",
        Access_Control_Request_Headers="x-amz-date, x-amz-acl",
    )
    assert allowed.status == 200 and allowed.headers["Access-Control-Max-Age"] == "60"
    assert "PUT" in allowed.headers["Access-Control-Allow-Methods"]
    for fields in [
        {"Origin": origin, "Access_Control_Request_Method": "DELETE"},
        {"Origin": "https://evil.com", "Access_Control_Request_Method": "GET"},
        {"Origin": origin, "Access_Control_Request_Method": "GET",
         "Access_Control_Request_Headers": "authorization"},
    ]:
        assert ask("OPTIONS", **fields).status == 403
    s3.delete_bucket_cors(Bucket=name)
    refused("NoSuchCORSConfiguration", s3.get_bucket_cors, Bucket=name)
    assert ask("GET", Origin=origin).headers["Access-Control-Allow-Origin"] is None


def check_presigned(node, s3):
    name = bucket(s3, "presigned")
    url = s3.generate_presigned_url("put_object", {"Bucket": name, "Key": "a b"}, ExpiresIn=60)
    request = urllib.request.Request(url, method="PUT", data=b"hello")
    request.add_header("Content-Type", "")
    assert urllib.request.urlopen(request).status == 200
    url = s3.generate_presigned_url("get_object", {"Bucket": name, "Key": "a b"}, ExpiresIn=60)
    assert urllib.request.urlopen(url).read() == b"hello"


def checks(node):
    s3 = client(node)
    for name, check in sorted(globals().items()):
        if name.startswith("check_") and check.__code__.co_varnames[:2] == ("node", "s3"):
            yield "boto3 " + name[6:], lambda check=check: check(node, s3)
