"""Ripartos for tests: an admitted community, its energy of a few hours, the sums a treasurer writes."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from tests.builders.dossiers import build
from tests.builders.rulebook import law
from tests.builders.settlements import plant, point, settled
from workflow.domain.dossier import Dossier
from workflow.intake.received_file import ReceivedSums
from workflow.services.opening import Opened
from workflow.services.split_energy import Origin, YearEnergy
from workflow.services.splitting_benefits import BenefitSplit, split_benefits

YEAR = 2026
# Everybody from the first day of the contract, 1 April 2026.
ADMITTED: dict[str, Any] = {
    "contratto_gse.decorrenza": date(2026, 4, 1),
    **{f"soci.{row}.punti.0.dal": None for row in range(7)},
}
ANNA, BRUNO, CARLA, ELSA, BAKERY, CUNEO, PARISH = (
    "GRDNNA75E43D205F", "MTTBRN68S20D205C", "FRRCRL83B54D205M", "RMNLSE59A70D205P", "90000211210", "90000221219",
    "90000231218",
)  # fmt: skip
THIRD_PRODUCER = "90000901216"
BLOCKS = {
    "scelte__criterio_riparto": "quote_produttori_consumatori_fondo",
    "scelte__quota_produttori": 40,
    "scelte__quota_consumatori": 45,
    "scelte__quota_fondo_sociale": 10,
    "scelte__quota_spese": 5,
}


def community(**changes: Any) -> Dossier:
    """Return the admitted CER; keys with `__` for the dots."""
    return build("cer_ammessa", ADMITTED | {key.replace("__", "."): value for key, value in changes.items()})


def opened(dossier: Dossier) -> Opened:
    """Return a dossier as if it had been read from a folder."""
    return Opened(Path("cartella"), dossier, (), "", lambda _path: "")


def sums(**values: Any) -> ReceivedSums:
    """Return sums received, by the keys of the file."""
    return ReceivedSums.model_validate(values)


def energy_of(
    dossier: Dossier, injected: dict[str, list[float]], withdrawn: dict[str, list[float]], **changes: Any
) -> YearEnergy:
    """Return the first hours of 1 July 2026, settled: injection by plant's name, withdrawal by the member's code."""
    pods = {member.key: member.points[0].pod for member in dossier.members if member.points}
    series = {pods[key] or "": values for key, values in withdrawn.items()}
    hours = len(next(iter(injected.values())))
    origin = changes.pop("origin", Origin.MEASURED)
    is_priced = changes.pop("is_priced", True)
    found = settled(
        law(),
        [plant(name, values, **changes) for name, values in injected.items()],
        [point(values, pod) for pod, values in series.items()],
        [100.0] * hours,
    )
    by_pod = {pod: np.array(values) for pod, values in series.items()}
    return YearEnergy(found, by_pod, origin, "ore di prova", dossier, is_priced)


def split_of(dossier: Dossier, **options: Any) -> BenefitSplit:
    """Return the riparto of the year."""
    return split_benefits(opened(dossier), YEAR, **options)


def paid(found: BenefitSplit) -> dict[str, Decimal]:
    """Return what each member has in all, by its code."""
    assert found.split is not None, [finding.message for finding in found.findings]
    return {one.player.key: found.split.total_eur(player=one.player.key) for one in found.participants}


def codes(found: BenefitSplit) -> list[str]:
    """Return the codes of the findings."""
    return [finding.code for finding in found.findings]
