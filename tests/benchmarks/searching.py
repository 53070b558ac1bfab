"""A name, a POD or a plant searched for in a thousand dossiers, against reading the facts of them all."""

import tempfile
from functools import partial
from pathlib import Path

from tests.benchmarks.results import Section, Short
from tests.benchmarks.side_by_side import interleaved, ratio, shown
from tests.builders.archives import NOW, facts
from tests.builders.dossiers import cer_ok
from tests.builders.identifiers import pod
from tests.builders.postgresql_server import running_server
from workflow.intake.facts import facts_json
from workflow.store.archive import Archive

ROUNDS = 7
DOSSIERS = 1_000
MEMBERS = 12
SEARCHES = {"a name": "cognome 998-11", "part of a POD": "{pod}", "a plant": "tetto 500", "what is not there": "zzz"}


def section() -> Section:
    """Measure each search on both databases."""
    rows = []
    with tempfile.TemporaryDirectory() as place, running_server() as server:
        addresses = {"SQLite": f"sqlite:///{place}/a.sqlite", "PostgreSQL": server.new_database()}
        for database, url in addresses.items():
            with Archive.open(url) as archive:
                fill(archive, Path(place))
                for what, words in SEARCHES.items():
                    wanted = words.format(pod=_pod(700, 5)[5:])
                    works = {
                        "search": partial(archive.search, wanted),
                        "facts": partial(_in_every_fact, archive, wanted),
                    }
                    assert len(works["search"]()) == (what != "what is not there")
                    taken = interleaved(works, ROUNDS)
                    slow, fast = taken["facts"], taken["search"]
                    rows.append([database, what, shown(fast), shown(slow), ratio(slow, fast)])
    return Section(
        "Searching the archive",
        f"A: `archive search` among {DOSSIERS:,} dossiers of {MEMBERS} members with a POD each. "
        "B: the same words looked for in the facts of every dossier.",
        ROUNDS,
        ["database", "search for", "A", "B", "B / A"],
        rows,
        [Short(ratio=4, other_is="in the facts of each dossier", work=(0, 1), ours=2, other=3)],
    )


def fill(archive: Archive, folder: Path) -> None:
    """Put a thousand dossiers into the archive, each with the terms of its members and its plant."""
    rest = facts_json(cer_ok())  # so that the facts weigh what those of a dossier weigh
    for number in range(DOSSIERS):
        people = [(f"Cognome {number}-{member}", _pod(number, member)) for member in range(MEMBERS)]
        terms = [("nome", f"CER {number}"), ("impianto", f"Tetto {number}")]
        terms += [term for name, code in people for term in (("nome", name), ("pod", code))]
        content = {
            "altro": rest,
            "soci": [{"nome": name, "pod": code} for name, code in people],
            "nome": f"CER {number}",
        }
        archive.synchronise(facts(content, f"cer-{number}", tuple(terms)), folder, NOW)


def _pod(number: int, member: int) -> str:
    return pod(number * 100 + member)


def _in_every_fact(archive: Archive, words: str) -> list[str]:
    return [slug for slug, content in archive.current_facts() if words in content.casefold()]
