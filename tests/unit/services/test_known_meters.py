"""Whose a reading is: points by their POD, plants by any code that is theirs alone."""

import pytest

from tests.builders import splits
from workflow.energy.series import Direction
from workflow.services.known_meters import AmbiguousMeterError, KnownMeters

SHARED = "IT001E00000777"


def test_a_plant_is_known_by_its_name_its_censimp_and_its_pod():
    meters = KnownMeters(splits.community(impianti__1__nome="Tetto", impianti__1__pod=SHARED))
    assert {meters.find(key, Direction.INJECTION) for key in ("tetto", SHARED, f"{SHARED.lower()}A")} == {"Tetto"}
    assert meters.find(SHARED, Direction.WITHDRAWAL) == SHARED
    assert meters.find("Tetto", Direction.WITHDRAWAL) is None
    assert meters.find("NORD", Direction.PRICE) == "NORD"


def test_a_code_that_serves_two_plants_says_nothing_of_either():
    meters = KnownMeters(splits.community(impianti__0__pod=SHARED, impianti__1__pod=SHARED))
    with pytest.raises(AmbiguousMeterError):
        meters.find(SHARED, Direction.INJECTION)
    assert meters.find("Impianto 2", Direction.INJECTION) == "Impianto 2"


def test_of_two_plants_with_the_same_name_the_second_has_its_place_beside_it():
    meters = KnownMeters(splits.community(impianti__1__nome="Impianto 1"))
    assert meters.find("Impianto 1 (n. 2)", Direction.INJECTION) == "Impianto 1 (n. 2)"
    with pytest.raises(AmbiguousMeterError):
        meters.find("Impianto 1", Direction.INJECTION)
