"""A tiny law folder that tests write, break and read."""

from collections.abc import Callable
from pathlib import Path

import pytest

SOURCES = """\
atto:
  title: Atto di prova
  cite: "Atto 1/2024"
  kind: legge
  date: 2024-01-01
  number: "1"
  publisher: null
  in_force: 2024-01-02
  consulted: 2026-11-22
  read: testo
  confidence: alta
"""
PARAMETER = """\
description: Un limite di prova
unit: kW
keyed_by: data_richiesta
verified: 2026-11-22
values:
  - from: 2024-01-24
    value: 10
    ref: {source: atto, at: "art. 1"}
    confidence: alta
    published: 2024-01-23
  - from: 2025-04-30
    value: 20.50
    ref: {source: atto, at: "art. 2"}
    confidence: media
    published: 2025-04-29
"""
DAYS = """\
description: Una durata di prova
unit: giorni
keyed_by: data_evento
verified: 2026-11-22
values:
  - from: 2024-01-24
    value: 30
    ref: {source: atto, at: "art. 3"}
    confidence: alta
    published: 2024-01-23
"""
TERM = """\
description: Un termine di prova
event: ricevimento
length: area/durata
counting: solare
rolls: {value: true, confidence: media}
missed: Si perde il diritto
actor: referente
ref: {source: atto, at: "art. 3"}
confidence: alta
verified: 2026-11-22
"""

Write = Callable[[str, str], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A law that loads: one act, one limit, one length, one term."""
    root = tmp_path / "law"
    for name, text in {
        "sources.yaml": SOURCES,
        "area/limite.yaml": PARAMETER,
        "area/durata.yaml": DAYS,
        "termini/risposta.yaml": TERM,
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def change(folder: Path) -> Callable[..., Path]:
    """Replace a piece of one file of the law, and return the folder."""

    def replace(name: str, old: str, new: str) -> Path:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return replace
