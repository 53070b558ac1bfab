"""The comparison as one page to read and to print: what changed, clause by clause, with what matters in sight."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from workflow.documents.comparison.facts import FactChange, is_weighty
from workflow.documents.comparison.report import ClauseChange, Comparison, ItemChange, Status
from workflow.documents.comparison.words import Op

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 Carlito, Calibri, "Segoe UI", sans-serif; color: #1d2a30; max-width: 62rem;
  margin: 2rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.6rem; margin: 0 0 .3rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .6rem; border-bottom: 1px solid #aebbc0; }
h3 { font-size: 1.05rem; margin: 0; }
p { margin: .45rem 0; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; }
th, td { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid #d5dde0; vertical-align: top; }
section.clause { border-left: 4px solid #aebbc0; padding: .2rem 0 .2rem .9rem; margin: 1rem 0; }
section.modificata { border-color: #b7791f; }
section.aggiunta { border-color: #2f7d4f; }
section.tolta { border-color: #9c2a1f; }
ins { background: #dcf2e3; text-decoration: underline; text-decoration-color: #2f7d4f; }
del { background: #f8dedb; color: #7c2219; }
ins.weighty, del.weighty { font-weight: 700; border: 2px solid currentColor; border-radius: 3px; padding: 0 2px; }
.tag { display: inline-block; font-size: .78rem; border-radius: .6rem; padding: 0 .55rem; margin-left: .4rem;
  background: #e5ebed; }
.tag.requirement { background: #9c2a1f; color: #fff; }
.tag.moved { background: #dbe7f5; }
.label { color: #5b6b72; margin-right: .35rem; }
.dim { color: #5b6b72; }
ul.facts { margin: .3rem 0; padding-left: 1.2rem; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } }
"""
_ARROW = " → "


def html_page(found: Comparison, at: datetime) -> str:
    """Return the whole page, with nothing taken from elsewhere."""
    body = "\n".join(
        (
            f"<h1>Confronto fra «{escape(found.one)}» e «{escape(found.other)}»</h1>",
            f'<p class="dim">Fatto da dossier-cer il {at:%d/%m/%Y}.</p>',
            *_summary(found),
            *_section("Clausole", [_clause(one) for one in found.clauses if one.is_different]),
            *_section("Intestazioni, piè di pagina e note", [_margin(one) for one in found.margins]),
            *_section("Modifiche fatte senza revisioni", [_silent(found)] if found.silent else []),
            *_section("Revisioni trovate", [_revisions(found)] if found.revisions else []),
            *_section("Commenti", [_remarks(found)] if found.remarks else []),
            *_section("Clausole invariate", [_unchanged(found)]),
        )
    )
    return (
        '<!doctype html>\n<html lang="it">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Confronto: {escape(found.one)} e {escape(found.other)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _summary(found: Comparison) -> Iterator[str]:
    if found.is_equal:
        yield "<p><strong>I due documenti dicono le stesse cose, nello stesso ordine.</strong></p>"
    else:
        counts = (
            (found.count(Status.CHANGED), "modificata", "modificate"),
            (found.count(Status.ADDED), "aggiunta", "aggiunte"),
            (found.count(Status.REMOVED), "tolta", "tolte"),
            (sum(one.is_moved for one in found.clauses), "spostata", "spostate"),
            (
                sum(one.status is Status.UNCHANGED and not one.is_moved for one in found.clauses),
                "invariata",
                "invariate",
            ),
        )
        words = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts if count)
        yield f"<p><strong>Clausole: {words}.</strong></p>"
    if found.touched:
        yield (
            f'<p><span class="tag requirement">tocca un requisito</span> '
            f"Requisiti toccati: {escape(', '.join(found.touched))}.</p>"
        )
    # What came or went whole is read where it stands: here is only what is one thing before and another after.
    facts = [
        (one, fact) for one in found.clauses for item in one.items if item.before and item.after for fact in item.facts
    ]
    if facts:
        rows = "".join(
            f"<tr><td>{escape(one.title)}</td><td>{fact.kind.value}</td><td>{escape(fact.before) or '–'}</td>"
            f"<td>{escape(fact.after) or '–'}</td></tr>"
            for one, fact in facts
        )
        yield (
            "<h2>Numeri, date, importi e parole che pesano</h2><table><thead><tr><th scope=col>Clausola</th>"
            "<th scope=col>Che cosa</th><th scope=col>Prima</th><th scope=col>Dopo</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )
    for hint in found.hints:
        yield f'<p class="dim">{escape(hint)}</p>'


def _section(title: str, blocks: Sequence[str]) -> Iterator[str]:
    if any(blocks):
        yield f"<h2>{title}</h2>"
        yield from blocks


def _clause(one: ClauseChange) -> str:
    tags = [f'<span class="tag">{one.status.value}</span>']
    if one.is_moved:
        tags.append('<span class="tag moved">spostata</span>')
    if one.is_renumbered and one.before is not None and one.after is not None:
        tags.append(f'<span class="tag">da {escape(one.before.number)} a {escape(one.after.number)}</span>')
    if one.is_only_typographic:
        tags.append('<span class="tag">solo segni tipografici</span>')
    if one.answers:
        tags.append(f'<span class="tag requirement">tocca un requisito: {escape(", ".join(one.answers))}</span>')
    items = "\n".join(_item(item) for item in one.items if not item.is_same)
    return (
        f'<section class="clause {one.status.value}"><h3>{escape(one.title)} {" ".join(tags)}</h3>\n'
        f"{items}{_facts(one.facts)}</section>"
    )


def _item(item: ItemChange) -> str:
    shown = item.after or item.before
    label = f'<span class="label">{escape(shown.label)}</span>' if shown is not None and shown.label else ""
    stretches = item.stretches
    words = []
    for place, stretch in enumerate(stretches):
        text = escape(stretch.text).replace("\n", "<br>")
        if stretch.op is Op.SAME:
            words.append(text)
            continue
        name = "ins" if stretch.op is Op.ADDED else "del"
        weight = ' class="weighty"' if is_weighty(stretches, place) and item.before and item.after else ""
        words.append(f"<{name}{weight}>{text}</{name}>")
    return f"<p>{label}{''.join(words)}</p>"


def _facts(facts: Sequence[FactChange]) -> str:
    if not facts:
        return ""
    lines = "".join(
        f"<li>{fact.kind.value}: {escape(fact.before) or 'niente'}{_ARROW}{escape(fact.after) or 'niente'}</li>"
        for fact in facts
    )
    return f'<ul class="facts">{lines}</ul>'


def _margin(item: ItemChange) -> str:
    return f'<section class="clause modificata">{_item(item)}</section>'


def _silent(found: Comparison) -> str:
    listed = "".join(f"<li>{escape(one.title)} ({one.status.value})</li>" for one in found.silent)
    return (
        "<p>Il secondo documento ha revisioni, ma queste clausole sono cambiate anche senza lasciarne traccia: "
        f"tolte le revisioni, non sono quelle del primo.</p><ul>{listed}</ul>"
    )


def _revisions(found: Comparison) -> str:
    rows = "".join(
        f"<tr><td>{escape(one.author)}</td><td>{escape(_day(one.at))}</td><td>{one.kind}</td>"
        f"<td>{escape(one.text)}</td></tr>"
        for one in found.revisions
    )
    return (
        "<p>Il secondo documento è stato letto come se fossero tutte accettate.</p><table><thead><tr>"
        "<th scope=col>Chi</th><th scope=col>Quando</th><th scope=col>Che cosa</th><th scope=col>Testo</th></tr>"
        f"</thead><tbody>{rows}</tbody></table>"
    )


def _remarks(found: Comparison) -> str:
    return "".join(
        f"<p><strong>{escape(one.author)}</strong> {escape(_day(one.at))}"
        + (f" su «{escape(one.about)}»" if one.about else "")
        + f": {escape(one.text)}</p>"
        for one in found.remarks
    )


def _unchanged(found: Comparison) -> str:
    titles = []
    for one in found.clauses:
        if one.is_different:
            continue
        is_new = one.is_renumbered and one.before is not None
        titles.append(f"{one.title} (era {one.before.number})" if is_new and one.before is not None else one.title)
    return f'<p class="dim">{escape("; ".join(titles))}</p>' if titles else ""


def _day(at: str) -> str:
    year, _, rest = at[:10].partition("-")
    month, _, day = rest.partition("-")
    return f"{day}/{month}/{year}" if len(at) >= 10 else at  # noqa: PLR2004 - the length of an ISO day
