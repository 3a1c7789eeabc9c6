# The bundle hides what it is made of; the package lock, which is in the context, tells a bill of materials.
ARG BUILDKIT_SBOM_SCAN_CONTEXT=true

# Both bases are Debian 13 with Node 24: scripts/pin-bases.sh writes their digests behind the tags, and Dependabot moves them.
# The bundle is the same on every platform, so it is built on the builder's own, without emulation.
FROM --platform=$BUILDPLATFORM node:24-trixie-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# No package here has an install script that the build needs: esbuild's only checks its binary.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json LICENSE ./
COPY scripts/build.mjs scripts/licenses.mjs scripts/
COPY src/ src/
ARG MAILROOM_COMMIT=""
RUN npm run build

# Nothing is run in this stage, so that any platform can be made on any other.
FROM gcr.io/distroless/nodejs24-debian13:nonroot
ARG MAILROOM_COMMIT=""
# Where the source is, as https://github.com/OWNER/mailroom: ghcr.io shows the image with the repository.
ARG MAILROOM_SOURCE=""
LABEL org.opencontainers.image.title="Mailroom" \
      org.opencontainers.image.description="HEY's Screener for Fastmail: label one mail, and the whole sender goes to the right place." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="$MAILROOM_SOURCE" \
      org.opencontainers.image.revision="$MAILROOM_COMMIT" \
      org.opencontainers.image.base.name="gcr.io/distroless/nodejs24-debian13:nonroot"
# .mjs tells Node that it is a module: no package.json is needed, and the source is read once.
COPY --from=build /build/dist/mailroom.js /app/mailroom.mjs
COPY --from=build /build/dist/LICENSES.txt /app/
# By number: Kubernetes checks `runAsNonRoot` without looking into /etc/passwd.
USER 65532:65532
EXPOSE 8080
# Node is the first process itself, so that signals reach it.
ENTRYPOINT ["/nodejs/bin/node", "/app/mailroom.mjs"]
CMD ["run"]
