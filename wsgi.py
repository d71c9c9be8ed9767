"""The entrance for web servers: ``gunicorn wsgi:app``."""

from app import create_app

app = create_app()
