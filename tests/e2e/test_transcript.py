"""The page of the guide that walks the whole road is what the program really says."""

from pathlib import Path

import pytest

from tests.e2e.transcript import PAGE, steps, walk


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory, byte_code: Path) -> str:
    return walk(PAGE.read_text("utf-8"), tmp_path_factory.mktemp("strada"), byte_code)


def test_the_page_is_what_the_program_says(walked: str) -> None:
    assert walked == PAGE.read_text("utf-8"), "run: python -m tests.e2e.transcript, and read what has changed"


def test_the_road_goes_from_the_first_phase_to_operation_and_through_a_late_answer(walked: str) -> None:
    said = {step.command: step.said for step in steps(walked)}
    assert "Fase: pratiche_gse → gestione." in "".join(said.values())
    late = next(text for command, text in said.items() if command.startswith("gse answer"))
    assert "dopo il termine" in late
    assert any(command.startswith("plant add") for command in said)
