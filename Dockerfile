# credence-server with the shipped models, the `credence` client for the health check, and `credence-models`.
#   podman build --format docker --build-arg COMMIT="$(git rev-parse --short HEAD)" -t credence .
#   podman run --rm --read-only --cap-drop ALL -p 8500:8500 -p 8501:8501 credence
# docs/deployment.md has the rest.

FROM docker.io/library/debian:bookworm-slim AS build
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
# LibTorch lies where the final image has it, so that the binaries find it by their own run path.
ENV CREDENCE_CACHE=/opt/credence
WORKDIR /src
# The dependencies are a layer of their own: a change of the code does not fetch them again.
COPY script/bootstrap script/fetch_libtorch script/unpack_libtorch.py script/
RUN script/bootstrap && rm -rf /var/lib/apt/lists/*
RUN from=$(echo /opt/credence/libtorch-*) && to=/runtime$from/lib && mkdir -p "$to" \
    && for library in libtorch_cpu.so libc10.so libgomp.so.1 libcudart.so.13 libcupti.so.13; do \
        cp "$from/lib/$library" "$to"; done \
    && cp -r "$from/licenses" "/runtime$from/" \
    && strip --strip-unneeded "$to"/*
COPY CMakeLists.txt CMakePresets.json LICENSE ./
COPY cmake cmake
COPY proto proto
COPY models models
COPY server server
COPY client client
# The page, built: its sources and npm stay outside.
COPY web/dist web/dist
ARG COMMIT=unknown
RUN export CREDENCE_COMMIT="$COMMIT" \
    && cmake --preset release -DCREDENCE_TESTS=OFF -DCREDENCE_BENCH=OFF \
    && cmake --build --preset release --target credence-server credence credence-models \
    && (cd build/release/bin && install -s -D -t /runtime/usr/local/bin credence-server credence credence-models) \
    && install -m 644 -D -t /runtime/usr/local/share/doc/credence LICENSE \
    && cp -r models/pretrained /runtime/models \
    && chmod -R a+rX /runtime

FROM docker.io/library/debian:bookworm-slim
# The shared libraries that the two programs need, as packages, so that scanners see what is inside; at the newest
# security update, so without a version.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libcpp-httplib0.11 libgrpc++1.51 libpq5 libprometheus-cpp-core1.0 libprotobuf32 libspdlog1.10 libsqlite3-0 libssl3 \
        libtomlplusplus3 \
    && rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log /var/cache/debconf/*-old
COPY --from=build /runtime /
ENV CREDENCE_REPOSITORY=/models \
    CREDENCE_LISTEN=0.0.0.0:8500 \
    CREDENCE_METRICS_LISTEN=0.0.0.0:8501 \
    CREDENCE_LOG_FORMAT=json
# gRPC; /metrics, /healthz and the page.
EXPOSE 8500 8501
# Not root, with no name and no home: the server writes no file but the journal that --journal names.
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["credence", "health"]
ENTRYPOINT ["credence-server"]
