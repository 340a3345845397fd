"""kill -9 amid uploads in parts: what was acknowledged is there, nothing is half (edge 31)."""

import hashlib
import os
import random
import threading
import time

from botocore.exceptions import BotoCoreError, ClientError

import check_boto3

ROUNDS = int(os.environ.get("HEADWATER_KILL_ROUNDS", "4"))
PART = 5 << 20


def body(key, number):
    seed = hashlib.sha256(f"{key} {number}".encode()).digest()
    return seed * ((PART if number == 1 else 40_000) // len(seed))


def checks(node):
    acknowledged = set()

    def work(thread, round_number, ended):
        s3 = check_boto3.client(node)
        for number in range(1_000):
            key = f"{round_number}/{thread}/{number}"
            where = {"Bucket": "kill", "Key": key}
            try:
                upload = s3.create_multipart_upload(**where)["UploadId"]
                parts = [
                    {"PartNumber": part, "ETag": s3.upload_part(
                        **where, UploadId=upload, PartNumber=part, Body=body(key, part))["ETag"]}
                    for part in (1, 2)
                ]
                s3.complete_multipart_upload(
                    **where, UploadId=upload, MultipartUpload={"Parts": parts})
                acknowledged.add(key)
                s3.copy_object(**{**where, "Key": key + " copy"}, CopySource=where)
                acknowledged.add(key + " copy")
            except (BotoCoreError, ClientError):
                assert ended.is_set(), f"{key} failed before the node was killed"
                return

    def check():
        check_boto3.client(node).create_bucket(Bucket="kill")
        for round_number in range(ROUNDS):
            ended = threading.Event()
            workers = [
                threading.Thread(target=work, args=(thread, round_number, ended))
                for thread in range(4)
            ]
            for worker in workers:
                worker.start()
            time.sleep(random.uniform(0.5, 1.5))
            ended.set()
            node.kill()
            for worker in workers:
                worker.join()
            node.start()
            s3 = check_boto3.client(node)
            found = [
                item["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket="kill")
                for item in page.get("Contents", [])
            ]
            assert acknowledged and acknowledged <= set(found), acknowledged - set(found)
            for key in found:
                name = key.removesuffix(" copy")
                whole = s3.get_object(Bucket="kill", Key=key)["Body"].read()
                assert whole == body(name, 1) + body(name, 2), key
            for upload in s3.list_multipart_uploads(Bucket="kill").get("Uploads", []):
                s3.abort_multipart_upload(
                    Bucket="kill", Key=upload["Key"], UploadId=upload["UploadId"])

    yield "kill -9 amid uploads in parts", check
