"""A list of 20,000 keys, whole and in pages."""

import concurrent.futures

import check_boto3


def checks(node):
    def check():
        s3 = check_boto3.client(node)
        s3.create_bucket(Bucket="many")
        names = [f"{number % 7}/{number:06}" for number in range(20_000)]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda key: s3.put_object(Bucket="many", Key=key, Body=b""), names))
        for operation, keys in [("list_objects_v2", "Contents"), ("list_objects", "Contents"),
                                ("list_object_versions", "Versions")]:
            found = []
            for page in s3.get_paginator(operation).paginate(Bucket="many"):
                found += [item["Key"] for item in page[keys]]
            assert found == sorted(names), operation
        level = s3.list_objects_v2(Bucket="many", Delimiter="/")
        assert [item["Prefix"] for item in level["CommonPrefixes"]] == [f"{n}/" for n in range(7)]

    yield "lists 20,000 keys", check
