"""What the process of the fault tests of `collect` does, given the folder DESK.

In DESK it makes a dossier, `aid`, that has collected a scan, and in `ritorno` two papers more: the paper of
the scan signed by device, and another scan; `archivio` holds the archive. At each line of input it collects once in a
process forked from here: `N` is killed before its Nth write, `-` goes on to the end. It answers with the writes that
were begun, by name, and says if it was killed.
"""

import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.builders import signing
from tests.builders.folders import mini_dossier, write_folder
from tests.builders.scans import scanned
from workflow.bundle.embedded_pdf import EmbeddedEngine
from workflow.bundle.signatures.examination import Request, examine
from workflow.bundle.signatures.examiner import Asked, TrustFolder
from workflow.bundle.signatures.seen import FileSeen
from workflow.bundle.signatures.trust import read_trust
from workflow.law import Law
from workflow.services import collecting, collecting_apply
from workflow.services.opening import open_dossier
from workflow.services.signature_plan import SignaturePlan, SigningItem, signature_plan
from workflow.services.signature_prints import FOLDER, print_to_sign
from workflow.store.archive import Archive

CA = signing.authority()
WANTED = ("dichiarazione_referente", "dichiarazione_partecipante")
_WRITING = os.O_WRONLY | os.O_RDWR
_EVENTS = {"os.rename": "in place", "os.remove": "removed", "os.mkdir": "folder"}


class Moments:
    """Tells every write under a folder, and kills this process before one of them."""

    def __init__(self, folder: Path, fatal: int | None, told: int) -> None:
        self._folder, self._fatal, self._told = str(folder), fatal, told
        self._number = 0

    def listen(self) -> None:
        """Hear the system calls of this process from now on, for ever."""
        sys.addaudithook(self._heard)

    def come(self, name: str) -> None:
        """Count a moment; it may be the last."""
        self._number += 1
        os.write(self._told, f"{name}\n".encode())
        if self._number == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def _heard(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            is_write = isinstance(flags, int) and bool(flags & _WRITING)
            name = "begun"
        elif event in _EVENTS:
            path, is_write, name = arguments[1 if event == "os.rename" else 0], True, _EVENTS[event]
        else:
            return
        if is_write and str(path).startswith(self._folder):
            self.come(f"{name} {str(path).removeprefix(self._folder).lstrip('/')}")


def in_fork(work: Callable[[int], None]) -> tuple[list[str], bool]:
    """Do something in a forked process; return what it told, and whether it was killed."""
    reading, telling = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work(telling)
            code = 0
        finally:
            os._exit(code)
    os.close(telling)
    with os.fdopen(reading) as told:
        said = told.read().splitlines()
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        raise RuntimeError("the collection failed")
    return said, os.WIFSIGNALED(status)


@dataclass(frozen=True)
class Desk:
    """A dossier, what comes back for it, and whom to trust."""

    place: Path
    law: Law
    plan: SignaturePlan

    @classmethod
    def prepared(cls, place: Path) -> "Desk":
        """Write the dossier, print what is to be signed, and collect a first scan."""
        folder = write_folder(place / "aid", mini_dossier("aid"))
        law = Law.load()
        opened = open_dossier(str(folder), law=law)
        plan = signature_plan(opened, law)
        items = [one for one in plan.items if one.order.output in WANTED]
        print_to_sign(opened, law, EmbeddedEngine(), plan, items)
        plan = signature_plan(opened, law)  # now it knows what was printed
        declared, joined = ((folder / FOLDER / f"{_item(items, output).expected.stem}.pdf") for output in WANTED)
        for name in ("fiducia", "ritorno", "archivio"):
            (place / name).mkdir()
        (place / "fiducia" / "ca.pem").write_bytes(CA.pem)
        (place / "fiducia" / "ca.crl").write_bytes(signing.revocation_list(CA))
        desk = cls(place, law, plan)
        back = place / "ritorno"
        (back / "prima.pdf").write_bytes(scanned(declared.read_bytes()))
        desk.collect(None)
        who = _item(items, WANTED[0]).signatories[0]
        name, surname = (who.name or "").split(" ", 1)
        signer = signing.signer_of(CA, name=name, surname=surname, serial_number=f"TINIT-{who.codice_fiscale}")
        (back / "firmata.pdf").write_bytes(signing.signed_pdf(declared.read_bytes(), signer))
        (back / "scansione.pdf").write_bytes(scanned(joined.read_bytes()))
        return desk

    def collect(self, moments: Moments | None) -> None:
        """Collect as the command does; the moments of the archive are told by name."""
        url = f"sqlite:///{self.place / 'archivio' / 'archivio.sqlite'}"
        with Archive.open(url) as archive, tempfile.TemporaryDirectory() as work:
            opened = open_dossier(str(self.place / "aid"), archive=archive, law=self.law)
            planned = collecting.plan_collection(
                opened, self.plan, self.place / "ritorno", Path(work), now=signing.NOW, trust=self.place / "fiducia"
            )
            if moments is not None:
                _announce(moments, archive)
                moments.listen()
            collecting_apply.apply_collection(opened, self.law, archive, planned)


def _item(items: Sequence[SigningItem], output: str) -> SigningItem:
    return next(one for one in items if one.order.output == output)


def _announce(moments: Moments, archive: Archive) -> None:
    """Have the steps that write in the archive tell when they begin: their system calls are not Python's."""
    _between(moments, "_tell", "before the facts")
    _between(moments, "stored_facts", "before the facts are stored")
    record = archive.record_practice

    def recorded(*arguments: object, **options: object) -> object:
        moments.come("before the history")
        done = record(*arguments, **options)
        moments.come("after the history")
        return done

    archive.record_practice = recorded


def _between(moments: Moments, function: str, name: str) -> None:
    """Have a step of the collection tell when it begins."""
    real = getattr(collecting_apply, function)

    def told(*arguments: object, **options: object) -> object:
        moments.come(name)
        return real(*arguments, **options)

    setattr(collecting_apply, function, told)


def examined_here(
    asked: Sequence[Asked], trust: Path | None, now: datetime, *, known_sha256: Iterable[str] = (), **_: object
) -> tuple[list[FileSeen], TrustFolder]:
    """Examine in this process: the one apart has tests of its own."""
    material, known = read_trust(trust), frozenset(known_sha256)
    requests = (Request(one.path, one.original, wants_pages=one.wants_pages, known_sha256=known) for one in asked)
    found = [examine(request, material, now) for request in requests]
    return found, TrustFolder(len(material.anchors), tuple(material.unread))


def main() -> None:
    """Prepare the desk, then collect at every line of input."""
    collecting.examine_all = examined_here
    desk = Desk.prepared(Path(sys.argv[1]))
    print("ready", flush=True)  # noqa: T201 - the test reads it
    for line in sys.stdin:
        fatal = None if line.strip() == "-" else int(line)
        said, is_killed = in_fork(lambda told, fatal=fatal: desk.collect(Moments(desk.place / "aid", fatal, told)))
        print(json.dumps({"moments": said, "killed": is_killed}), flush=True)  # noqa: T201 - likewise
    os._exit(0)  # without the farewell of the libraries
