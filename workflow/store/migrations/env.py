"""Alembic's entry point: runs the migrations on the connection that `schema.upgrade` hands over."""

from alembic import context

from workflow.store.tables import ArchiveTable

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=ArchiveTable.metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the caller's transaction is the only one: all or nothing
)
context.run_migrations()
