"""Small dossiers for tests of the archive: facts that say little, files that weigh little, moves."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workflow.domain.kind import Phase
from workflow.store.archive import Archive, Facts
from workflow.store.files import Source
from workflow.store.history import Entry, canonical

SLUG = "cer-prova"
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def facts(content: Mapping[str, Any], slug: str = SLUG, terms: tuple = (), files: tuple[Source, ...] = ()) -> Facts:
    """Return facts in the form the archive stores."""
    text = canonical(content)
    return Facts(slug, "CER di prova", "cer", text, hashlib.sha256(text.encode()).hexdigest(), terms, files)


def source(folder: Path, name: str, content: bytes) -> Source:
    """Write a file in a folder and return it as a source of facts."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Source(name, hashlib.sha256(content).hexdigest(), path)


def advance(
    archive: Archive, version: int, to: Phase = Phase.GOVERNANCE, *, slug: str = SLUG, who: str = "anna",
    at: datetime = NOW, **more: Any,
) -> Entry:  # fmt: skip
    """Record a move of the community."""
    words = {"event": "advance", "reason": "prova", "law_digest": "d", "findings": ()} | more
    return archive.record(slug, at=at, who=who, to_phase=to, expected_version=version, **words)


def practice(archive: Archive, version: int, subject: str, to: str, *, slug: str = SLUG, **more: Any) -> Entry:
    """Record a move of a plant's or a variation's own road."""
    words = {"at": NOW, "who": "anna", "event": "send", "reason": "prova", "law_digest": "d", "findings": ()} | more
    return archive.record_practice(slug, subject=subject, to_state=to, expected_version=version, **words)


def filled(archive: Archive, folder: Path) -> None:
    """Put into the archive two dossiers with versions, files, terms, moves, practices and a kept result."""
    for number in (1, 2):
        slug = f"cer-{number}"
        papers = (source(folder, f"{slug}.yaml", f"denominazione: {slug}".encode()),
                  source(folder, f"allegati/statuto/{slug}.pdf", b"%PDF-1.4 " + slug.encode() * 40))  # fmt: skip
        terms = (("nome", f"Anna Giordano {number}"), ("pod", f"IT001E0000000{number}"))
        archive.synchronise(facts({"a": 1, "nome": "Perché «no»"}, slug, terms, papers), folder, NOW, "anna")
        advance(archive, 1, slug=slug)
        archive.synchronise(facts({"a": 2}, slug, terms[:1], papers[:1]), folder, NOW, "bruno")
        practice(archive, 3, "impianto:IT001E00000001", "inviata", slug=slug, details={"protocollo": "GSE/1"})
        advance(archive, 4, Phase.GOVERNANCE, slug=slug, event="suspend", is_suspended=True)
        archive.keep("deadlines", [(slug, "base", "[]")])
