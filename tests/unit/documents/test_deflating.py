"""Whatever the library, what is deflated comes back, and equal parts give equal bytes."""

import sys
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.documents.engine.deflating import LONG_LITERAL, DeflateLibrary, deflater, smallest

LIBRARIES = (DeflateLibrary.ISAL, DeflateLibrary.ZLIB)
LITERAL = b"".join(b"<w:p>articolo %d</w:p>" % number for number in range(80))


def inflated(packed: bytes) -> bytes:
    stream = zlib.decompressobj(-15)
    data = stream.decompress(packed) + stream.flush()
    assert stream.eof
    assert stream.unused_data == b""
    return data


@pytest.mark.parametrize("library", LIBRARIES)
@given(st.lists(st.sampled_from([LITERAL, LITERAL[::-1], b"", b"x", "àè🌞".encode(), b"lungo" * 3000]), max_size=12))
def test_pieces_come_back_as_they_were(library: DeflateLibrary, pieces: list[bytes]) -> None:
    literals = frozenset({LITERAL, LITERAL[::-1]})
    assert all(len(each) >= LONG_LITERAL for each in literals)
    way, data = deflater(library), b"".join(pieces)
    packed = way.deflate(data, pieces, literals)
    assert inflated(packed) == data
    assert way.deflate(data, pieces, literals) == packed
    assert way.crc32(data) == zlib.crc32(data)


def test_a_long_text_is_deflated_once_for_all_documents() -> None:
    way = deflater(DeflateLibrary.ZLIB)
    literals = frozenset({LITERAL})
    one, two = (way.deflate(LITERAL + name, [LITERAL, name], literals) for name in (b"Anna", b"Bruno"))
    packed = way._kept[LITERAL]
    assert one.startswith(packed)
    assert two.startswith(packed)
    assert b"Anna" in one  # stored as it is
    assert len(one) < len(LITERAL) / 3


def test_a_part_with_few_long_texts_is_deflated_whole() -> None:
    table = b"<w:tr>riga</w:tr>" * 2000
    packed = deflater(DeflateLibrary.ZLIB).deflate(LITERAL + table, [LITERAL, table], frozenset({LITERAL}))
    assert packed == zlib.compress(LITERAL + table, 1, wbits=-15)


def test_without_isal_zlib_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "isal", None)
    assert inflated(deflater().deflate(LITERAL, (), frozenset())) == LITERAL
    with pytest.raises(ModuleNotFoundError):
        deflater(DeflateLibrary.ISAL)


def test_what_is_written_once_is_small() -> None:
    fast, small = (way.deflate(LITERAL * 9, (), frozenset()) for way in (deflater(), smallest()))
    assert inflated(small) == LITERAL * 9
    assert len(small) <= len(fast)
