"""The committed examples: what the generator makes, judged on their own day, alike in any spreadsheet program."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
import time_machine
from PIL import Image
from pypdf import PdfReader

from tests.builders.examples import FOLDER, MAKERS, all_examples, files_in, write
from tests.builders.examples.example import Example
from tests.builders.examples.papers import MARK
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Outcome, Report, Severity
from workflow.intake.members_file import read_members_of
from workflow.law import Law
from workflow.services.opening import judge, open_dossier

EXAMPLES = {example.folder: example for example in all_examples()}
FAR_AWAY = datetime(2030, 6, 1, 9, tzinfo=UTC)
LARGEST_BYTES = 3_000_000


@pytest.fixture(params=list(EXAMPLES))
def example(request: pytest.FixtureRequest) -> Example:
    return EXAMPLES[request.param]


@cache
def law() -> Law:
    return Law.load()


def judged_now(folder: str) -> tuple[Dossier, Report]:
    opened = open_dossier(str(FOLDER / folder))
    return opened.dossier, judge(opened, law())


@cache
def judged(folder: str) -> tuple[Dossier, Report]:
    return judged_now(folder)


def codes(report: Report, severity: Severity) -> set[str]:
    return {finding.code for finding in report.findings if finding.severity is severity}


def unpacked(content: bytes, name: str) -> object:
    """Return what a compressed file says: two machines may deflate the same content in different bytes."""
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [(one, archive.read(one)) for one in archive.namelist()]
    if name.endswith(".pdf"):
        return list(_objects(content))
    if name.endswith((".png", ".jpg")):
        with Image.open(io.BytesIO(content)) as image:
            return image.size, image.convert("RGB").tobytes()
    return content


def _objects(content: bytes) -> Iterator[tuple[str, bytes]]:
    reader = PdfReader(io.BytesIO(content))
    for number in range(1, int(reader.trailer["/Size"])):
        found = reader.get_object(number)
        plain = {key: value for key, value in found.items() if key != "/Length"} if hasattr(found, "items") else found
        yield repr(plain), found.get_data() if hasattr(found, "get_data") else b""


def test_a_committed_folder_holds_exactly_what_the_generator_makes(example: Example) -> None:
    made, committed = example.files(), files_in(FOLDER / example.folder)
    assert sorted(committed) == sorted(made)
    different = [
        path
        for path, content in made.items()
        if committed[path] != content and unpacked(committed[path], path) != unpacked(content, path)
    ]
    assert different == []


def test_making_an_example_twice_gives_the_same_bytes(example: Example) -> None:
    again = MAKERS[list(EXAMPLES).index(example.folder)]()
    assert again.files() == example.files()


def test_the_generator_mends_a_folder_and_then_has_nothing_more_to_write(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "cer-val-serena" / "soci.xlsx").write_bytes(b"broken")
    (tmp_path / "aid-officine-brandi" / "estraneo.txt").write_text("no")
    assert write(tmp_path) == ["cer-val-serena/soci.xlsx", "aid-officine-brandi/estraneo.txt"]
    assert write(tmp_path) == []


def test_the_examples_weigh_little() -> None:
    sizes = [len(content) for folder in EXAMPLES for content in files_in(FOLDER / folder).values()]
    assert sum(sizes) < LARGEST_BYTES


def test_every_page_of_every_paper_says_that_it_is_invented(example: Example) -> None:
    for path, content in example.papers.items():
        if path.endswith(".pdf"):
            for page in PdfReader(io.BytesIO(content)).pages:
                assert MARK in page.extract_text(), path


def test_an_example_is_judged_on_its_own_day(example: Example) -> None:
    dossier, report = judged(example.folder)
    assert dossier.as_of == report.as_of == example.facts["giudizio_al"]
    assert dossier.is_sending_assumed
    assert dossier.slug == f"esempio-{example.folder}"


def test_the_judgement_in_2030_is_that_of_today(example: Example) -> None:
    with time_machine.travel(FAR_AWAY, tick=False):
        dossier, later = judged_now(example.folder)
    assert (dossier, later) == judged(example.folder)
    assert later.as_of == example.facts["giudizio_al"]


def test_an_example_is_read_without_a_single_remark_of_the_reader(example: Example) -> None:
    assert open_dossier(str(FOLDER / example.folder)).findings == ()


def test_an_example_holds_the_members_and_the_papers_of_its_generator(example: Example) -> None:
    dossier = judged(example.folder)[0]
    assert dossier.members == example.members
    assert {paper.path for paper in dossier.attachments} == set(example.papers)
    assert dossier.kind is example.kind


def test_the_cer_is_complete_nothing_blocks_and_nothing_warns() -> None:
    dossier, report = judged("cer-val-serena")
    assert not report.is_blocked
    assert codes(report, Severity.BLOCKING) == codes(report, Severity.WARNING) == set()
    assert codes(report, Severity.NOTE) == {"EFF-10", "FEE-01", "GEN-14", "PRC-10"}
    assert len(dossier.active_members) == 30
    assert len(dossier.points) == 34
    assert [plant.power_kw for plant in dossier.plants] == [pytest.approx(49.5), 99]
    assert [dossier.is_third_producer(plant) for plant in dossier.plants] == [False, True]


def test_the_cer_was_there_before_its_plants() -> None:
    dossier, _ = judged("cer-val-serena")
    assert dossier.community is not None
    since = dossier.community.statute.compliant_since_on
    assert since == date(2026, 2, 12)
    assert all(plant.entered_operation_on > since for plant in dossier.plants)


def test_the_group_has_the_gaps_it_tells_of() -> None:
    dossier, report = judged("gac-condominio-aurora")
    # No diagram, no DNSH (paper and answer), the administrator's card expired, minutes not signed by all.
    assert codes(report, Severity.BLOCKING) == {"DOC-06", "DOC-15", "PLT-13", "PRC-03", "GAC-01", "GAC-05"}
    assert codes(report, Severity.WARNING) == set()
    assert [member.full_name for member in dossier.members if member.is_release] == ["Fabio Scarcia"]
    assert len(dossier.active_members) == 10


def test_the_self_consumer_has_the_gaps_it_tells_of() -> None:
    dossier, report = judged("aid-officine-brandi")
    found = codes(report, Severity.BLOCKING)
    # The title of the area; what GAUDÌ shows; one cause of exclusion.
    assert {"AID-02", "DOC-10", "COE-07", "PLT-10", "REF-02"} <= found
    assert found <= {"AID-02", "DOC-10", "COE-07", "PLT-10", "REF-02", "ANA-26"}
    assert codes(report, Severity.WARNING) == set()
    unanswered = [f.path[-1] for f in report.findings if f.code == "REF-02"]
    assert unanswered == ["deggendorf"]
    assert all(f.outcome is Outcome.UNKNOWN for f in report.findings if f.code in {"AID-02", "COE-07", "REF-02"})
    assert len(dossier.points) == 3


def test_what_an_example_tells_is_what_its_readers_find_in_the_folder(example: Example) -> None:
    text = (FOLDER / example.folder / "ESEMPIO.txt").read_text(encoding="utf-8")
    assert re.sub(r"\s+", " ", example.story) in re.sub(r"\s+", " ", text)


def test_the_members_saved_again_by_a_spreadsheet_program_are_the_same(example: Example, tmp_path: Path) -> None:
    folder = tmp_path / "riaperto"
    folder.mkdir()
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path / 'profile'}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            folder,
            FOLDER / example.folder / "soci.xlsx",
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    shutil.copy(FOLDER / example.folder / "fascicolo.yaml", folder)
    read = read_members_of(folder)
    assert read.findings == ()
    assert read.members == example.members
