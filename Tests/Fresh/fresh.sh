#!/usr/bin/env bash
# Shows that a clean clone works in a bare Debian 12: makes its root with debootstrap, adds git, make
# and the Swift toolchain of this machine, clones the repository into it and runs commands there.
#
# fresh.sh [COMMAND...]   by default `make test` and `make demo`, one after the other
#
# Needs root. Mounts and processes live in namespaces of their own, so that nothing is left of them
# however it ends; the root is removed, unless FRESH_KEEP=1. Where this machine gets packages,
# certificates and sources from other places than usual, the root gets them from there too.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ "$(id -u)" -ne 0 ]; then
    echo "make fresh needs root: it makes a Debian root and mounts into it" >&2
    exit 1
fi
if ! unshare --mount --pid --fork true 2>/dev/null; then
    echo "make fresh needs namespaces for mounts and processes, which this machine does not allow" >&2
    exit 1
fi
command -v debootstrap >/dev/null || { echo "install debootstrap first" >&2; exit 1; }
[ $# -gt 0 ] || set -- "make test" "make demo"

suite=bookworm
toolchain=$(dirname "$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")")
[ "$toolchain" != / ] || { echo "the Swift toolchain must have a folder of its own" >&2; exit 1; }
# What the toolchain itself needs of Debian, by the instructions of swift.org for Debian 12, without
# its debugger; and what README asks for.
swift_needs="binutils libc6-dev libcurl4 libedit2 libgcc-12-dev libncurses6 libsqlite3-0 \
libstdc++-12-dev libxml2 tzdata zlib1g-dev"
base="ca-certificates git make"

folder=$(mktemp -d -t fresh-XXXXXX)
root=$folder/root
end() {
    # Nothing is mounted here: what was, was in a namespace that is gone.
    if [ "${FRESH_KEEP:-}" = 1 ]; then echo "kept: $root"; else rm -rf "$folder"; fi
}
trap end EXIT
trap 'exit 130' INT TERM

# The mirror that this machine uses for the suite, if it is a Debian.
mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' \
    'Created-By: Packages' 2>/dev/null | awk -v suite=$suite '$2 == suite && $3 == "main" { print $1; exit }')
echo "making a root of Debian 12"
debootstrap --variant=minbase "$suite" "$root" "${mirror:-http://deb.debian.org/debian}" \
    >"$folder/debootstrap.log" 2>&1 || { tail -n 20 "$folder/debootstrap.log" >&2; exit 1; }

copy() {
    for path in "$@"; do
        [ -e "$path" ] || continue
        mkdir -p "$root$(dirname "$path")"
        cp -rL "$path" "$root$(dirname "$path")/"
    done
}
copy /etc/resolv.conf /etc/hosts /etc/gitconfig /etc/pip.conf /usr/local/share/ca-certificates
if [ -n "$mirror" ]; then
    rm -f "$root/etc/apt/sources.list"
    copy /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/trusted.gpg.d /etc/apt/keyrings \
        /etc/apt/preferences.d /usr/share/keyrings
    # Proxies and the like; hooks of other programs stay here.
    grep -lE '^Acquire' /etc/apt/apt.conf.d/* 2>/dev/null | while read -r file; do copy "$file"; done
fi
mkdir -p "$root/root"
for path in .gitconfig .config/git .config/pip .pip .swiftpm/configuration .swiftpm/security; do
    [ -e "$HOME/$path" ] || continue
    mkdir -p "$root/root/$(dirname "$path")"
    cp -rL "$HOME/$path" "$root/root/$(dirname "$path")/"
done
git clone -q --no-hardlinks . "$root/headwater"

# Settings of proxies, certificates and package sources, and the files that they name.
settings=()
shared=("$toolchain")
while IFS= read -r name; do
    settings+=("$name=${!name}")
    if [[ ${!name} == /* && -e ${!name} ]]; then shared+=("${!name}"); fi
done < <(compgen -e | grep -iE '^(https?|ftp|all|no)_proxy$|^PIP_|^SWIFTPM_|(CERT|CA_BUNDLE|CAINFO)' || true)
while IFS= read -r path; do
    if [[ $path == /* && -e $path ]]; then shared+=("${path%/}"); fi
done < <(git config --get-regexp '^url\..*\.insteadof$' | sed -E 's/^url\.(.*)\.insteadof .*/\1/' || true)

cat >"$folder/inside.sh" <<'INSIDE'
set -euo pipefail
root=$1
count=$2
shift 2
mount -t proc proc "$root/proc"
# The devices are those that debootstrap made.
mkdir -p "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
mount -t tmpfs tmpfs "$root/dev/shm"
mount -t tmpfs tmpfs "$root/run"
for path in "${@:1:$count}"; do
    # What is below /etc, its certificates above all, Debian makes inside.
    [[ $path != /etc/* ]] || continue
    if [ -d "$path" ]; then mkdir -p "$root$path"; else mkdir -p "$root$(dirname "$path")"; : >"$root$path"; fi
    mount --bind -o ro "$path" "$root$path"
done
exec chroot "$root" "${@:$((count + 1))}"
INSIDE

inside() {
    unshare --mount --propagation private --pid --fork --kill-child -- \
        bash "$folder/inside.sh" "$root" "${#shared[@]}" "${shared[@]}" \
        /usr/bin/env -i HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" DEBIAN_FRONTEND=noninteractive \
        PATH="$toolchain/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
        "${settings[@]}" /bin/bash -c "cd /headwater || exit 1; $1; exit \$?"
}

echo "adding $base and what Swift needs"
inside "apt-get -qq update && apt-get -qq -y -o Dpkg::Use-Pty=0 --no-install-recommends install \
    $base $swift_needs && update-ca-certificates" >"$folder/packages.log" 2>&1 \
    || { tail -n 20 "$folder/packages.log" >&2; exit 1; }
inside "swift --version 2>/dev/null | head -n 1; git log -1 --format='%h %s'"
for command in "$@"; do
    echo "== $command"
    began=$SECONDS
    inside "$command"
    echo "== $command: good, $((SECONDS - began)) s"
done
echo "a clean clone works in a bare Debian 12"
