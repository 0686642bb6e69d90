#!/usr/bin/env bash
# Makes the two base images of the Dockerfile on this machine, where no registry can be reached.
#
#   scripts/image-bases.sh            makes those that are missing
#   scripts/image-bases.sh --anew     makes both again
#
# localhost/gatehouse-base/debian:12-slim      Debian 12 by debootstrap, without documentation, like debian:12-slim
# localhost/gatehouse-base/swift:6.3-bookworm  the same with what Swift's compiler needs; the toolchain itself is not
#                                              copied (it has 3 GB): scripts/build-image.sh mounts this machine's
#
# Needs root, debootstrap and buildah. GATEHOUSE_IMAGE_STORE is the folder that the images are kept in.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly debian_image=localhost/gatehouse-base/debian:12-slim
readonly swift_image=localhost/gatehouse-base/swift:6.3-bookworm
readonly mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
readonly store=${GATEHOUSE_IMAGE_STORE:-$PWD/.build-image}

fail() {
    echo "image-bases: $*" >&2
    exit 1
}

# No layers and no mounts: it works where overlay file systems do not.
image_tool() {
    buildah --storage-driver vfs --root "$store/storage" --runroot "$store/run" "$@"
}

exists() {
    image_tool inspect --type image "$1" >/dev/null 2>&1
}

# What a container never reads: the same that debian:12-slim leaves out.
slim() {
    local root=$1
    cat >"$root/etc/dpkg/dpkg.cfg.d/slim" <<-'END'
	path-exclude /usr/share/doc/*
	path-include /usr/share/doc/*/copyright
	path-exclude /usr/share/man/*
	path-exclude /usr/share/info/*
	path-exclude /usr/share/locale/*
	END
    find "$root/usr/share/doc" -mindepth 1 -not -name copyright -not -type d -delete
    rm -rf "$root"/usr/share/{man,info,locale}/*
    cat >"$root/etc/apt/sources.list" <<-END
	deb $mirror bookworm main
	deb $mirror bookworm-updates main
	deb $mirror-security bookworm-security main
	END
}

make_debian() {
    local container root
    container=$(image_tool from scratch)
    root=$(image_tool mount "$container")
    debootstrap --variant=minbase bookworm "$root" "$mirror" >"$store/debootstrap.log" 2>&1 ||
        fail "debootstrap failed, see $store/debootstrap.log"
    slim "$root"
    image_tool run --isolation chroot "$container" -- bash -euc \
        'apt-get update --quiet=2; apt-get upgrade --yes --quiet=2; rm -rf /var/{cache,log,lib/apt/lists}/*' \
        </dev/null >"$store/upgrade.log" 2>&1
    image_tool config --cmd /bin/bash --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        "$container"
    finish "$container" "$debian_image"
}

# The libraries that the toolchain links to, and the C library's headers and linker that it drives.
make_swift() {
    local container
    container=$(image_tool from --pull-never "$debian_image")
    image_tool run --isolation chroot --env DEBIAN_FRONTEND=noninteractive "$container" -- bash -euc \
        'apt-get update --quiet=2; apt-get install --yes --quiet=2 --no-install-recommends "$@"' install \
        binutils ca-certificates git libc6-dev libcurl4 libedit2 libgcc-12-dev libncurses6 libsqlite3-0 \
        libstdc++-12-dev libxml2 tzdata </dev/null >"$store/swift.log" 2>&1
    image_tool config --env PATH=/opt/swift/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        "$container"
    finish "$container" "$swift_image"
}

finish() {
    local container=$1 image=$2
    image_tool umount "$container" >/dev/null 2>&1 || true
    image_tool commit --quiet "$container" "$image" >/dev/null
    image_tool rm "$container" >/dev/null
    echo "image-bases: made $image"
}

[ "$(id -u)" -eq 0 ] || fail "needs root: debootstrap and chroot do"
for tool in buildah debootstrap; do
    command -v "$tool" >/dev/null || fail "needs $tool: apt-get install $tool"
done
case "${1:-}" in
    "") anew=no ;;
    --anew) anew=yes ;;
    *) fail "unknown option $1; see the head of this file" ;;
esac
mkdir -p "$store"
if [ "$anew" = yes ] || ! exists "$debian_image"; then make_debian; fi
if [ "$anew" = yes ] || ! exists "$swift_image"; then make_swift; fi
