# The production image: code, runtime packages, git and PostgreSQL's client programs, run
# as an unprivileged user.
#
# For an image that comes out the same each time, name both bases by digest and give the
# time of the commit, which files then have:
#
#   docker buildx build --build-arg PYTHON=python@sha256:... \
#       --build-arg POSTGRES=postgres@sha256:... \
#       --build-arg SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) \
#       --output type=image,name=enhancement-tracker,rewrite-timestamp=true .
#
# Python's packages are those of the lock. Debian's are the newest of the base's release,
# since their errors are mended there: they differ from month to month.
ARG PYTHON=python:3.13-slim-bookworm
ARG POSTGRES=postgres:18-bookworm

FROM ${POSTGRES} AS postgres
# Where they lie differs from machine to machine.
RUN install --directory /client \
    && cp --preserve=timestamps /usr/lib/postgresql/*/bin/pg_dump /usr/lib/postgresql/*/bin/pg_restore \
       /usr/lib/*-linux-gnu/libpq.so.5 /client

FROM ${PYTHON}
ARG SOURCE_DATE_EPOCH=0

# git reads the sources, over ssh where their addresses say so. libpq5 brings what the
# client programs' own libpq needs.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
       git ca-certificates openssh-client libpq5 libzstd1 liblz4-1 \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/cache/ldconfig/aux-cache \
       /var/log/apt /var/log/dpkg.log

# For `manage.py backup` and `restore`; they are of the server's version in Compose.
COPY --from=postgres /client/pg_dump /client/pg_restore /usr/local/lib/postgresql/
COPY --from=postgres /client/libpq.so.5 /usr/local/lib/
RUN ldconfig && rm -f /var/cache/ldconfig/aux-cache \
    && /usr/local/lib/postgresql/pg_dump --version \
    && /usr/local/lib/postgresql/pg_restore --version

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    TRACKER_POSTGRES_BIN=/usr/local/lib/postgresql \
    TRACKER_STATIC_ROOT=/app/staticfiles \
    TRACKER_HOME=/var/lib/tracker

WORKDIR /app
COPY requirements.lock .
# Compiled code goes by what is in a file, not by when it was written. A file of a package
# that is for another Python cannot be compiled, and is not run either.
RUN pip install --no-cache-dir --require-hashes --only-binary :all: --no-compile \
       -r requirements.lock \
    && { PYTHONHASHSEED=0 python -m compileall -q --invalidation-mode unchecked-hash \
       "$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" || true; }

COPY . .
# The key is for this one step only; it signs nothing and stays in no layer's files.
RUN PYTHONHASHSEED=0 python -m compileall -q --invalidation-mode unchecked-hash \
       manage.py tracker enhancements \
    && SECRET_KEY=collectstatic DATABASE_URL=postgresql:/// REDIS_URL=redis://none \
       TRACKER_HOSTS=none TRACKER_HOME=/tmp python manage.py collectstatic --no-input \
    && install --directory --owner 10001 --group 10001 "$TRACKER_HOME"

USER 10001:10001
EXPOSE 8000
# Of the web process; Compose says how worker and beat are looked after.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s \
    CMD ["python", "-m", "tracker.probe"]
CMD ["uvicorn", "tracker.asgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--timeout-graceful-shutdown", "5"]
