#!/bin/sh
# Runs once before web, worker and beat: the schema and the collected static files of this version.
set -eu
python manage.py migrate --noinput
python manage.py collectstatic --noinput
