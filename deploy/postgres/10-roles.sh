#!/usr/bin/env bash
# Runs once, when the database's volume is new: the owner of the tables, who migrates, and the
# application, which owns nothing, makes nothing and is bound by row-level security.
set -euo pipefail
psql --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres \
  --set=owner_password="$CONCORD_OWNER_PASSWORD" --set=app_password="$CONCORD_APP_PASSWORD" <<'SQL'
CREATE ROLE concord_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
CREATE ROLE concord_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
CREATE DATABASE concord OWNER concord_owner ENCODING 'UTF8';
SQL
