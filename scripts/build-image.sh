#!/usr/bin/env bash
# Builds the container image localhost/gatehouse:dev with buildah, without a container engine, on the base images of
# scripts/image-bases.sh; then tries the result with scripts/try-image.
#
# Needs root, buildah, debootstrap and what scripts/try-image needs. From the environment:
#   GATEHOUSE_IMAGE_STORE     folder of the images, .build-image by default
#   SWIFT_TOOLCHAIN           folder whose usr/bin has swift; by default that of the swift in PATH
#   SWIFT_PACKAGE_MIRROR      folder with owner/name in place of https://github.com/, where that cannot be reached;
#                             by default what git's own url.<folder>.insteadOf says
set -euo pipefail
cd "$(dirname "$0")/.."

readonly image=localhost/gatehouse:dev
readonly store=${GATEHOUSE_IMAGE_STORE:-$PWD/.build-image}

fail() {
    echo "build-image: $*" >&2
    exit 1
}

image_tool() {
    buildah --storage-driver vfs --root "$store/storage" --runroot "$store/run" "$@"
}

# The folder above usr/bin/swift, through every link.
toolchain() {
    local swift
    swift=$(command -v swift) || fail "no swift in PATH, and SWIFT_TOOLCHAIN does not name one"
    swift=$(readlink --canonicalize "$swift")
    echo "${swift%/usr/bin/*}"
}

# The folder that git on this machine reads instead of GitHub, if it is told to; a build inside does not inherit that.
git_mirror() {
    local folder
    folder=$(git config --get-regexp '^url\..*\.insteadof$' |
        sed -n 's|^url\.\(file://\)\{0,1\}\(/.*\)\.insteadof https://github.com/$|\2|p' | head -n 1)
    if [ -d "$folder" ]; then echo "$folder"; fi
}

# Git inside the build reads this machine's mirror where it would ask GitHub.
mirror_volumes() {
    local mirror=${SWIFT_PACKAGE_MIRROR:-$(git_mirror)}
    [ -n "$mirror" ] || return 0
    cat >"$store/gitconfig" <<-END
	[url "file:///swift-packages/"]
	    insteadOf = https://github.com/
	[safe]
	    directory = *
	END
    printf '%s\n' --volume "$mirror:/swift-packages:ro" --volume "$store/gitconfig:/etc/gitconfig:ro"
}

build() {
    local volumes started=$SECONDS
    scripts/image-bases.sh
    mapfile -t volumes < <(mirror_volumes)
    image_tool build --isolation chroot --format docker --pull-never --tag "$image" \
        --build-arg SWIFT_IMAGE=localhost/gatehouse-base/swift:6.3-bookworm \
        --build-arg DEBIAN_IMAGE=localhost/gatehouse-base/debian:12-slim \
        --build-arg VERSION=dev \
        --build-arg "REVISION=$(git rev-parse HEAD)" \
        --volume "${SWIFT_TOOLCHAIN:-$(toolchain)}:/opt/swift:ro" "${volumes[@]}" \
        . </dev/null
    echo "build-image: $image, $(size), $((SECONDS - started)) s"
}

size() {
    image_tool images --format '{{.Size}}' "$image"
}

build
exec scripts/try-image "$image"
