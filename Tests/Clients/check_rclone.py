"""rclone: copy, check, sync both ways, multipart, server-side copies, purge."""

import os

from tools import MULTIPART, file, folder, run, sample, same


def checks(node):
    env = {
        "RCLONE_CONFIG": folder() + "/rclone.conf", "RCLONE_CONFIG_HW_TYPE": "s3",
        "RCLONE_CONFIG_HW_PROVIDER": "Other", "RCLONE_CONFIG_HW_ENDPOINT": node.endpoint,
        "RCLONE_CONFIG_HW_ACCESS_KEY_ID": node.access_key,
        "RCLONE_CONFIG_HW_SECRET_ACCESS_KEY": node.secret_key,
        "RCLONE_CONFIG_HW_REGION": "us-east-1", "RCLONE_CONFIG_HW_FORCE_PATH_STYLE": "true",
        "RCLONE_CONFIG_HW_UPLOAD_CUTOFF": "8Mi", "RCLONE_CONFIG_HW_CHUNK_SIZE": "8Mi",
    }

    def rclone(*arguments):
        return run("rclone", *arguments, env=env)

    def check():
        rclone("mkdir", "hw:rclone")
        source, back = sample(), folder()
        rclone("sync", source, "hw:rclone/to")
        rclone("check", source, "hw:rclone/to")
        rclone("sync", "hw:rclone/to", back)
        same(source, back)
        rclone("sync", "hw:rclone/to", "hw:rclone/again")
        rclone("check", "--download", "hw:rclone/to", "hw:rclone/again")
        path = file(folder(), "m", MULTIPART)
        rclone("copy", path, "hw:rclone")
        rclone("check", "--download", os.path.dirname(path), "hw:rclone", "--one-way")
        os.remove(source + "/large.bin")
        rclone("sync", source, "hw:rclone/to")
        assert "large.bin" not in rclone("ls", "hw:rclone/to")
        rclone("purge", "hw:rclone")
        assert not any(line.endswith(" rclone") for line in rclone("lsd", "hw:").splitlines())

    yield "rclone", check
