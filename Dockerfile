# syntax=docker/dockerfile:1
# Three stages: the GraphiQL page, the program, and an image with the program and a software Vulkan driver.

FROM node:20-bookworm-slim AS web
WORKDIR /src/web/graphiql
COPY web/graphiql/package.json web/graphiql/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web/graphiql ./
RUN npm run build

FROM rust:1.95-slim-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends build-essential cmake nasm pkg-config \
        ca-certificates libaom-dev libvpx-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN scripts/setup.sh codecs
COPY --from=web /src/web/graphiql/dist web/graphiql/dist
# Dependencies and the target folder stay in build caches; the binary is copied out of the cache.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --package phonoglyph --bin phonoglyph \
    && install -D target/release/phonoglyph /out/phonoglyph

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libaom3 libstdc++6 libvpx7 libvulkan1 \
        mesa-vulkan-drivers \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home phonoglyph \
    && install -d -o phonoglyph -g phonoglyph /data
COPY --from=build /out/phonoglyph /usr/local/bin/phonoglyph
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/phonoglyph/
USER phonoglyph
ENV PHONOGLYPH_DATA_DIR=/data
VOLUME /data
EXPOSE 4000
# Stopping hands running jobs back to the queue; the orchestrator must give it the time.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/4000 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["phonoglyph"]
CMD ["serve"]
