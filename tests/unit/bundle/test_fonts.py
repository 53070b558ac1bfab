"""The fonts that travel with the program are the ones that its README names, and draw what Italian papers need."""

import hashlib
import re

from workflow.bundle.fonts import SERIF, SYMBOLS, font_files, font_folder, missing_characters, runs_by_font


def test_every_font_file_has_the_digest_of_the_readme_and_a_licence() -> None:
    readme = (font_folder() / "README.md").read_text(encoding="utf-8")
    named = {name: digest for digest, name in re.findall(r"^([0-9a-f]{64})  (\S+)$", readme, flags=re.MULTILINE)}
    assert named == {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in font_files()}
    families = {file.stem.partition("-")[0] for file in font_files()}
    assert families == {"Caladea", "Carlito", "DejaVuSans"}
    for family in families:
        assert "licen" in (font_folder() / f"{family}-LICENSE.txt").read_text(encoding="utf-8").lower()


def test_italian_and_the_names_of_its_neighbours_can_be_drawn() -> None:
    assert (
        missing_characters(["àèéìòù ÀÈÉÌÒÙ «» “” ’ – — … € º ª ° ² ½ ș ț ć đ ł ñ ß ü ž □ ■ ☐ ☑ ✓ \u00a0 Ελλάδα Київ"])
        == ()
    )


def test_what_cannot_be_drawn_is_named_once_and_in_order() -> None:
    assert missing_characters(["漢字 e 漢", "\u00a0\n\u200b", "😀"]) == ("字", "漢", "😀")


def test_a_text_is_split_only_where_the_font_lacks_something() -> None:
    assert runs_by_font("a □□ b", SERIF) == [(SERIF, "a "), (SYMBOLS, "□□"), (SERIF, " b")]
    assert runs_by_font("", SERIF) == []
