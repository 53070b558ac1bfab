"""Ten thousand members are judged in seconds: rules look rows up, they do not search them."""

import time

from tests.builders.large_community import community_of
from tests.builders.rulebook import catalogue, law
from workflow.checks.run import run
from workflow.domain.dossier import Dossier


def seconds(dossier: Dossier) -> float:
    start = time.process_time()
    run(dossier, law(), catalogue().cards, catalogue().rules)
    return time.process_time() - start


def test_the_time_grows_with_the_members_and_not_with_their_square() -> None:
    small, large = community_of(200), community_of(2000)
    seconds(small)
    assert seconds(large) < 40 * max(seconds(small), 0.005)


def test_a_large_community_is_conforming_so_that_what_is_measured_is_the_common_case() -> None:
    report = run(community_of(50), law(), catalogue().cards, catalogue().rules)
    assert report.blocking == ()
    assert len(report.findings) < 50
