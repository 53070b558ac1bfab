"""Italian numbers in words, as deeds and receipts want them."""

_UNITS = (
    "zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove",
    "dieci", "undici", "dodici", "tredici", "quattordici", "quindici", "sedici", "diciassette", "diciotto",
    "diciannove",
)  # fmt: skip
_TENS = ("", "", "venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta")
_TWENTY = 20
_HUNDRED = 100
_THOUSAND = 1_000
_MILLION = 1_000_000
_BILLION = 1_000_000_000
_VOWEL_UNITS = (1, 8)
LARGEST = 999 * _BILLION + 999_999_999


def number_in_words(number: int) -> str:
    """Write a whole number in one word, with the accent that compounds of «tre» take.

    >>> number_in_words(1234)
    'milleduecentotrentaquattro'
    >>> number_in_words(23), number_in_words(3), number_in_words(21), number_in_words(1_000_000)
    ('ventitré', 'tre', 'ventuno', 'un milione')
    """
    if number < 0:
        return f"meno {number_in_words(-number)}"
    if number > LARGEST:
        raise ValueError(f"{number} is too large to be written in words")
    if number == 0:
        return _UNITS[0]
    words = []
    billions, rest = divmod(number, _BILLION)
    millions, rest = divmod(rest, _MILLION)
    for count, one, many in ((billions, "un miliardo", "miliardi"), (millions, "un milione", "milioni")):
        if count:
            words.append(one if count == 1 else f"{_compound(count)} {many}")
    if rest:
        words.append(_compound(rest))
    return " ".join(words)


def _compound(number: int) -> str:
    thousands, rest = divmod(number, _THOUSAND)
    head = "" if not thousands else "mille" if thousands == 1 else _below_thousand(thousands) + "mila"
    word = head + (_below_thousand(rest) if rest else "")
    is_compound_of_three = word.endswith("tre") and word != "tre"
    return word[:-1] + "é" if is_compound_of_three else word


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, _HUNDRED)
    head = "" if not hundreds else "cento" if hundreds == 1 else _UNITS[hundreds] + "cento"
    tail = _below_hundred(rest) if rest else ""
    return (head[:-1] if tail.startswith("ott") else head) + tail if head else tail


def _below_hundred(number: int) -> str:
    if number < _TWENTY:
        return _UNITS[number]
    tens, units = divmod(number, 10)
    stem = _TENS[tens][:-1] if units in _VOWEL_UNITS else _TENS[tens]
    return stem + (_UNITS[units] if units else "")
