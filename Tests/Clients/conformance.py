#!/usr/bin/env python3
"""Runs the public conformance suite of Ceph (https://github.com/ceph/s3-tests) against a node.

    conformance.py BINARY CHECKOUT

CHECKOUT is a clone of the suite whose requirements are installed. What is known to fail stands in
conformance-known.txt, each with the reason; a failure that does not stand there, or a test that passes
although it does, ends with exit code 1.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import node  # noqa: E402

KNOWN = pathlib.Path(__file__).with_name("conformance-known.txt")
# What Headwater answers with NotImplemented by design: see docs/s3-api.md.
LEFT_OUT = """appendobject auth_aws2 bucket_encryption bucket_logging bucket_logging_cleanup bucket_policy
cloud_restore cloud_transition delete_marker encryption group group_policy iam_account iam_cross_account
iam_role iam_tenant iam_user lifecycle lifecycle_expiration lifecycle_transition object_lock
object_ownership role_policy s3select s3website s3website_redirect_location s3website_routing_rules sns
sse_s3 storage_class test_of_sts user_policy versioning webidentity_test fails_on_aws""".split()
KEYS = {
    "main": ("MAINKEY00000000000001", "mainsecret0000000000000000000000000000001", "*"),
    "alt": ("ALTKEY000000000000001", "altsecret00000000000000000000000000000001", "alt*"),
}


def section(name, key, extra=""):
    access, secret, _ = KEYS[key]
    return (f"[{name}]\ndisplay_name = headwater\nuser_id = headwater\nemail = {key}@example.com\n"
            f"api_name =\naccess_key = {access}\nsecret_key = {secret}\n{extra}\n")


def configuration(port):
    return (f"[DEFAULT]\nhost = 127.0.0.1\nport = {port}\nis_secure = False\nssl_verify = False\n"
            "[fixtures]\nbucket prefix = hw-{random}-\niam name prefix = hw-\niam path prefix = /hw/\n"
            + section("s3 main", "main") + section("s3 alt", "alt")
            + section("s3 tenant", "alt", "tenant = testx\n") + section("iam", "main")
            + section("iam root", "main") + section("iam alt root", "alt"))


def known():
    """Names of tests, each with the reason for which it fails."""
    reasons = {}
    reason = ""
    for line in KNOWN.read_text().splitlines():
        if line.startswith("#"):
            reason = line[1:].strip()
        elif line.strip():
            reasons[line.strip()] = reason
    return reasons


def run(binary, checkout):
    with node.running(binary, []) as alone, tempfile.TemporaryDirectory() as folder:
        for access, secret, pattern in KEYS.values():
            path = os.path.join(folder, access)
            with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
                json.dump({"access-key": access, "secret-key": secret}, file)
            subprocess.run(
                [binary, "access", "create", "--admin", pattern, "--key-file", path,
                 "--node", f"http://127.0.0.1:{alone.admin_port}", "--token", node.TOKEN],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
        config = os.path.join(folder, "s3tests.conf")
        pathlib.Path(config).write_text(configuration(alone.s3_port))
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--tb=line", "-rA", "-p", "no:cacheprovider",
             "-m", " and ".join(f"not {mark}" for mark in LEFT_OUT),
             "s3tests/functional/test_s3.py", "s3tests/functional/test_headers.py"],
            cwd=checkout, env={**os.environ, "S3TEST_CONF": config},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        ).stdout


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    output = run(os.path.abspath(sys.argv[1]), sys.argv[2])
    results = {name: verdict for verdict, name in
               re.findall(r"^(PASSED|FAILED|ERROR) \S*::(\S+)", output, re.M)}
    if not results:
        sys.exit("the suite did not run:\n" + output[-4000:])
    reasons = known()
    failed = {name for name, verdict in results.items() if verdict != "PASSED"}
    surprising = sorted(failed - reasons.keys())
    mended = sorted(name for name in reasons if results.get(name) == "PASSED")
    for name in surprising:
        print(f"FAILED  {name}")
    for name in mended:
        print(f"passes now, remove it from {KNOWN.name}: {name}")
    print(f"{len(results) - len(failed)} tests pass, {len(failed)} fail, of which {len(surprising)} "
          "without a known reason")
    if surprising or mended:
        sys.exit(1)


main()
