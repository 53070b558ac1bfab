"""Italian numbers in words, checked against forms found in any grammar."""

import pytest

from workflow.documents.number_words import LARGEST, number_in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "zero"),
        (1, "uno"),
        (3, "tre"),
        (17, "diciassette"),
        (20, "venti"),
        (21, "ventuno"),
        (23, "ventitré"),
        (28, "ventotto"),
        (33, "trentatré"),
        (80, "ottanta"),
        (88, "ottantotto"),
        (100, "cento"),
        (101, "centouno"),
        (103, "centotré"),
        (108, "centotto"),
        (118, "centodiciotto"),
        (888, "ottocentottantotto"),
        (180, "centottanta"),
        (200, "duecento"),
        (1000, "mille"),
        (1001, "milleuno"),
        (2000, "duemila"),
        (3000, "tremila"),
        (21000, "ventunomila"),
        (1_000_000, "un milione"),
        (2_000_003, "due milioni tre"),
        (1_234_567, "un milione duecentotrentaquattromilacinquecentosessantasette"),
        (1_000_000_000, "un miliardo"),
        (-5, "meno cinque"),
    ],
)
def test_numbers_are_written_in_one_word_below_the_million(value: int, words: str) -> None:
    assert number_in_words(value) == words


def test_a_number_too_large_for_words_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        number_in_words(LARGEST + 1)


def test_every_number_below_a_hundred_thousand_has_its_own_words() -> None:
    assert len({number_in_words(value) for value in range(100_000)}) == 100_000
