# syntax=docker/dockerfile:1
# The pages' assets come from npm, as on any machine; nothing of Node stays in the image.
FROM node:22-bookworm-slim AS assets
WORKDIR /srv/concord
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund --omit=dev

FROM python:3.11-slim-bookworm
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# What sets the text of reports. Fonts come with the packages; the system's are not used.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/concord
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY --from=assets /srv/concord/node_modules ./node_modules
COPY . .
# Static files are gathered while the image is made; the key is for this one command.
RUN python tools/prepare_assets.py \
    && SECRET_KEY=only-while-the-image-is-made DEMONSTRATION=0 ALLOWED_HOSTS=localhost \
        python manage.py collectstatic --noinput --verbosity 0 \
    && useradd --system --home-dir /srv/concord --shell /usr/sbin/nologin concord \
    && mkdir -p var/media \
    && chown -R concord var
USER concord
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind=0.0.0.0:8000"]
