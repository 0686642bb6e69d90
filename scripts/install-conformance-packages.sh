#!/usr/bin/env bash
# Installs what the trials with real servers need: Debian packages that are missing, and a virtual environment for Python.
#
# tomcat10-common is Tomcat without its service: the trials start it themselves, from a private folder.
set -euo pipefail

packages=(tomcat10-common openjdk-17-jdk-headless haproxy nghttp2-server openssl python3 python3-venv)
# The HPACK decoder and Huffman code of the trials' HTTP/2 client, the judge of TLS, and what makes certificates quickly.
python_packages=(hpack==4.2.0 sslyze==6.3.1 cryptography==46.0.7)
environment=$(dirname "$0")/../.build/conformance-python

fail() {
    echo "install-conformance-packages: $*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -- "$@"; fi
}

missing=()
for package in "${packages[@]}"; do
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
    echo "install-conformance-packages: installing ${missing[*]}"
    as_root apt-get update --quiet=2
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --quiet=2 --no-install-recommends "${missing[@]}" </dev/null ||
        fail "apt-get could not install ${missing[*]}"
fi

# A stamp with the wanted versions: the environment is made anew when they change.
stamp=$environment/installed
if [ "$(cat "$stamp" 2>/dev/null)" != "${python_packages[*]}" ]; then
    echo "install-conformance-packages: ${python_packages[*]} into ${environment#"$(dirname "$0")/../"}"
    rm -rf "$environment"
    /usr/bin/python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check "${python_packages[@]}" ||
        fail "pip could not install ${python_packages[*]}"
    echo "${python_packages[*]}" >"$stamp"
fi
