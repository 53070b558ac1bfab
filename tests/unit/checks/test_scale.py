"""Ten thousand members are judged in seconds: rules look rows up, they do not search them."""

import time
from datetime import date
from typing import Any

from tests.builders.dossiers import build, cer_facts, household, person, point
from tests.builders.rulebook import catalogue, law
from workflow.checks.run import run
from workflow.domain.dossier import Dossier


def community_of(count: int) -> Dossier:
    facts = cer_facts()
    data = person("Lia", "Nobile", "F", date(1970, 6, 1), 99)
    rows: list[dict[str, Any]] = []
    for number in range(count):
        own = {**data, "codice_fiscale": None, "cognome": f"Nobile{number}"}
        rows.append(household(own, 1000 + number, punti=[point(10_000 + number)]))
    return build("cer_ok", {"soci": [*facts["soci"], *rows]})


def seconds(dossier: Dossier) -> float:
    start = time.perf_counter()
    run(dossier, law(), catalogue().cards, catalogue().rules)
    return time.perf_counter() - start


def test_the_time_grows_with_the_members_and_not_with_their_square() -> None:
    small, large = community_of(200), community_of(2000)
    seconds(small)
    assert seconds(large) < 40 * max(seconds(small), 0.005)
