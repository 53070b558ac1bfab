"""Tells whose a reading is: the PODs of the members and the plants of the dossier, by any of their codes."""

from collections import defaultdict
from decimal import Decimal

from workflow.domain.dossier import Dossier
from workflow.domain.identifiers import pod as pod_code
from workflow.energy.series import Direction
from workflow.services.energy_year import plant_keys

# A POD of 14 characters and the same with its fifteenth are one.
_SHORT_POD = 14
_OF_PLANTS = frozenset({Direction.INJECTION, Direction.PRODUCTION})


class AmbiguousMeterError(LookupError):
    """A code that serves several plants: its energy cannot be divided here."""


class KnownMeters:
    """The meters of a dossier, and the power of each."""

    def __init__(self, dossier: Dossier) -> None:
        """Gather every code once."""
        self._points: dict[str, str] = {}
        self._plants: dict[str, set[str]] = defaultdict(set)
        self.power_kw: dict[tuple[str, bool], Decimal] = {}
        for _, point in dossier.points:
            if point.pod:
                self._points[_short(point.pod)] = point.pod
                if point.power_kw is not None:
                    self.power_kw[point.pod, False] = point.power_kw
        for plant, name in zip(dossier.plants, plant_keys(dossier), strict=True):
            codes = [name, plant.name, plant.censimp, plant.pod]
            codes += [code for section in plant.sections for code in (section.section_code, section.up_code)]
            for code in codes:
                if code:
                    self._plants[_short(code)].add(name)
            if plant.pod and _short(plant.pod) not in self._points:
                self._points[_short(plant.pod)] = plant.pod
            if plant.power_kw is not None:
                self.power_kw[name, True] = plant.power_kw

    @property
    def digest_keys(self) -> tuple[str, ...]:
        """What decides which readings are taken."""
        plants = (f"{code}={','.join(sorted(names))}" for code, names in self._plants.items())
        return (*self._points.values(), *plants)

    def find(self, key: str, direction: Direction) -> str | None:
        """Return the POD or the plant's name that a reading belongs to, or None if it is nobody's here.

        Raises AmbiguousMeterError for a POD with several plants.
        """
        if direction is Direction.PRICE:
            return key
        if direction not in _OF_PLANTS:
            return self._points.get(_short(key))
        names = self._plants.get(_short(key), set())
        if len(names) > 1:
            raise AmbiguousMeterError(key)
        return next(iter(names), None)

    def find_power_kw(self, key: str, direction: Direction) -> Decimal | None:
        """Return the power that an hour of the series cannot exceed by much."""
        return self.power_kw.get((key, direction in _OF_PLANTS))


def _short(code: str) -> str:
    compact = pod_code.compact(code)
    return compact[:_SHORT_POD] if pod_code.is_valid(compact) else code.strip().casefold()
