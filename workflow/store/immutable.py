"""Makes the database itself refuse to change or delete the rows of a table, as history and facts must be."""

from alembic import op

_REFUSAL = "registro immutabile"


def forbid_changes(*tables: str) -> None:
    """Add the triggers that refuse every change and every deletion."""
    if _is_postgresql():
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table in tables:
        for action in ("UPDATE", "DELETE"):
            body = (
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
                if _is_postgresql()
                else f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
            op.execute(f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} {body}")


def permit_changes(*tables: str) -> None:
    """Take the triggers away, as a migration must."""
    for table in tables:
        for action in ("update", "delete"):
            place = f" ON {table}" if _is_postgresql() else ""
            op.execute(f"DROP TRIGGER {table}_no_{action}{place}")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
