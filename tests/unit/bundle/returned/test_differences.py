"""What differs between what was generated and what came back, page by page."""

from workflow.bundle.returned.differences import compare, compare_text

ONE = "Il mandante conferisce mandato senza rappresentanza al Referente, per dodici mesi, revocabile in ogni momento."
TWO = "Le parti si scambiano le comunicazioni per posta elettronica certificata. Luogo e data."


def test_equal_words_are_equal_whatever_the_spaces_and_the_signs() -> None:
    assert compare([ONE, TWO], [ONE.upper().replace(" ", "\n"), f" {TWO} —"]) == []


def test_words_taken_away_are_told_with_their_page() -> None:
    (page,) = compare([ONE, TWO], [ONE, TWO.replace("certificata", "")])
    assert (page.page, page.missing, page.added) == (2, ("certificata",), ())


def test_words_changed_are_missing_and_added() -> None:
    (page,) = compare([ONE, TWO], [ONE.replace("dodici", "ventiquattro"), TWO])
    assert (page.page, page.missing, page.added) == (1, ("dodici",), ("ventiquattro",))
    assert page.sentences() == ("pagina 1: manca «dodici»", "pagina 1: in più «ventiquattro»")


def test_words_added_are_told() -> None:
    (page,) = compare([ONE], [f"{ONE} Firmato digitalmente da Elena Bassi"])
    assert (page.missing, page.added) == ((), ("firmato digitalmente da elena bassi",))


def test_a_line_that_moves_to_the_next_page_is_no_difference() -> None:
    words = f"{ONE} {TWO}".split()
    assert compare([ONE, TWO], [" ".join(words[:12]), " ".join(words[12:])]) == []


def test_a_page_that_is_not_there_is_missing() -> None:
    (page,) = compare([ONE, TWO], [ONE])
    assert (page.page, page.likeness) == (2, 0.0)
    assert page.missing[0].startswith("le parti si scambiano")


def test_a_text_that_was_never_printed_is_looked_for_page_by_page() -> None:
    pages = [f"Intestazione. {ONE} pagina 1", f"Intestazione. {TWO.replace('certificata', '')} pagina 2"]
    (page,) = compare_text(f"{ONE} {TWO}", pages)
    assert (page.page, page.missing, page.added) == (2, ("certificata",), ())
    assert compare_text(f"{ONE} {TWO}", [f"Altro {ONE}", TWO]) == []


def test_what_a_machine_has_read_is_told_with_its_likeness() -> None:
    text = " ".join([ONE] * 6)
    assert compare([text], [text.replace("mandante", "rnandante", 1)], is_read_by_machine=True) == []
    (page,) = compare([ONE], ["Il rnandante c0nferisce rnandato"], is_read_by_machine=True)
    assert "va confrontato a occhio" in page.sentences()[0]
