"""Checks of cluster-examples/, each skipped with a word where its tool is not here.

Tests/Examples/check.py [FOLDER]: the tools are searched on the PATH and among Python's modules.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile

examples = sys.argv[1] if len(sys.argv) > 1 else "cluster-examples"
problems = []


def told(name, outcome):
    print(f"{name:<48} {outcome}", flush=True)


def check(name, found):
    problems.extend(f"{name}: {problem}" for problem in found)
    told(name, "; ".join(found) if found else "good")


def run(*words, **options):
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, **options)
    return [] if done.returncode == 0 else [(done.stdout + done.stderr).strip() or "failed"]


def has_module(name):
    return importlib.util.find_spec(name) is not None


def systemd():
    name = "systemd: systemd-analyze verify"
    if not shutil.which("systemd-analyze"):
        return told(name, "skipped: systemd-analyze is not here")
    with tempfile.TemporaryDirectory() as folder:
        # The binary need not be installed for the unit to be right.
        unit = os.path.join(folder, "headwater.service")
        with open(f"{examples}/systemd/headwater.service") as source, open(unit, "w") as target:
            target.write(source.read().replace("/usr/local/bin/headwater", "/bin/true"))
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", unit],
            capture_output=True,
            text=True,
            timeout=120,
        )
    lines = [line for line in done.stderr.splitlines() if "headwater" in line]
    check(name, lines or ([] if done.returncode == 0 else [done.stderr.strip()]))


def kubernetes():
    name = "kubernetes: kubernetes-validate --strict"
    if not has_module("kubernetes_validate") or not has_module("yaml"):
        return told(name, "skipped: kubernetes-validate is not here; make check-examples installs it")
    import kubernetes_validate
    import yaml

    found = []
    kinds = []
    for file in ("headwater.yaml", "secret.yaml"):
        with open(f"{examples}/kubernetes/{file}") as text:
            for document in yaml.safe_load_all(text):
                kinds.append(document["kind"])
                try:
                    kubernetes_validate.validate(
                        document, kubernetes_validate.latest_version(), strict=True
                    )
                except Exception as problem:
                    found.append(f"{file} {document['kind']}: {problem}")
    wanted = ["Service", "Service", "PodDisruptionBudget", "StatefulSet", "Secret"]
    if kinds != wanted:
        found.append(f"has {kinds}, not {wanted}")
    check(name, found)


def compose():
    name = "compose: the file by itself"
    file = f"{examples}/compose/compose.yaml"
    if not has_module("yaml"):
        told(name, "skipped: Python's yaml is not here")
    else:
        import yaml

        with open(file) as text:
            content = yaml.safe_load(text)
        found = []
        for service, node in content["services"].items():
            settings = node["environment"]
            if settings["HEADWATER_NAME"] != service:
                found.append(f"{service} is named {settings['HEADWATER_NAME']}")
            if settings["HEADWATER_ADVERTISE"] != f"{service}:8402":
                found.append(f"{service} advertises {settings['HEADWATER_ADVERTISE']}")
            seed = settings.get("HEADWATER_JOIN", "").split(":")[0]
            if seed and seed not in content["services"]:
                found.append(f"{service} joins {seed}, which is not there")
            volumes = [volume.split(":")[0] for volume in node["volumes"]]
            found += [f"no volume {name}" for name in volumes if name not in content["volumes"]]
            found += [f"no secret {name}" for name in node["secrets"] if name not in content["secrets"]]
        founders = [s for s, n in content["services"].items() if "HEADWATER_JOIN" not in n["environment"]]
        if len(founders) != 1:
            found.append(f"{founders} would each found a cluster")
        check(name, found)
    name = "compose: docker compose config"
    if not shutil.which("docker") or run("docker", "compose", "version"):
        return told(name, "skipped: Docker's compose plugin is not here")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(file, folder)
        for key in ("cluster-key", "admin-token"):
            open(os.path.join(folder, key), "w").close()
        check(name, run("docker", "compose", "config", "--quiet", cwd=folder))


def haproxy():
    name = "haproxy: haproxy -c"
    if not shutil.which("haproxy"):
        return told(name, "skipped: haproxy is not here")
    check(name, run("haproxy", "-c", "-q", "-f", f"{examples}/haproxy/haproxy.cfg"))


def scripts():
    found = []
    for folder, _, files in os.walk(examples):
        for file in files:
            path = os.path.join(folder, file)
            if file.endswith(".sh"):
                found += run("bash", "-n", path)
            if file == "README.md":
                with open(path) as text:
                    lines = len(text.readlines())
                if lines > 40:
                    found.append(f"{path} has {lines} lines")
    check("scripts and pages", found)


os.environ["PATH"] += ":/usr/sbin:/sbin"
systemd()
kubernetes()
compose()
haproxy()
scripts()
for problem in problems:
    print(f"PROBLEM {problem}", file=sys.stderr)
sys.exit(1 if problems else 0)
