"""The command that compiles templates: writes what is stale, checks without writing, names its errors."""

import shutil
from pathlib import Path

import pytest

from workflow.devtools.template_settings import load_style
from workflow.devtools.template_source import main
from workflow.resources import BrokenFileError, data_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "_shared").mkdir()
    shutil.copy(data_folder("templates") / "_shared" / "style.yaml", tmp_path / "_shared")
    (tmp_path / "_shared" / "note.md").write_text("not a template {{", encoding="utf-8")
    for name in ("atto", "mandato"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.2026-01-01.md").write_text("# {{ titolo }}\n", encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> int:
    return main([*arguments, "--templates", str(folder)])


def test_it_writes_only_what_is_stale(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder) == 0
    assert capsys.readouterr().out.count("written:") == 2
    assert run(folder) == 0
    assert "2 sources, 0 written" in capsys.readouterr().out


def test_check_writes_nothing_and_fails_on_a_stale_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--check") == 1
    assert not list(folder.glob("*/*.docx"))
    run(folder)
    assert run(folder, "--check") == 0
    (folder / "atto" / "atto.2026-01-01.md").write_text("# altro\n", encoding="utf-8")
    assert run(folder, "--check") == 1
    assert "stale: " in capsys.readouterr().out


def test_a_damaged_word_file_is_stale(folder: Path) -> None:
    run(folder)
    (folder / "atto" / "atto.2026-01-01.docx").write_bytes(b"rotto")
    assert run(folder, "--check") == 1


def test_a_change_of_style_makes_every_file_stale(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(folder)
    style = folder / "_shared" / "style.yaml"
    style.write_text(style.read_text(encoding="utf-8").replace("title: 17", "title: 18"), encoding="utf-8")
    assert run(folder, "--check") == 1
    assert "2 stale" in capsys.readouterr().out


def test_only_the_folders_named_are_compiled(folder: Path) -> None:
    assert run(folder, "atto") == 0
    assert [path.parent.name for path in folder.glob("*/*.docx")] == ["atto"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("{{ a", "riga 1"), ("{{ a|sconosciuto }}", "«sconosciuto» non esiste"), ("{% if %}\n", "scritto male")],
)
def test_an_error_names_the_source_and_exits_with_4(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    (folder / "atto" / "atto.2026-01-01.md").write_text(text, encoding="utf-8")
    assert run(folder) == 4
    error = capsys.readouterr().err
    assert "atto.2026-01-01.md" in error
    assert words in error


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [("title: 17", "title: grande", 7), ('accent: "1D4B57"', "accent: blu", 18), ("fonts:", "colour: x\nfonts:", 2)],
)
def test_a_wrong_style_is_named_with_its_line(folder: Path, old: str, new: str, line: int) -> None:
    style = folder / "_shared" / "style.yaml"
    style.write_text(style.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(BrokenFileError) as caught:
        load_style(folder)
    assert caught.value.line == line


def test_the_complete_example_of_the_guide_compiles(folder: Path) -> None:
    guide = (data_folder("templates") / "README.md").read_text(encoding="utf-8")
    example = guide.split("### A complete small example")[1].split("```")[1]
    (folder / "mandato" / "mandato.2026-01-01.md").write_text(example, encoding="utf-8")
    assert run(folder, "mandato") == 0
