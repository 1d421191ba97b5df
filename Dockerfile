# One image for every process: web, worker, urgent worker, clock. compose.yaml says which command each one runs.
FROM python:3.13-slim-bookworm AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements/production.txt requirements/
RUN /venv/bin/pip install --require-hashes -r requirements/production.txt
COPY . .
RUN find cms site_pages linebridge -name '*.po' -exec sh -c '/venv/bin/pybabel --quiet compile -i "$1" -o "${1%.po}.mo" -l ja' _ {} \; \
    && MODE=production SECRET_KEY=build VAR_DIR=/tmp/var STATIC_ROOT=/app/staticfiles /venv/bin/python manage.py collectstatic --noinput \
    && rm -rf /tmp/var tests .ci .git

FROM python:3.13-slim-bookworm
# The font that pictures of shared pages are drawn with.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --create-home kairan && mkdir -p /var/lib/kairan /app/media && chown -R kairan /var/lib/kairan /app/media
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 MODE=production VAR_DIR=/var/lib/kairan STATIC_ROOT=/app/staticfiles PORT=8000
USER kairan
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=40s CMD ["python", "-c", "import os; from urllib import parse, request; request.urlopen(request.Request(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health/live/', headers={'Host': parse.urlsplit(os.environ['SITE_URL']).netloc}), timeout=4)"]
CMD ["sh", "-c", "exec granian --interface wsgi --host 0.0.0.0 --port \"$PORT\" --workers \"${WEB_WORKERS:-2}\" --blocking-threads 8 --no-ws cms.wsgi:application"]
