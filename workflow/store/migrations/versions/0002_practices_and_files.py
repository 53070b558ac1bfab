"""Practices in the history, who wrote, the files of each version, kept results, and a seal for every row."""

import sqlalchemy as sa
from alembic import op

from workflow.resources import ProgramError
from workflow.store.immutable import forbid_changes, permit_changes

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


class LossyDowngradeError(ProgramError):
    """A history that the earlier schema has no words for."""

    exit_code = 4


def upgrade() -> None:
    permit_changes("history")
    with op.batch_alter_table("dossier", recreate="never") as table:
        table.add_column(sa.Column("updated_by", sa.String(length=200), nullable=False, server_default=""))
    with op.batch_alter_table("facts", recreate="never") as table:
        table.add_column(sa.Column("recorded_by", sa.String(length=200), nullable=False, server_default=""))
        table.add_column(sa.Column("dossier_version", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("files", sa.String(), nullable=False, server_default="{}"))
    with op.batch_alter_table("history") as table:
        for column in ("from_phase", "to_phase"):
            table.alter_column(
                column, type_=sa.String(length=60), existing_type=sa.String(length=20), existing_nullable=False
            )
        table.add_column(sa.Column("subject", sa.String(length=200), nullable=False, server_default=""))
        table.add_column(sa.Column("details", sa.String(), nullable=False, server_default="{}"))
        table.add_column(sa.Column("dossier_version", sa.Integer(), nullable=False, server_default="0"))
    forbid_changes("history")
    op.create_table(
        "file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_file_sha256")),
    )
    op.create_table(
        "derived",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_derived_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derived")),
        sa.UniqueConstraint("dossier_id", "name", name=op.f("uq_derived_dossier_id")),
    )
    op.create_index(op.f("ix_derived_dossier_id"), "derived", ["dossier_id"])
    op.create_table(
        "seal",
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "row_id", name=op.f("pk_seal")),
    )


def downgrade() -> None:
    said = "SELECT count(*) FROM history WHERE subject <> '' OR details <> '{}'"
    if op.get_bind().execute(sa.text(said)).scalar_one():
        raise LossyDowngradeError(
            "L'archivio non può tornare alla versione 0001: la sua storia parla di pratiche che quella versione non sa "
            "leggere."
        )
    for name in ("seal", "derived", "file"):
        op.drop_table(name)
    permit_changes("history", "facts")
    with op.batch_alter_table("history") as table:
        for column in ("dossier_version", "details", "subject"):
            table.drop_column(column)
        for column in ("from_phase", "to_phase"):
            table.alter_column(
                column, type_=sa.String(length=20), existing_type=sa.String(length=60), existing_nullable=False
            )
    with op.batch_alter_table("facts") as table:
        for column in ("files", "dossier_version", "recorded_by"):
            table.drop_column(column)
    with op.batch_alter_table("dossier", recreate="never") as table:
        table.drop_column("updated_by")
    forbid_changes("history", "facts")
