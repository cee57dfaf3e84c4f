"""The entry points of the product's processes; docker-compose.yml starts the same ones."""

WEB = (
    "gunicorn",
    "zhengxie.wsgi:application",
    "--workers=2",
    "--threads=4",
    "--timeout=60",
    "--preload",
    "--access-logfile=-",
)
WORKER = (
    "celery",
    "-A",
    "zhengxie",
    "worker",
    "--loglevel=INFO",
    "--concurrency=2",
    "--without-gossip",
    "--without-mingle",
)
BEAT = ("celery", "-A", "zhengxie", "beat", "--scheduler=django", "--loglevel=INFO", "--pidfile=")
MIGRATE = ("manage.py", "migrate", "--noinput")
COLLECTSTATIC = ("manage.py", "collectstatic", "--noinput")
