"""`history`: what happened to a dossier, whether anybody rewrote it, and how the last step is undone."""

from contextlib import ExitStack
from typing import Any

import typer

from workflow.cli.console import console, print_json
from workflow.cli.italian import ItalianCommand, ItalianGroup
from workflow.cli.options import ARCHIVE, AS_WAS, JSON, TARGET, parse_day
from workflow.law import Law
from workflow.phases.machine import MOVE_LABELS
from workflow.resources import ProgramError
from workflow.services import undoing
from workflow.services.as_was import opened_as_was, slug_of_target
from workflow.services.opening import open_dossier
from workflow.services.recording import Recorded
from workflow.store.archive import Archive
from workflow.store.history import GENESIS, Entry, broken_at, entries_since

_SHOW = "show"
_LABELS = {move.value: label for move, label in MOVE_LABELS.items()} | {undoing.UNDO: "annullamento"}
_LABELS |= {one.value: one.label for one in Recorded}
_SHOWN_HASH = 12
REASON = typer.Option("", "--reason", help="Motivo, che resta nella storia.")


class BrokenHistoryError(ProgramError):
    """A history whose chain of hashes does not hold, or is not the one that somebody noted down."""

    exit_code = 4


class HistoryGroup(ItalianGroup):
    """A group whose first word may be a dossier: then it is shown."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the usual command before a word that is none of them."""
        if args and "--help" not in args[:1] and args[0] not in self.commands:
            args = [_SHOW, *args]
        return super().parse_args(ctx, args)


group = typer.Typer(
    cls=HistoryGroup, help="Che cosa è successo a un fascicolo: chi, quando, che cosa, perché.", no_args_is_help=True
)


@group.command(_SHOW, cls=ItalianCommand)
def show(target: str = TARGET, as_was: str | None = AS_WAS, archive: str | None = ARCHIVE, json: bool = JSON) -> None:
    """Mostra che cosa è successo al fascicolo e verifica che nessuno abbia riscritto la storia."""
    day = parse_day(as_was)
    with ExitStack() as stack:
        store = stack.enter_context(Archive.open(archive))
        if day is None:
            slug = _slug(target, store)
            entries = store.history(slug)
        else:
            past = stack.enter_context(opened_as_was(target, day, store)).past
            slug, entries = past.slug, list(past.entries)
    broken = broken_at(entries)
    if json:
        rows = [_row(entry, stored) for entry, stored in entries]
        print_json({"schema": 1, "dossier": slug, "entries": rows, "broken_at": broken, "head": _head(entries)})
    else:
        _print(entries)
    _assert_whole(broken)


@group.command(cls=ItalianCommand)
def verify(
    target: str = TARGET,
    head: str = typer.Option("", "--head", metavar="IMPRONTA", help="Impronta conservata altrove (ricevuta, PEC)."),
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Verifica la catena della storia; con --head anche che non sia stata ricostruita dall'inizio."""
    with Archive.open(archive) as store:
        slug = _slug(target, store)
        entries = store.history(slug)
    broken = broken_at(entries)
    since = entries_since(entries, head.strip().casefold()) if head else None
    if json:
        print_json(
            {"schema": 1, "dossier": slug, "entries": len(entries), "broken_at": broken, "head": _head(entries),
             "is_known_head": None if not head else since is not None, "entries_since_head": since}
        )  # fmt: skip
    _assert_whole(broken)
    if head and since is None:
        raise BrokenHistoryError(
            "La storia è stata ricostruita: la catena torna, ma l'impronta conservata altrove non è di nessuna voce."
        )
    if not json:
        after = "" if since is None else f"; dopo l'impronta indicata: {since}"
        console().print(f"La storia è integra: {len(entries)} voci{after}.", style="bold green")
        console().print(f"Ultima impronta, da conservare altrove: {_head(entries)}")


@group.command(cls=ItalianCommand)
def undo(
    target: str = TARGET,
    reason: str = REASON,
    facts: bool = typer.Option(False, "--facts", help="Riporta anche i file della cartella a com'erano."),
    archive: str | None = ARCHIVE,
    json: bool = JSON,
) -> None:
    """Annulla l'ultima voce con una voce nuova; con --facts anche i file tornano quelli di allora."""
    law = Law.load()
    with Archive.open(archive) as store:
        opened = open_dossier(target, archive=store, law=law)
        done = undoing.undo(opened, law, store, reason=reason, with_facts=facts)
    if json:
        print_json({"schema": 1, "undone": done.undone.number, "from": done.entry.from_phase,
                    "to": done.entry.to_phase, "set_aside": done.set_aside})  # fmt: skip
        return
    where = f"{done.entry.from_phase} → {done.entry.to_phase}"
    console().print(f"Annullata la voce {done.undone.number}: {where}.", style="bold green")
    if done.set_aside is not None:
        console().print(f"I file di prima sono in {done.set_aside}.")


def _slug(target: str, store: Archive) -> str:
    slug = slug_of_target(target, store)
    if store.find(slug) is None:
        open_dossier(target, archive=store)
    return store.get(slug).slug


def _row(entry: Entry, stored: str) -> dict[str, Any]:
    return {
        "number": entry.number, "at": entry.at, "who": entry.who, "event": entry.event, "subject": entry.subject,
        "from": entry.from_phase, "to": entry.to_phase, "reason": entry.reason, "law_digest": entry.law_digest,
        "facts_sha256": entry.facts_sha256, "findings": list(entry.findings), "details": dict(entry.details),
        "hash": stored,
    }  # fmt: skip


def _print(entries: list[tuple[Entry, str]]) -> None:
    out = console()
    for entry, stored in entries:
        subject = f"[{entry.subject}] " if entry.subject else ""
        out.print(
            f"{entry.number:>3}  {entry.at[:16].replace('T', ' ')}  {entry.who}: {subject}"
            f"{_LABELS.get(entry.event, entry.event)} ({entry.from_phase or 'inizio'} → {entry.to_phase or 'inizio'}). "
            f"{entry.reason}  [{stored[:_SHOWN_HASH]}]"
        )
    if not entries:
        out.print("Nessun passaggio registrato.")


def _head(entries: list[tuple[Entry, str]]) -> str:
    return entries[-1][1] if entries else GENESIS


def _assert_whole(broken: int | None) -> None:
    if broken is not None:
        raise BrokenHistoryError(f"La storia è stata alterata: la catena non torna alla voce {broken}.")


def register(app: typer.Typer) -> None:
    """Add the group of this module."""
    app.add_typer(group, name="history")
