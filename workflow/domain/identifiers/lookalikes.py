"""Letters and digits that the eye confuses: O and 0, I and 1."""

_TO_LETTER = str.maketrans("01", "OI")
_TO_DIGIT = str.maketrans("OI", "01")


def mended(text: str, shape: str) -> str:
    """Return text with O and I where `shape` wants a letter (L), 0 and 1 where it wants a digit (D); other places stay.

    What is longer than the shape stays as it is.
    """
    repaired = [_mend(character, wanted) for character, wanted in zip(text, shape, strict=False)]
    return "".join(repaired) + text[len(shape) :]


def _mend(character: str, wanted: str) -> str:
    if wanted == "L":
        return character.translate(_TO_LETTER)
    return character.translate(_TO_DIGIT) if wanted == "D" else character
