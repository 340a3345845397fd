#!/usr/bin/env python3
"""Runs the clients that people use against a node of its own.

    run.py BINARY [NAME ...]    NAME as in ALL; all where none is given
"""

import importlib
import os
import sys
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import node  # noqa: E402
import tools  # noqa: E402

ALL = ["boto3", "aws", "lists", "hosts", "tls", "curl", "resets", "mutations", "capture", "kill", "s3cmd", "rclone", "s5cmd"]


def main():
    binary, names = sys.argv[1], sys.argv[2:] or ALL
    failed = 0
    for name in names:
        module = importlib.import_module("check_" + name)
        options = getattr(module, "OPTIONS", [])
        with node.running(binary, options() if callable(options) else options) as alone:
            for title, check in module.checks(alone):
                began = time.monotonic()
                try:
                    check()
                    print(f"ok      {title} ({time.monotonic() - began:.1f} s)", flush=True)
                except Exception:
                    failed += 1
                    print(f"FAILED  {title}", flush=True)
                    traceback.print_exc()
        tools.remove_folders()
    if failed:
        sys.exit(f"{failed} checks failed")


main()
