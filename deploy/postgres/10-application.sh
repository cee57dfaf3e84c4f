#!/bin/sh
# First start of an empty volume: the application's own role, which is no superuser, and its database.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$POSTGRES_PASSWORD" -U postgres <<'SQL'
CREATE ROLE zhengxie LOGIN PASSWORD :'password';
CREATE DATABASE zhengxie OWNER zhengxie;
SQL
