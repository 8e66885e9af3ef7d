# Ascolto in a container, on SQLite alone: see docs/operations.md. Records and key are volumes of their own; the token is a file
# at /run/secrets/token. Nothing runs as root, and the root file system may be read-only.
FROM python:3.13-slim-trixie AS build
WORKDIR /opt/ascolto
RUN python -m venv .venv
COPY requirements.lock ./
RUN .venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md ./
COPY bot bot
COPY db db
COPY locales locales
COPY practice practice
RUN .venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation --editable . \
    && .venv/bin/python -m compileall -q bot db locales practice

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin ascolto \
    && install -d -m 700 -o ascolto -g ascolto /data /key
COPY --from=build /opt/ascolto /opt/ascolto
ENV PATH=/opt/ascolto/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    ASCOLTO_DATA=/data \
    ASCOLTO_KEY_FILE=/key/key \
    ASCOLTO_HEALTH_PORT=8099 \
    TELEGRAM_BOT_TOKEN_FILE=/run/secrets/token
USER ascolto
WORKDIR /data
VOLUME ["/data", "/key"]
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8099/healthz', timeout=5)"]
ENTRYPOINT ["ascolto"]
CMD ["run"]
