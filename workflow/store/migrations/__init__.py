"""Alembic migrations of the archive, from the first one."""
