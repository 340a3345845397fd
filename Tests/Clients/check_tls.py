"""TLS on both listeners: small and large bodies, a certificate that is renewed."""

import os
import signal
import ssl
import subprocess
import tempfile
import time
import urllib.request

import boto3
from botocore.config import Config

import check_resets

FOLDER = tempfile.mkdtemp(prefix="headwater-tls-")
MiB = 1 << 20


def make_certificate(serial):
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", "/CN=localhost", "-set_serial", str(serial),
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout", FOLDER + "/key.pem", "-out", FOLDER + "/certificate.pem",
        ],
        check=True, capture_output=True,
    )


def OPTIONS():
    make_certificate(1)
    return [
        "--tls-certificate", FOLDER + "/certificate.pem", "--tls-key", FOLDER + "/key.pem"
    ]


def serial(port):
    text = ssl.get_server_certificate(("127.0.0.1", port))
    out = subprocess.run(
        ["openssl", "x509", "-noout", "-serial"], input=text.encode(), capture_output=True,
        check=True,
    ).stdout.decode()
    return int(out.strip().split("=")[1], 16)


def client(node):
    return boto3.client(
        "s3", endpoint_url=f"https://127.0.0.1:{node.s3_port}", region_name="us-east-1",
        aws_access_key_id=node.access_key, aws_secret_access_key=node.secret_key,
        verify=FOLDER + "/certificate.pem",
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
    )


def checks(node):
    def check_bodies():
        s3 = client(node)
        s3.create_bucket(Bucket="tls")
        for size in [0, 1, 20_000, 300_000, 20 * MiB + 3]:
            body = os.urandom(size)
            s3.put_object(Bucket="tls", Key="k", Body=body)
            assert s3.get_object(Bucket="tls", Key="k")["Body"].read() == body
            if size > 100:
                part = s3.get_object(Bucket="tls", Key="k", Range=f"bytes=5-{size - 7}")
                assert part["Body"].read() == body[5:size - 6]
        upload = s3.create_multipart_upload(Bucket="tls", Key="m")["UploadId"]
        bodies = [os.urandom(5 * MiB), os.urandom(100)]
        parts = [
            {
                "PartNumber": number,
                "ETag": s3.upload_part(
                    Bucket="tls", Key="m", UploadId=upload, PartNumber=number, Body=body
                )["ETag"],
            }
            for number, body in enumerate(bodies, 1)
        ]
        s3.complete_multipart_upload(
            Bucket="tls", Key="m", UploadId=upload, MultipartUpload={"Parts": parts}
        )
        assert s3.get_object(Bucket="tls", Key="m")["Body"].read() == b"".join(bodies)

    def check_admin():
        context = ssl.create_default_context(cafile=FOLDER + "/certificate.pem")
        url = f"https://127.0.0.1:{node.admin_port}/v1/health"
        assert urllib.request.urlopen(url, context=context).status == 200
        try:
            urllib.request.urlopen(url.replace("https", "http"), timeout=5)
            raise AssertionError("plain HTTP was answered")
        except OSError:
            pass

    def check_renewal():
        assert serial(node.s3_port) == 1
        make_certificate(2)
        assert serial(node.s3_port) == 1
        node.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 10
        while serial(node.s3_port) != 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert serial(node.admin_port) == 2
        with open(FOLDER + "/key.pem", "w") as file:
            file.write("broken")
        node.process.send_signal(signal.SIGHUP)
        while "stays as it was" not in node.log:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert serial(node.s3_port) == 2

    yield "tls bodies of all sizes", check_bodies
    yield "tls admin listener", check_admin
    context = ssl.create_default_context(cafile=FOLDER + "/certificate.pem")
    yield from check_resets.stored(node, client(node), context)
    yield "tls renewal by SIGHUP", check_renewal
