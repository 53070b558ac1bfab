"""The same point or plant in two dossiers of one archive, through `check` as people run it."""

from pathlib import Path
from typing import Any

from tests.builders.dossiers import build
from tests.builders.folders import write_folder
from tests.builders.rulebook import catalogue, law
from tests.e2e.cases.command import run
from workflow.checks.run import run as judge
from workflow.domain.finding import Finding
from workflow.intake.facts import facts_sha256
from workflow.services.opening import Opened, open_dossier
from workflow.store.archive import Archive

SHARED = "IT001E00000012"


def folder(place: Path, slug: str, base: str = "cer_ok", **facts: Any) -> Path:
    changes = {"slug": slug, **{key.replace("__", "."): value for key, value in facts.items()}}
    return write_folder(place / slug, build(base, changes))


def clashes(place: Path, target: Path) -> list[Finding]:
    """Return what the rule finds of a dossier opened with the archive, by the functions behind `check`."""
    rules = [rule for rule in catalogue().rules if rule.code == "POD-04"]
    report = judge(opened(place, target).dossier, law(), catalogue().cards, rules)
    return [finding for finding in report.findings if "fascicolo" in finding.values]


def opened(place: Path, target: Path) -> Opened:
    with Archive.open(str(place / "archivio.sqlite")) as archive:
        return open_dossier(str(target), archive=archive, law=law())


def other(place: Path, **facts: Any) -> Path:
    """Return another dossier whose own points and plants are all different but one point."""
    own = {"soci": [member_with(SHARED)], "impianti": [], "mandati": [], "allegati": []}
    return folder(place, "altra-comunita", **{**own, **facts})


def member_with(code: str, **changes: Any) -> dict[str, Any]:
    row = {
        "tipo": "persona_fisica", "cognome": "Altrui", "nome": "Anna", "titolo": "membro", "ruolo": "consumatore",
        "punti": [{"pod": code, **changes.pop("punto", {})}],
    }  # fmt: skip
    return row | changes


def test_a_point_that_stands_in_another_dossier_blocks_and_the_other_is_named(tmp_path: Path) -> None:
    archive = tmp_path / "archivio.sqlite"
    opened(tmp_path, other(tmp_path))
    mine = folder(tmp_path, "mia-comunita")
    report = run("check", mine, "--json", "--archive", archive).json
    [found] = [finding for finding in report["findings"] if finding["code"] == "POD-04"]
    assert found["path"] == ["soci", 1, "pod"]
    assert (found["severity"], found["effect"]) == ("bloccante", "pratica")
    assert found["values"]["fascicolo"] == "altra-comunita"
    assert SHARED in found["message"]
    alone = run("check", mine, "--json", "--no-archive").json
    assert not [finding for finding in alone["findings"] if finding["code"] == "POD-04"]


def test_a_subject_may_be_in_two_with_different_points(tmp_path: Path) -> None:
    facts = build("cer_ok").members[1]
    same_person = member_with("IT001E00000999", codice_fiscale=facts.codice_fiscale)
    opened(tmp_path, other(tmp_path, soci=[same_person]))
    assert clashes(tmp_path, folder(tmp_path, "mia-comunita")) == []


def test_a_point_that_has_left_the_other_is_free(tmp_path: Path) -> None:
    gone = member_with(SHARED, punto={"fino_al": "2026-11-01"})
    opened(tmp_path, other(tmp_path, soci=[gone]))
    assert clashes(tmp_path, folder(tmp_path, "mia-comunita")) == []


def test_a_configuration_that_has_ended_holds_nothing(tmp_path: Path) -> None:
    opened(tmp_path, other(tmp_path, contratto_gse={"cessato_il": "2026-10-31"}))
    assert clashes(tmp_path, folder(tmp_path, "mia-comunita")) == []


def test_the_same_plant_in_two_dossiers_blocks_unless_its_sections_differ(tmp_path: Path) -> None:
    plant = {"nome": "Lo stesso tetto", "censimp": "IM_0000001", "sezioni": [{"codice_sezione": "SZ_0000001_01"}]}
    target = other(tmp_path, soci=[member_with("IT001E00000998")], impianti=[plant])
    opened(tmp_path, target)
    mine = folder(tmp_path, "mia-comunita")
    [found] = clashes(tmp_path, mine)
    assert found.path == ("impianti", 0, "censimp")
    other(
        tmp_path,
        soci=[member_with("IT001E00000998")],
        impianti=[{**plant, "sezioni": [{"codice_sezione": "SZ_0000001_02"}]}],
    )
    opened(tmp_path, target)
    assert clashes(tmp_path, mine) == []


def test_two_plants_of_one_name_are_two_plants(tmp_path: Path) -> None:
    run(
        "check",
        other(tmp_path, soci=[member_with("IT001E00000998")], impianti=[{"nome": "Impianto 1"}]),
        "--archive",
        tmp_path / "archivio.sqlite",
    )
    assert clashes(tmp_path, folder(tmp_path, "mia-comunita")) == []


def test_what_others_hold_is_no_fact_of_the_dossier(tmp_path: Path) -> None:
    mine = folder(tmp_path, "mia-comunita")
    before = opened(tmp_path, mine)
    opened(tmp_path, other(tmp_path))
    after = opened(tmp_path, mine)
    assert (before.dossier.other_uses, len(after.dossier.other_uses or ())) == ((), 1)
    assert before.facts_sha256 == after.facts_sha256
    assert facts_sha256(after.dossier) == after.facts_sha256
