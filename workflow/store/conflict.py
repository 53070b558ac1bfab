"""What is said when somebody else changed a dossier first: who, when, and what differs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from workflow.clock import ROME
from workflow.resources import ProgramError
from workflow.store.tables import DossierRow, FactsRow, HistoryRow, row_id

_SHOWN = 5
_LONGEST_VALUE = 60


class FactsConflictError(ProgramError):
    """The dossier was changed by somebody else since it was read.

    The message names the keys that differ; their values, which may be personal, are in `changes`
    and are told only to who works on the dossier.
    """

    exit_code = 6

    def __init__(
        self, message: str, changes: "Sequence[Change]" = (), *, who: str = "", at: datetime | None = None
    ) -> None:
        """Keep what differs, who wrote last and when."""
        super().__init__(message)
        self.changes = tuple(changes)
        self.who = who
        self.at = at

    @property
    def details(self) -> tuple[str, ...]:
        """The differences with their values, a line each."""
        return tuple(f"{c.path}: nell'archivio {_shown(c.archived)}, qui {_shown(c.here)}" for c in self.changes)


@dataclass(frozen=True)
class Change:
    """One key at which two versions of the facts differ; None is absent."""

    path: str
    archived: Any
    here: Any


def changes(archived: object, here: object, path: str = "") -> list[Change]:
    """Return the keys at which two JSON trees differ, with both values."""
    if isinstance(archived, dict) and isinstance(here, dict):
        keys = sorted(set(archived) | set(here))
        return [c for k in keys for c in changes(archived.get(k), here.get(k), f"{path}.{k}" if path else k)]
    if isinstance(archived, list) and isinstance(here, list) and len(archived) == len(here):
        pairs = enumerate(zip(archived, here, strict=True))
        return [c for i, (a, b) in pairs for c in changes(a, b, f"{path}[{i}]")]
    return [] if archived == here else [Change(path or "tutto", archived, here)]


def differences(archived: object, here: object) -> list[str]:
    """Return the keys at which two JSON trees differ, without their values."""
    return [change.path for change in changes(archived, here)]


def folder_conflict(session: Session, row: DossierRow, content: str, folder: object) -> FactsConflictError:
    """Return the refusal of a folder whose facts and the archive's have both changed."""
    current = session.exec(
        select(FactsRow)
        .where(col(FactsRow.dossier_id) == row_id(row), col(FactsRow.sha256) == row.facts_sha256)
        .order_by(col(FactsRow.number).desc())
    ).first()
    found = changes(json.loads(current.content if current else "{}"), json.loads(content))
    who, at = (current.recorded_by, current.recorded_at) if current else ("", row.updated_at)
    return FactsConflictError(
        f"Il fascicolo «{row.slug}» nell'archivio è cambiato da quando la cartella {folder} vi è stata letta "
        f"l'ultima volta: lo ha cambiato {_who(who)} {_when(at)}. Differenze: {_listed(found)}. Lavorare nella "
        "cartella più recente, dare un altro «identificativo» a questa, oppure aggiungere --no-archive.",
        found, who=who, at=at,
    )  # fmt: skip


def move_conflict(session: Session, row: DossierRow, expected_version: int) -> FactsConflictError:
    """Return the refusal of a move judged on a version that is no longer the current one."""
    later = col(HistoryRow.dossier_version) > expected_version
    entries = session.exec(
        select(HistoryRow).where(col(HistoryRow.dossier_id) == row_id(row), later).order_by(col(HistoryRow.number))
    ).all()
    versions = session.exec(
        select(FactsRow).where(col(FactsRow.dossier_id) == row_id(row)).order_by(col(FactsRow.number))
    ).all()
    before = [v for v in versions if v.dossier_version <= expected_version]
    after = [v for v in versions if v.dossier_version > expected_version]
    found: list[Change] = []
    if before and after:
        found = changes(json.loads(after[-1].content), json.loads(before[-1].content))
    told = [f"{_who(e.who)} ha registrato «{e.event}» ({e.from_phase} → {e.to_phase})" for e in entries]
    if found:
        told.append(f"{_who(after[-1].recorded_by)} ha cambiato i fatti ({_listed(found)})")
    what = "; ".join(told) or f"lo ha cambiato {_who(row.updated_by)}"
    return FactsConflictError(
        f"Il fascicolo «{row.slug}» è stato cambiato da altri nel frattempo: {what} {_when(row.updated_at)}. Nulla è "
        "stato scritto: rileggere e riprovare.",
        found, who=row.updated_by, at=row.updated_at,
    )  # fmt: skip


def _listed(found: Sequence[Change]) -> str:
    return "; ".join(c.path for c in found[:_SHOWN]) + ("; …" if len(found) > _SHOWN else "")


def _who(name: str) -> str:
    return name or "qualcuno"


def _when(at: datetime) -> str:
    return f"il {at.astimezone(ROME):%d/%m/%Y alle %H:%M}"


def _shown(value: Any) -> str:
    if value is None:
        return "assente"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"«{text[:_LONGEST_VALUE]}{'…' if len(text) > _LONGEST_VALUE else ''}»"
