"""Finds in the archive the other dossiers that hold the same points and plants."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from workflow.domain.dossier import Dossier
from workflow.domain.identifiers import censimp, pod
from workflow.domain.other_use import OtherUse, Utility

if TYPE_CHECKING:  # the database is loaded by who opens an archive
    from workflow.store.archive import Archive

_AT_ONCE = 5000  # values in one question: databases have a limit


def with_other_uses(dossier: Dossier, archive: "Archive") -> Dossier:
    """Return the dossier with what the rest of the archive holds of the same codes."""
    pods = {point.pod for _, point in dossier.points} | {plant.pod for plant in dossier.plants}
    plants = {plant.censimp for plant in dossier.plants}
    slugs = _slugs(archive, dossier.slug, "pod", _texts(pods)) | _slugs(
        archive, dossier.slug, "impianto", _texts(plants)
    )
    own = {pod.compact(code) for code in _texts(pods)} | {censimp.compact(code) for code in _texts(plants)}
    uses = [
        use
        for slug in sorted(slugs)
        for use in _uses(slug, json.loads(archive.facts(slug)), dossier.as_of)
        if use.code in own
    ]
    return dossier.model_copy(update={"other_uses": tuple(uses)})


def _texts(codes: set[str | None]) -> list[str]:
    return sorted(code for code in codes if code is not None)


def _slugs(archive: "Archive", slug: str, kind: str, codes: Sequence[str]) -> set[str]:
    parts = (codes[first : first + _AT_ONCE] for first in range(0, len(codes), _AT_ONCE))
    return {other for part in parts for other, _ in archive.elsewhere(slug, kind, part)}


def _uses(slug: str, facts: dict[str, Any], as_of: date) -> Iterator[OtherUse]:
    """Yield what a dossier of the archive holds, read from its canonical JSON: it may be older than our records."""
    title = facts.get("configurazione", {}).get("denominazione") or facts.get("comunita", {}).get("denominazione")
    ended_on = _ended_on(facts)
    if ended_on is not None and ended_on <= as_of:
        return
    name = title or slug
    for member in facts.get("soci", ()):
        for point in member.get("punti", ()):
            if point.get("pod"):
                yield OtherUse(
                    utility=Utility.POINT,
                    code=pod.compact(point["pod"]),
                    slug=slug,
                    title=name,
                    from_on=_day(point.get("dal")),
                    until_on=_first(member.get("data_uscita"), point.get("fino_al"), ended_on),
                )
    for plant in facts.get("impianti", ()):
        sections = tuple(
            part["codice_sezione"]
            for part in plant.get("sezioni", ())
            if part.get("codice_sezione") and part.get("inclusa") is not False
        )
        removed_on = _removed_on(facts, plant)
        for code in (
            censimp.compact(plant["censimp"]) if plant.get("censimp") else None,
            pod.compact(plant["pod"]) if plant.get("pod") else None,
        ):
            if code is not None:
                yield OtherUse(
                    utility=Utility.PLANT,
                    code=code,
                    slug=slug,
                    title=name,
                    until_on=_first(removed_on, ended_on),
                    sections=sections,
                )


def _ended_on(facts: dict[str, Any]) -> date | None:
    """Return the day the other configuration ended, by its contract or by the withdrawal of its request."""
    contract = facts.get("contratto_gse", {})
    withdrawn = facts.get("richiesta", {}).get("ritirata_il")
    return _first(contract.get("cessato_il"), contract.get("recesso_efficace_il"), withdrawn)


def _removed_on(facts: dict[str, Any], plant: dict[str, Any]) -> date | None:
    names = {plant.get(key) for key in ("nome", "censimp", "pod")} - {None}
    days = [
        one.get("avvenuta_il")
        for one in facts.get("variazioni", ())
        if one.get("tipo") == "rimozione_impianto" and names & set(one.get("impianti", ()))
    ]
    return _first(*days)


def _first(*days: str | date | None) -> date | None:
    known = [day for day in map(_day, days) if day is not None]
    return min(known) if known else None


def _day(value: str | date | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
