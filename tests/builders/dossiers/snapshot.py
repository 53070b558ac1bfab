"""Makes the snapshot of a conforming dossier, whole or with some facts changed."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from tests.builders.after_admission import AFTER_ADMISSION
from tests.builders.dossiers.aid import aid_facts
from tests.builders.dossiers.caac import caac_facts
from tests.builders.dossiers.cad import cad_facts
from tests.builders.dossiers.cec import cec_facts
from tests.builders.dossiers.cer import cer_facts
from tests.builders.dossiers.gac import gac_facts
from tests.builders.dossiers.pieces import PIECES
from tests.builders.dossiers.pnrr import cer_pnrr_facts, gac_pnrr_facts
from tests.builders.dossiers.thermal import biogas_facts, biomass_facts
from workflow.domain.dossier import Dossier

BASES: Mapping[str, Callable[[], dict[str, Any]]] = {
    "cer_ok": cer_facts,
    "gac_ok": gac_facts,
    "aid_ok": aid_facts,
    "cec_ok": cec_facts,
    "caac_ok": caac_facts,
    "cad_ok": cad_facts,
    "cer_pnrr": cer_pnrr_facts,
    "gac_pnrr": gac_pnrr_facts,
    "cer_biogas": biogas_facts,
    "cer_biomassa": biomass_facts,
}


def build(
    base: str,
    changes: Mapping[str, Any] | None = None,
    as_of: date | None = None,
    put: Mapping[str, Any] | None = None,
) -> Dossier:
    """Return the base dossier, first with the pieces of `put` (dotted path → a name, or a list of names), then with
    `changes` (dotted path → value). In a list, the index after the last one appends.
    """
    facts = deepcopy({**BASES, **AFTER_ADMISSION}[base]())
    for path, names in (put or {}).items():
        piece = PIECES[names] if isinstance(names, str) else [PIECES[name] for name in names]
        _set(facts, path.split("."), piece)
    for path, value in (changes or {}).items():
        _set(facts, path.split("."), value)
    if as_of is not None:
        facts["as_of"] = as_of
    row = 0
    for member in facts["soci"]:
        member["index"] = row
        for one in member.get("punti") or ():
            one["index"] = row
            row += 1
        row = max(row, member["index"] + 1)
    return Dossier.model_validate(facts)


def cer_ok() -> Dossier:
    """Return a conforming CER."""
    return build("cer_ok")


def gac_ok() -> Dossier:
    """Return a conforming group of self-consumers."""
    return build("gac_ok")


def aid_ok() -> Dossier:
    """Return a conforming self-consumer at a distance."""
    return build("aid_ok")


def cec_ok() -> Dossier:
    """Return a conforming CEC."""
    return build("cec_ok")


def caac_ok() -> Dossier:
    """Return a conforming group of active clients."""
    return build("caac_ok")


def cad_ok() -> Dossier:
    """Return a conforming active client at a distance."""
    return build("cad_ok")


def _set(node: Any, steps: list[str], value: Any) -> None:
    step: str | int = int(steps[0]) if steps[0].isdigit() else steps[0]
    if len(steps) > 1:
        if isinstance(node, dict) and node.get(step) is None:
            node[step] = {}
        _set(node[step], steps[1:], value)
    elif isinstance(node, list) and step == len(node):
        node.append(deepcopy(value))
    else:
        node[step] = deepcopy(value)
