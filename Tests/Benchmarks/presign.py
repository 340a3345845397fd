#!/usr/bin/env python3
"""Prints presigned paths, one a line: what wrk asks a store that checks signatures.

    presign.py METHOD ENDPOINT BUCKET [PREFIX COUNT]     the bucket, or keys PREFIX0 to PREFIX(COUNT - 1)

Keys from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Signature version 4 in the query: AWS,
"Authenticating Requests: Using Query Parameters".
"""

import datetime
import hashlib
import hmac
import os
import sys
import urllib.parse

REGION = "us-east-1"


def digest(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def main():
    if len(sys.argv) not in (4, 6):
        sys.exit(__doc__)
    method, endpoint, bucket = sys.argv[1:4]
    paths = [f"/{bucket}"]
    if len(sys.argv) == 6:
        paths = [f"/{bucket}/{sys.argv[4]}{number}" for number in range(int(sys.argv[5]))]
    access, secret = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
    host = urllib.parse.urlsplit(endpoint).netloc
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{now[:8]}/{REGION}/s3/aws4_request"
    key = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        key = digest(key, part)
    query = urllib.parse.urlencode({
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Credential": f"{access}/{scope}",
        "X-Amz-Date": now, "X-Amz-Expires": "86400", "X-Amz-SignedHeaders": "host",
    })
    for path in paths:
        canonical = "\n".join([method, path, query, f"host:{host}", "", "host", "UNSIGNED-PAYLOAD"])
        text = "\n".join(["AWS4-HMAC-SHA256", now, scope,
                          hashlib.sha256(canonical.encode()).hexdigest()])
        print(f"{path}?{query}&X-Amz-Signature={digest(key, text).hex()}")


main()
