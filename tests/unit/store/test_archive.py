"""The archive keeps every version, refuses silent overwrites, and notices a rewritten history; on both databases."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.builders.archives import NOW, SLUG, advance, facts, practice, source
from workflow.domain.kind import Phase
from workflow.store.archive import DossierNotFoundError, FactsConflictError, differences
from workflow.store.conflict import changes
from workflow.store.files import FileChangedError, Source
from workflow.store.history import GENESIS, broken_at, entries_since


def test_synchronising_the_same_facts_twice_adds_nothing(archive, folder):
    assert archive.synchronise(facts({"a": 1}), folder, NOW)
    assert not archive.synchronise(facts({"a": 1}), folder, NOW)
    assert archive.get(SLUG).version == 1


def test_a_change_in_the_folder_becomes_the_current_version(archive, folder):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    assert archive.synchronise(facts({"a": 2}), folder, NOW)
    assert json.loads(archive.facts(SLUG)) == {"a": 2}
    assert archive.current_facts() == [(SLUG, '{"a":2}')]


def test_facts_changed_in_two_folders_are_refused_with_who_when_and_the_keys_that_differ(archive, folder, tmp_path):
    other = tmp_path / "copia"
    other.mkdir()
    archive.synchronise(facts({"a": 1, "b": "prima"}), folder, NOW, "anna")
    with pytest.raises(FactsConflictError, match=r"anna il 22/11/2026 alle 11:00. Differenze: b\.") as refused:
        archive.synchronise(facts({"a": 1, "b": "dopo"}), other, NOW, "bruno")
    assert refused.value.exit_code == 6
    assert refused.value.details == ("b: nell'archivio «prima», qui «dopo»",)
    assert "prima" not in str(refused.value).replace("ultima", "")
    assert json.loads(archive.facts(SLUG)) == {"a": 1, "b": "prima"}


def test_a_folder_that_was_moved_is_still_the_same_dossier(archive, folder, tmp_path):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    moved = folder.rename(tmp_path / "altrove")
    assert archive.synchronise(facts({"a": 2}), moved, NOW)
    assert archive.folder_of(SLUG) == moved


def test_search_finds_a_name_a_pod_and_a_plant_whatever_the_spaces_and_case(archive, folder):
    terms = (("nome", "Anna Giordano"), ("pod", "IT001E00000001"))
    archive.synchronise(facts({"a": 1}, terms=terms), folder, NOW)
    assert archive.search("anna  GIORDANO") == [(SLUG, "nome", "Anna Giordano")]
    assert archive.search("it001e0000") == [(SLUG, "pod", "IT001E00000001")]
    assert archive.search("100%") == []


def test_a_term_that_left_the_facts_is_no_longer_found_and_the_others_stay(archive, folder):
    archive.synchronise(facts({"a": 1}, terms=(("nome", "Anna"), ("nome", "Bruno"))), folder, NOW)
    archive.synchronise(facts({"a": 2}, terms=(("nome", "Bruno"), ("nome", "Carla"))), folder, NOW)
    assert [archive.search(name) != [] for name in ("anna", "bruno", "carla")] == [False, True, True]


def test_a_pod_in_another_dossier_is_found_and_ones_own_is_not(archive, folder, tmp_path):
    archive.synchronise(facts({"a": 1}, terms=(("pod", "IT001E00000001"),)), folder, NOW)
    archive.synchronise(facts({"b": 1}, "cer-altra", (("pod", "IT001E00000001"),)), tmp_path, NOW)
    assert archive.elsewhere(SLUG, "pod", ["IT001E00000001"]) == [("cer-altra", "IT001E00000001")]


def test_a_move_is_recorded_with_the_hash_of_the_one_before(archive, folder):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    first = advance(archive, 1)
    second = advance(archive, 2, Phase.CONSTITUTION)
    assert second.previous_hash == first.hash
    assert broken_at(archive.history(SLUG)) is None
    assert archive.get(SLUG).phase is Phase.CONSTITUTION


def test_a_move_made_on_an_old_version_is_refused_with_who_and_what_and_when(archive, folder):
    archive.synchronise(facts({"a": 1}), folder, NOW, "anna")
    advance(archive, 1, who="bruno")
    archive.synchronise(facts({"a": 2}), folder, NOW + timedelta(hours=1), "carla")
    with pytest.raises(FactsConflictError) as refused:
        advance(archive, 1, Phase.CONSTITUTION)
    said = str(refused.value)
    assert "bruno ha registrato «advance» (ingaggio → governance)" in said
    assert "carla ha cambiato i fatti (a) il 22/11/2026 alle 12:00" in said
    assert (refused.value.who, refused.value.exit_code) == ("carla", 6)
    assert refused.value.details == ("a: nell'archivio «2», qui «1»",)
    assert len(archive.history(SLUG)) == 1


def test_each_plant_walks_its_own_road_and_the_community_stays_where_it_is(archive, folder):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    assert archive.practice_states(SLUG) == {}
    first = practice(archive, 1, "impianto:A", "inviata")
    practice(archive, 2, "impianto:B", "bozza")
    second = practice(archive, 3, "impianto:A", "integrazione_richiesta", details={"protocollo": "GSE/1"})
    assert archive.practice_states(SLUG) == {"impianto:A": "integrazione_richiesta", "impianto:B": "bozza"}
    assert (first.from_phase, second.from_phase) == ("", "inviata")
    stored = archive.get(SLUG)
    assert (stored.phase, stored.version) == (Phase.ENGAGEMENT, 4)
    entries = archive.history(SLUG)
    assert broken_at(entries) is None
    assert entries[2][0].details == {"protocollo": "GSE/1"}
    with pytest.raises(FactsConflictError, match="cambiato da altri"):
        practice(archive, 3, "impianto:A", "ammessa")


@pytest.mark.parametrize("statement", ["UPDATE history SET who = 'altri'", "DELETE FROM history", "DELETE FROM facts"])
def test_the_database_refuses_to_change_history_and_facts(archive, folder, statement):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    advance(archive, 1)
    with pytest.raises(DBAPIError, match="registro immutabile"), archive.engine.begin() as connection:
        connection.execute(text(statement))


def test_a_history_changed_behind_the_database_s_back_is_noticed(archive, folder):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    advance(archive, 1)
    on = " ON history" if archive.engine.dialect.name == "postgresql" else ""
    with archive.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER history_no_update{on}"))
        connection.execute(text("UPDATE history SET reason = 'altro'"))
    assert broken_at(archive.history(SLUG)) == 1


def test_a_head_kept_elsewhere_tells_how_much_was_added_since_and_that_a_chain_is_another_one(archive, folder):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    head = advance(archive, 1).hash
    advance(archive, 2, Phase.CONSTITUTION)
    entries = archive.history(SLUG)
    assert entries_since(entries, head) == 1
    assert entries_since(entries, GENESIS) == 2
    assert entries_since(entries, "0" * 63 + "1") is None


def test_a_dossier_can_be_seen_as_it_was_when_any_day_ended(archive, folder):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    advance(archive, 1, at=NOW + timedelta(days=1))
    archive.synchronise(facts({"a": 2}), folder, NOW + timedelta(days=2))
    advance(archive, 3, event="suspend", is_suspended=True, at=NOW + timedelta(days=3))
    seen = [archive.as_was(SLUG, date(2026, 11, 22) + timedelta(days=after)) for after in range(5)]
    assert [one.content for one in seen] == ['{"a":1}'] * 2 + ['{"a":2}'] * 3
    assert [one.phase.value for one in seen] == ["ingaggio"] + ["governance"] * 4
    assert [one.is_suspended for one in seen] == [False, False, False, True, True]
    assert [len(one.entries) for one in seen] == [0, 1, 1, 2, 2]
    with pytest.raises(DossierNotFoundError, match="21/11/2026"):
        archive.as_was(SLUG, date(2026, 11, 21))


def test_the_day_ends_at_midnight_in_rome(archive, folder):
    last_minute = NOW.replace(hour=22, minute=59)  # 23:59 in Rome
    archive.synchronise(facts({"a": 1}), folder, last_minute)
    archive.synchronise(facts({"a": 2}), folder, last_minute + timedelta(minutes=1))
    assert archive.as_was(SLUG, date(2026, 11, 22)).content == '{"a":1}'
    assert archive.as_was(SLUG, date(2026, 11, 23)).content == '{"a":2}'


def test_the_files_of_every_version_are_kept_once_and_given_back_byte_for_byte(archive, folder):
    paper = source(folder, "allegati/statuto.pdf", b"%PDF")
    first = facts({"a": 1}, files=(source(folder, "fascicolo.yaml", b"uno"), paper))
    archive.synchronise(first, folder, NOW)
    second = facts({"a": 2}, files=(source(folder, "fascicolo.yaml", b"due"), paper))
    archive.synchronise(second, folder, NOW)
    assert archive.files_of(SLUG, first.sha256) == {"fascicolo.yaml": b"uno", "allegati/statuto.pdf": b"%PDF"}
    assert archive.files_of(SLUG, second.sha256) == {"fascicolo.yaml": b"due", "allegati/statuto.pdf": b"%PDF"}
    assert archive.files_of(SLUG, "0" * 64) == {}


def test_a_version_stored_without_its_files_gets_them_at_the_next_reading(archive, folder):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    whole = facts({"a": 1}, files=(source(folder, "fascicolo.yaml", b"uno"),))
    assert not archive.synchronise(whole, folder, NOW)
    assert archive.files_of(SLUG, whole.sha256) == {"fascicolo.yaml": b"uno"}
    assert archive.get(SLUG).version == 1


def test_a_file_that_changes_while_it_is_read_is_refused_and_nothing_is_stored(archive, folder):
    read = source(folder, "fascicolo.yaml", b"uno")
    read.place.write_bytes(b"due")
    with pytest.raises(FileChangedError, match=r"fascicolo\.yaml"):
        archive.synchronise(facts({"a": 1}, files=(read,)), folder, NOW)
    assert archive.find(SLUG) is None


def test_a_path_that_would_leave_the_folder_is_never_given_back(archive, folder):
    inside = source(folder, "dentro.txt", b"dentro")
    outside = Source("../fuori.txt", inside.sha256, inside.place)
    known = facts({"a": 1}, files=(inside, outside))
    archive.synchronise(known, folder, NOW)
    assert archive.files_of(SLUG, known.sha256) == {"dentro.txt": b"dentro"}


def test_what_was_worked_out_is_kept_with_its_basis_and_replaced(archive, folder):
    archive.synchronise(facts({"a": 1}), folder, NOW)
    archive.synchronise(facts({"a": 1}, "cer-altra"), folder, NOW)
    archive.keep("deadlines", [(SLUG, "facts1:law1", "[1]")])
    archive.keep("deadlines", [(SLUG, "facts2:law1", "[2]")])
    found = {one.dossier.slug: (one.basis, one.content) for one in archive.kept("deadlines")}
    assert found == {SLUG: ("facts2:law1", "[2]"), "cer-altra": (None, None)}
    assert [one.basis for one in archive.kept("altro")] == [None, None]


def test_a_dossier_that_is_not_there_is_said_so(archive):
    assert archive.find("niente") is None
    assert archive.history("niente") == []
    assert archive.folder_of("niente") is None
    for ask in (archive.get, archive.facts, archive.practice_states):
        with pytest.raises(DossierNotFoundError, match="niente") as missing:
            ask("niente")
        assert missing.value.exit_code == 3


def test_differences_name_the_keys_and_changes_their_values():
    assert differences({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}], "c": 1}) == ["a[1].b", "c"]
    assert differences({"a": 1}, {"a": 1}) == []
    assert differences([1], [1, 2]) == ["tutto"]
    assert [(c.path, c.archived, c.here) for c in changes({"a": 1}, {"a": 2})] == [("a", 1, 2)]
