"""The archive: tables, sessions, migrations; the only importer of SQLAlchemy."""
