"""What the processes of the archive's fault tests do: `python -m tests.faults.archive_worker WHAT URL FOLDER …`."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.builders.archives import advance, facts, practice, source
from workflow.domain.kind import Phase
from workflow.store.archive import Archive, FactsConflictError

SHARED = "cer-comune"


def say(*words: object) -> None:
    """Print a line at once: what was said before a kill is known to have been done."""
    print(*words, flush=True)  # noqa: T201 - the test reads it


def write(archive: Archive, folder: Path, me: str, writes: int) -> None:
    """Write half the times to a dossier of one's own, half to the one that everybody writes to."""
    for number in range(writes):
        if number % 2:
            archive.synchronise(facts({"numero": number}, f"cer-{me}"), folder, datetime.now(UTC), me)
        else:
            until_accepted(archive, lambda version, n=number: practice(
                archive, version, f"impianto:{me}", f"stato {n}", slug=SHARED, who=me))  # fmt: skip


def until_accepted(archive: Archive, move: Callable[[int], object]) -> None:
    """Read, decide and write again each time somebody else was first."""
    while True:
        try:
            move(archive.get(SHARED).version)
        except FactsConflictError:
            continue
        return


def compete(archive: Archive, folder: Path, me: str) -> None:
    """At every line of input, move or edit the shared dossier on the version that the line says."""
    for line in sys.stdin:
        what, version = line.split()
        try:
            if what == "move":
                phase = Phase.GOVERNANCE if int(version) % 2 else Phase.CONSTITUTION
                advance(archive, int(version), phase, slug=SHARED, who=me)
            else:
                archive.synchronise(facts({"chi": me, "numero": version}, SHARED), folder, datetime.now(UTC), me)
        except FactsConflictError as error:
            say("lost", error)
        else:
            say("won")


def go_on(archive: Archive, folder: Path, me: str) -> None:
    """Store versions with files and record moves until killed, saying each when it is done."""
    slug = f"cer-{me}"
    number = 0
    while True:
        number += 1
        papers = tuple(source(folder, f"{me}/carta {n}.txt", f"{me} {number} {n}".encode() * 500) for n in range(3))
        known = facts({"numero": number, "testo": "x" * 2000}, slug, (("nome", f"Nome {number}"),), papers)
        archive.synchronise(known, folder, datetime.now(UTC), me)
        say("facts", known.sha256)
        say("entry", practice(archive, archive.get(slug).version, "impianto:1", str(number), slug=slug).hash)


def main() -> None:
    """Do what the arguments say."""
    what, url, folder, me, *more = sys.argv[1:]
    with Archive.open(url) as archive:
        if what == "write":
            write(archive, Path(folder), me, int(more[0]))
        elif what == "compete":
            say("ready")
            compete(archive, Path(folder), me)
        elif what == "ready":
            say("ready")
        else:
            go_on(archive, Path(folder), me)


if __name__ == "__main__":
    main()
