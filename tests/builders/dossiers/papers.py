"""The attachments of the conforming dossiers, as the reader of `allegati/` records them."""

from collections.abc import Mapping
from typing import Any


def attachment(kind: str, key: str | None = None, name: str = "copia") -> dict[str, Any]:
    """Return an attachment as the reader of `allegati/` records it."""
    stem = name if key is None else f"{key}_{name}"
    return {
        "tipo": kind,
        "file": f"allegati/{kind}/{stem}.pdf",
        "chiave": key,
        "sha256": "0" * 64,
        "byte": 1024,
    }


def identity_copies(people: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [attachment("documento_identita", someone["codice_fiscale"]) for someone in people]


def plant_papers(plants: list[dict[str, Any]], *, with_tariff: bool) -> list[dict[str, Any]]:
    always = (
        "schema_unifilare",
        "dichiarazione_conformita",
        "titolo_autorizzativo",
        "gaudi",
        "preventivo_connessione",
    )
    tariff = ("regolamento_esercizio", "verbale_contatori", "foto_targhe", "matricole_moduli", "dnsh")
    kinds = (*always, *tariff) if with_tariff else always
    return [attachment(kind, one["censimp"]) for one in plants for kind in kinds]


def member_papers(members: list[dict[str, Any]]) -> list[dict[str, Any]]:
    own = [one for one in members if one["titolo"] == "membro"]
    return [attachment("adesione", one["codice_fiscale"]) for one in own]
