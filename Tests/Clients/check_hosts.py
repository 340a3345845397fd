"""Buckets named by the host (virtual-host style), which boto3 asks for under a domain."""

import boto3
from botocore.config import Config

DOMAIN = "s3.localhost"
OPTIONS = ["--s3-domain", DOMAIN]


def checks(node):
    # Names under localhost are this machine by RFC 6761; where the resolver does not know that, the
    # client is told.
    import socket

    known = socket.getaddrinfo

    def local(host, *arguments, **options):
        name = host.decode() if isinstance(host, bytes) else host
        if name and name.endswith(DOMAIN):
            host = "127.0.0.1"
        return known(host, *arguments, **options)

    def check():
        socket.getaddrinfo = local
        try:
            s3 = boto3.client(
                "s3", endpoint_url=f"http://{DOMAIN}:{node.s3_port}", region_name="us-east-1",
                aws_access_key_id=node.access_key, aws_secret_access_key=node.secret_key,
                config=Config(s3={"addressing_style": "virtual"}),
            )
            s3.create_bucket(Bucket="hosts")
            s3.put_object(Bucket="hosts", Key="a/b", Body=b"x")
            assert s3.get_object(Bucket="hosts", Key="a/b")["Body"].read() == b"x"
            assert [item["Key"] for item in s3.list_objects_v2(Bucket="hosts")["Contents"]] == ["a/b"]
            s3.copy_object(Bucket="hosts", Key="c", CopySource="hosts/a/b")
            assert [found["Name"] for found in s3.list_buckets()["Buckets"]] == ["hosts"]
            url = s3.generate_presigned_url("get_object", {"Bucket": "hosts", "Key": "c"})
            assert f"hosts.{DOMAIN}" in url
        finally:
            socket.getaddrinfo = known

    yield "hosts buckets in host names", check
