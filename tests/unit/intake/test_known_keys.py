"""Whose a paper is, by the head of its name, however many members there are."""

import time

from tests.builders.dossiers import cer_ok
from tests.builders.large_community import community_of
from workflow.intake.known_keys import KnownKeys


def _keys() -> tuple[KnownKeys, str, str]:
    dossier = cer_ok()
    member = dossier.members[0]
    return KnownKeys(dossier, dossier.members), str(member.codice_fiscale), str(member.points[0].pod)


def test_a_code_is_found_with_a_separator_or_without() -> None:
    keys, code, pod = _keys()
    assert keys.find(f"{code.lower()}_adesione firmata") == code
    assert keys.find(f"{code}adesione") == code
    assert keys.find(f"{pod[:5]} {pod[5:]} bolletta") == pod
    assert keys.find(f"{pod}0bolletta") == pod


def test_what_begins_with_no_known_code_has_no_key() -> None:
    keys, code, _ = _keys()
    assert keys.find("") is None
    assert keys.find(code[:-1]) is None
    assert keys.find(f"adesione {code}") is None


def test_the_longest_code_wins() -> None:
    dossier = cer_ok()
    point = dossier.members[0].points[0]
    longer = point.model_copy(update={"pod": f"{point.pod}7"})
    member = dossier.members[0].model_copy(update={"points": (point, longer)})
    keys = KnownKeys(dossier, (member,))
    assert keys.find(f"{point.pod}7bolletta") == longer.pod
    assert keys.find(f"{point.pod}8bolletta") == point.pod


def test_thousands_of_papers_without_a_key_do_not_search_thousands_of_members() -> None:
    dossier = community_of(2000)
    keys = KnownKeys(dossier, dossier.members)
    begun = time.process_time()
    for number in range(2000):
        assert keys.find(f"scansione {number:06} senza nome") is None
    assert time.process_time() - begun < 1
