"""Walks the whole road of one kind, from `new` to the bundle; between two steps only the disk remembers."""

from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from tests.builders.folders import mini_dossier, write_folder
from tests.e2e.command_line import CommandLine, Ended


@dataclass(frozen=True)
class Road:
    """What each step of a road answered, and where it led."""

    kind: str
    program: CommandLine
    folder: Path
    identifier: str
    steps: dict[str, Ended]

    @property
    def out(self) -> Path:
        return self.folder / "uscita"


def walk(kind: str, program: CommandLine, place: Path) -> Road:
    """Walk the road; no step is judged here, the tests do."""
    folder = place / "fascicolo di prova"
    steps = {"new": program.run("new", folder, "--kind", kind, "--json")}
    identifier = YAML(typ="safe").load(folder / "fascicolo.yaml")["identificativo"]
    # The person fills in everything but the day of the first meeting.
    dossier = mini_dossier(kind, {"slug": identifier, "configurazione.primo_incontro_il": None})
    write_folder(folder, dossier)
    steps["check"] = program.run("check", folder, "--json")
    steps["shut"] = program.run("advance", folder, "--json")
    write_folder(folder, mini_dossier(kind, {"slug": identifier}))
    steps["advance"] = program.run("advance", folder, "--json")
    steps["status"] = program.run("status", identifier, "--json")
    steps["build"] = program.run("build", identifier, "--json")
    steps["verify"] = program.run("bundle", "verify", folder / "uscita", "--json")
    steps["history"] = program.run("history", identifier, "--json")
    steps["list"] = program.run("archive", "list", "--json")
    steps["search"] = program.run("archive", "search", dossier.plants[0].pod, "--json")
    return Road(kind, program, folder, identifier, steps)
