"""From an empty folder to the bundle, for each of the six kinds, every step a process of its own."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from tests.builders.folders import kinds
from tests.e2e.command_line import CommandLine
from tests.e2e.road import Road, walk

pytestmark = pytest.mark.parametrize("kind", kinds())


@pytest.fixture(scope="module")
def road_of(tmp_path_factory: pytest.TempPathFactory, byte_code: Path) -> Callable[[str], Road]:
    """Give the road of a kind, which is walked once."""

    @cache
    def road(kind: str) -> Road:
        place = tmp_path_factory.mktemp(f"strada-{kind}")
        return walk(kind, CommandLine(place / "archivio.sqlite", place, byte_code), place)

    return road


def fits(content: object, schema_of: str, program: CommandLine) -> bool:
    """Whether data are as the published schema says; raises with the place otherwise."""
    schema = program.run("schema", schema_of).json
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(content)
    return True


def test_new_makes_a_folder_of_that_kind(kind: str, road_of: Callable[[str], Road]) -> None:
    road = road_of(kind)
    made = road.steps["new"]
    assert made.code == 0
    assert made.json["kind"] == kind
    assert {"fascicolo.yaml", "soci.xlsx"} <= set(made.json["files"])
    assert all((road.folder / name).is_file() for name in made.json["files"])


def test_check_judges_it_as_conforming_by_the_published_schema(kind: str, road_of: Callable[[str], Road]) -> None:
    road = road_of(kind)
    checked = road.steps["check"]
    assert checked.code == 0, checked.json["findings"]
    assert checked.json["is_blocked"] is False
    assert checked.json["kind"] == kind
    assert checked.json["as_of"] == "2026-11-22"
    assert {one["outcome"] for one in checked.json["evaluated"]} > {"conforme"}
    assert fits(checked.json, "report", road.program)


def test_a_shut_gate_says_what_is_missing_and_changes_nothing(kind: str, road_of: Callable[[str], Road]) -> None:
    road = road_of(kind)
    shut = road.steps["shut"]
    assert shut.code == 1
    assert (shut.json["from"], shut.json["to"], shut.json["is_blocked"]) == ("ingaggio", "ingaggio", True)
    assert ["fasi", "ingaggio", "primo_incontro"] in [finding["path"] for finding in shut.json["findings"]]
    assert len(road.steps["history"].json["entries"]) == 1


def test_an_open_gate_leads_to_the_next_phase(kind: str, road_of: Callable[[str], Road]) -> None:
    steps = road_of(kind).steps
    assert steps["advance"].code == 0, steps["advance"].json["findings"]
    assert (steps["advance"].json["from"], steps["advance"].json["to"]) == ("ingaggio", "governance")
    status = steps["status"]
    assert status.code == 0
    assert status.json["phase"] == "governance"
    assert [phase["phase"] for phase in status.json["phases"]] == [
        "ingaggio", "governance", "costituzione", "impianti", "pratiche_gse", "gestione",
    ]  # fmt: skip
    assert status.json["phases"][0]["percentage"] == 100


def test_build_by_the_name_in_the_archive_makes_a_whole_bundle(kind: str, road_of: Callable[[str], Road]) -> None:
    road = road_of(kind)
    built = road.steps["build"]
    assert built.code == 0, built.json["findings"]
    assert built.json["is_blocked"] is built.json["is_draft"] is False
    assert built.json["is_preview"] is True
    assert Path(built.json["out"]) == road.out
    verified = road.steps["verify"]
    assert verified.code == 0
    assert verified.json["is_intact"] is True
    assert verified.json["manifest_sha256"] == built.json["manifest_sha256"]


def test_the_history_keeps_the_one_move_and_its_chain_holds(kind: str, road_of: Callable[[str], Road]) -> None:
    history = road_of(kind).steps["history"]
    assert history.code == 0
    assert [(e["number"], e["event"], e["from"], e["to"]) for e in history.json["entries"]] == [
        (1, "advance", "ingaggio", "governance")
    ]
    assert history.json["broken_at"] is None


def test_the_archive_lists_the_dossier_and_finds_it_by_its_plant(kind: str, road_of: Callable[[str], Road]) -> None:
    road = road_of(kind)
    assert road.steps["list"].json["dossiers"] == [
        {"slug": road.identifier, "title": road.steps["list"].json["dossiers"][0]["title"], "kind": kind,
         "phase": "governance"}
    ]  # fmt: skip
    assert {row["slug"] for row in road.steps["search"].json["found"]} == {road.identifier}
