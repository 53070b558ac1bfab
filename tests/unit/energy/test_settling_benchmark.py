"""The yardsticks of the benchmark give the totals of the product, or its ratios would compare different work."""

from pathlib import Path

import pytest

from tests.benchmarks import plain_settlement, rse_simulator, settling
from tests.builders.wide_settlements import write_wide


@pytest.mark.parametrize("points", [3, 40])
def test_the_plain_ways_give_our_totals(tmp_path: Path, points: int) -> None:
    path = write_wide(tmp_path, points, points_in_file=25)
    ours = settling.totals(path)
    for way in (plain_settlement.with_polars, plain_settlement.with_pandas):
        assert {key: pytest.approx(value, rel=1e-12, abs=1e-6) for key, value in way(path).items()} == {
            key: ours[key] for key in ("tip_eur", "tip_surplus_eur", "valorisation_eur", "rid_eur")
        }
    assert ours["tip_surplus_eur"] > 0


def test_a_different_total_stops_the_benchmark() -> None:
    settling._agree({"ours": {"tip_eur": 1.0}, "polars": {"tip_eur": 1.0}})
    with pytest.raises(AssertionError, match="polars gives tip_eur"):
        settling._agree({"ours": {"tip_eur": 1.0}, "polars": {"tip_eur": 1.0001}})


def test_without_a_simulator_its_row_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(rse_simulator.FOLDER, raising=False)
    assert "not run" in rse_simulator.rows()[0][2]


def test_the_functions_of_the_simulator_are_timed_on_its_own_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "__init__.py").touch()
    (tmp_path / "config.yml").write_text("filename_registry_user_types_yml: users.yml\n", encoding="utf-8")
    (tmp_path / "users.yml").write_text("casa: {num: 40}\nbar: {num: 2}\n", encoding="utf-8")
    (tmp_path / "src" / "Functions_Energy_Model.py").write_text("import xlwings_that_is_not_here\n", encoding="utf-8")
    finance = "from pathlib import Path\ndef incentives():\n    print('words')\n    Path('ran').touch()\n"
    (tmp_path / "src" / "Functions_Financial_Model.py").write_text(finance, encoding="utf-8")
    monkeypatch.setenv(rse_simulator.FOLDER, str(tmp_path))
    shared, incentives = rse_simulator.rows()
    assert "not run: ModuleNotFoundError" in shared[2]
    assert incentives[1] == "42 users in 2 types"
    assert incentives[2].endswith(" s")
    assert (tmp_path / "ran").exists()
