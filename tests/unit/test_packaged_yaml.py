"""The fast reader reads the same values as the one that knows lines, and refuses the same files."""

from datetime import date
from pathlib import Path

import pytest

from workflow.packaged_yaml import packaged_values
from workflow.resources import BrokenFileError, data_folder, plain, read_yaml


@pytest.mark.parametrize("folder", ["checklists", "templates"])
def test_every_packaged_file_reads_the_same_both_ways(folder):
    files = sorted(data_folder(folder).rglob("*.yaml"))
    assert files
    for path in files:
        assert packaged_values(path) == plain(read_yaml(path)), path


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("0123", 123),
        ("0o17", 15),
        ("0x1F", 31),
        ("12:30", "12:30"),
        ("0.30", 0.30),
        ("1e3", 1000.0),
        ("-5", -5),
        ("2026-11-22", date(2026, 11, 22)),
        ("", None),
        ("~", None),
        ("'0123'", "0123"),
    ],
)
def test_scalars_follow_yaml_1_2(tmp_path, written, value):
    path = tmp_path / "a.yaml"
    path.write_text(f"chiave: {written}\n")
    assert packaged_values(path) == plain(read_yaml(path)) == {"chiave": value}


@pytest.mark.parametrize("text", ["a: 1\na: 2\n", "- uno\n", "a: [1\n", "\ta: 1\n", "", "a: &x [*x]\nb: 2026-13-45\n"])
def test_what_is_not_one_sound_mapping_is_refused_with_its_file(tmp_path: Path, text):
    path = tmp_path / "rotto.yaml"
    path.write_text(text)
    with pytest.raises(BrokenFileError, match=r"rotto\.yaml"):
        packaged_values(path)
