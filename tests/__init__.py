"""The specification, run against real PostgreSQL, Valkey, Celery, SMTP and Chromium."""
