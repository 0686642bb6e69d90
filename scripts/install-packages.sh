#!/usr/bin/env bash
# Installs the Debian packages that are missing, and only those.
#
#   scripts/install-packages.sh            what the build needs
#   scripts/install-packages.sh --tests    what the tests need as well
#
# Says what it does, asks nothing, and changes nothing when all is there already.
set -euo pipefail

build_packages=(make pkg-config libssl-dev libnghttp2-dev libseccomp-dev zlib1g-dev)
test_packages=(curl nghttp2-client openssl)

fail() {
    echo "install-packages: $*" >&2
    exit 1
}

is_installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

has_candidate() {
    apt-cache policy "$1" | grep --quiet 'Candidate: [^(]'
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo -- "$@"
    else
        fail "needs root, and there is no sudo; run as root: $*"
    fi
}

update_lists() {
    echo "install-packages: apt-get update"
    as_root apt-get update --quiet=2
}

install() {
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --quiet=2 --no-install-recommends "$@" </dev/null
}

wanted=("${build_packages[@]}")
case "${1:-}" in
    "") ;;
    --tests) wanted+=("${test_packages[@]}") ;;
    *) fail "unknown option $1; see the head of this file" ;;
esac

command -v dpkg-query >/dev/null ||
    fail "this is no Debian system; install by hand what these packages hold: ${wanted[*]}"

missing=()
for package in "${wanted[@]}"; do
    is_installed "$package" || missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

echo "install-packages: installing ${missing[*]}"
for package in "${missing[@]}"; do
    if ! has_candidate "$package"; then
        update_lists
        break
    fi
done
# Lists that are there but old name versions that the mirror has dropped: fetch them anew and try once more.
install "${missing[@]}" || { update_lists && install "${missing[@]}"; } ||
    fail "apt-get could not install ${missing[*]}"
