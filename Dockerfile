# The gateway as a container image. scripts/build-image.sh builds it without a container engine and tries the result;
# with an engine: docker build --tag gatehouse .
#
# Both bases are arguments, so that a build can use mirrors or digests:
#   --build-arg DEBIAN_IMAGE=registry.example/debian@sha256:...
ARG SWIFT_IMAGE=docker.io/library/swift:6.3-bookworm
ARG DEBIAN_IMAGE=docker.io/library/debian:12-slim

FROM ${SWIFT_IMAGE} AS build
# Series, not exact versions: security updates come in by building again, and no build breaks when Debian drops one.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        libnghttp2-dev=1.52.* \
        libseccomp-dev=2.5.* \
        libssl-dev=3.0.* \
        pkg-config=1.8.* \
        zlib1g-dev=1:1.2.13.* \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
# The packages first: they change seldom, and an engine that caches layers fetches them once.
COPY Package.swift ./
RUN swift package resolve
COPY Sources Sources
COPY Tests Tests
# The Swift libraries go into the binary, so that the image needs none of the toolchain.
RUN swift build --configuration release --product gatehouse --static-swift-stdlib \
    && install -D --strip --mode=0755 "$(swift build --configuration release --show-bin-path)/gatehouse" \
        /result/usr/bin/gatehouse

FROM ${DEBIAN_IMAGE}
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        ca-certificates=20* \
        libnghttp2-14=1.52.* \
        libseccomp2=2.5.* \
        libssl3=3.0.* \
        libstdc++6=12.2.* \
        zlib1g=1:1.2.13.* \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/cache/debconf /var/cache/ldconfig /var/log/* \
    # Numbers that no distribution gives away, so that a mounted file's owner is never met by accident.
    && groupadd --gid 8443 gatehouse \
    && useradd --uid 8443 --gid 8443 --no-log-init --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin gatehouse \
    && install --directory --owner=root --group=gatehouse --mode=0750 /etc/gatehouse \
    && install --directory --owner=gatehouse --group=gatehouse --mode=0750 /var/log/gatehouse
COPY --from=build /result/ /

ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Gatehouse" \
    org.opencontainers.image.description="A default-deny edge gateway that verifies webhook signatures" \
    org.opencontainers.image.licenses="Apache-2.0" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.base.name="docker.io/library/debian:12-slim"

# A number, because an orchestrator that demands "not root" cannot look up a name.
USER 8443:8443
# Nothing is written outside this volume, and there only when the configuration names files in it: the root file
# system may be mounted read-only.
VOLUME ["/var/log/gatehouse"]
EXPOSE 8443
STOPSIGNAL SIGTERM
# Says that the listener accepts. `gatehouse probe --server-name` can say more where the name is known.
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["/usr/bin/gatehouse", "probe", "--address", "127.0.0.1:8443"]
ENTRYPOINT ["/usr/bin/gatehouse"]
CMD ["run", "--config", "/etc/gatehouse/gatehouse.yaml"]
