# The production image: code, runtime packages and git, run as an unprivileged user.
FROM python:3.13-slim-bookworm

# git reads the sources, over ssh where their addresses say so.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git ca-certificates openssh-client \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    TRACKER_STATIC_ROOT=/app/staticfiles \
    TRACKER_HOME=/var/lib/tracker

WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock

COPY . .
# The key is for this one step only; it signs nothing and stays in no layer's files.
RUN python -m compileall -q manage.py tracker enhancements \
    && SECRET_KEY=collectstatic DATABASE_URL=postgresql:/// REDIS_URL=redis://none \
       TRACKER_HOSTS=none TRACKER_HOME=/tmp python manage.py collectstatic --no-input \
    && install --directory --owner 10001 --group 10001 "$TRACKER_HOME"

USER 10001:10001
EXPOSE 8000
CMD ["uvicorn", "tracker.asgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--timeout-graceful-shutdown", "5"]
