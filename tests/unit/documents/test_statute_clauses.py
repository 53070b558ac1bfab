"""What a clause really says: two denials, terms that the text defines, articles that it names, whom it binds."""

from datetime import date

import pytest

from workflow.documents.statute.cards import Checklist
from workflow.documents.statute.definitions import defined_in
from workflow.documents.statute.examination import Examiner
from workflow.documents.statute.foreign_language import is_foreign
from workflow.documents.statute.normal_text import joined, tokens
from workflow.documents.statute.polarity import straightened
from workflow.documents.statute.references import ArticleNumbers
from workflow.documents.statute.source_text import SourceParagraph, SourceText
from workflow.documents.statute.structure import take_apart
from workflow.domain.kind import Kind
from workflow.law import Law

EXAMINER = Examiner(Checklist.load(), Law.load())
DAY = date(2026, 11, 22)


def verdicts(*lines: str, kind: Kind = Kind.CER) -> tuple[set[str], dict[str, str]]:
    """Return the defects found in some lines, and what is said of each part."""
    source = SourceText(tuple(SourceParagraph(number, line) for number, line in enumerate(lines, start=1)))
    found = EXAMINER.examine(source, kind, DAY)
    parts = {part.card.id: part.verdict.value for element in found.elements for part in element.parts}
    return {defect.code for defect in found.defects if defect.code < "STA-41"}, parts


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("non è vietato recedere", "consentito recedere"),
        ("non è precluso ad alcuno di scegliere", "consentito chiunque scegliere"),
        ("nessuna clausola può impedire l’uscita", "clausola puo consentire uscita"),
        ("nulla vieta la distribuzione", "consente distribuzione"),
        ("non sono escluse le grandi imprese", "sono ammesse grandi imprese"),
        ("la durata non limita la facoltà", "durata preserva facolta"),
        ("non esclude né limita il recesso", "ammette preserva recesso"),
        ("non può essere escluso, limitato o reso più oneroso", "puo essere ammesso ,"),
        # One denial only, or a denial of something else: nothing changes.
        ("le grandi imprese sono escluse", "grandi imprese sono escluse"),
        ("nessuno è escluso", "nessuno escluso"),
        ("non è ammesso il recesso", "non ammesso recesso"),
        ("non recede, è vietato", "non recede , vietato"),
    ],
)
def test_two_denials_make_a_permission(written: str, read: str) -> None:
    assert joined(straightened(tokens(written))).strip() == read


@pytest.mark.parametrize(
    ("written", "terms"),
    [
        ("«Pionieri»: gli associati che hanno firmato l’atto;", {"pionieri": "soci"}),
        ("la società Alfa S.p.A. (di seguito «Capofila») finanzia l’impianto", {"capofila": "promotore"}),
        ("per «Rete» si intende l’associazione qui costituita", {"rete": "associazione"}),
        ("«Soci»: gli associati iscritti nel libro", {}),
        ("«Cabina»: la cabina primaria", {}),
    ],
)
def test_a_term_that_the_text_defines_is_read_as_what_it_stands_for(written: str, terms: dict[str, str]) -> None:
    assert {" ".join(term.words): term.meaning for term in defined_in([written])} == terms


NUMBERS = ArticleNumbers(
    [
        ("", False, " "),
        ("Art. 1", False, " scopo "),
        ("ARTICOLO SECONDO", False, " requisiti soci "),
        ("Art. III", False, " controllo "),
        ("Art. 1", True, " scopo "),
    ]
)


@pytest.mark.parametrize(
    ("line", "article", "named"),
    [
        (" soci cui articolo 1 ", 3, (1,)),
        (" soci cui articolo secondo ", 3, (2,)),
        (" soci cui articolo 3 ", 1, (3,)),
        (" articolo precedente ", 3, (2,)),
        (" soci sopra elencati ", 3, (0, 1, 2)),
        (" articolo 1 decreto legislativo ", 3, ()),
        (" articolo 1 comma 1 lettera b dlgs 199 ", 3, ()),
        (" articolo 9 ", 3, ()),
        (" categorie articolo , requisiti , ", 3, (2,)),
        (" categorie cui primo comma articolo requisiti , situati ", 3, (2,)),
        (" articolo recesso ", 3, ()),
    ],
)
def test_the_articles_that_a_sentence_names_are_found(line: str, article: int, named: tuple[int, ...]) -> None:
    assert NUMBERS.named_in(line, article) == named


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jedes Mitglied behält seine Rechte und wählt frei den Lieferanten.", True),
        ("Les membres sont des personnes et leur adhésion est libre dans les limites.", True),
        ("Vsak član lahko izstopi in je prost pri izbiri, ki ni omejena.", True),
        ("Il socio può recedere in ogni momento.", False),
        ("Art. 7", False),
    ],
)
def test_a_translation_is_told_from_the_text(text: str, expected: bool) -> None:
    assert is_foreign(text) is expected


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ("Art. 20 – Locali", "Il contratto di locazione della sede può essere disdetto con preavviso di sei mesi."),
        ("Art. 20 – Lavoratori", "Chi si dimette rispetta il preavviso del contratto collettivo."),
        ("Art. 20 – Produttori", "Il produttore terzo può recedere con preavviso di un anno e paga una penale."),
        ("Art. 20 – Varie", "Chi recede dall’accordo con il pittore non paga nulla prima del 30 giugno."),
        ("Art. 20 – Storia", "Lo statuto precedente prevedeva un preavviso di sei mesi per il recesso dei soci."),
        ("Art. 20 – Confronti", "Altre comunità impongono al socio che recede una penale di 500 euro."),
        ("Art. 7 – Recesso", "È nulla la clausola che subordini il recesso del socio a un preavviso."),
        ("Art. 7 – Recesso", "La durata non limita in alcun modo la facoltà di recedere prima della scadenza."),
    ],
)
def test_notice_and_penalties_of_another_relation_are_no_defect(heading: str, sentence: str) -> None:
    assert verdicts(heading, sentence)[0] == set()


@pytest.mark.parametrize(
    ("heading", "sentence", "code"),
    [
        ("Art. 7 – Recesso", "Il socio può recedere con preavviso di sei mesi.", "STA-01"),
        ("Art. 7 – Recesso", "Finché dura il finanziamento bancario la facoltà di recesso è sospesa.", "STA-02"),
        ("Art. 7 – Recesso", "Il recesso non è ammesso fino al rientro dell’investimento.", "STA-02"),
        ("Art. 2 – Scopo", "Non è escluso che l’associazione ripartisca gli utili tra gli associati.", "STA-12"),
        ("Art. 3 – Soci", "Per aderire non è richiesto che le imprese rispettino limiti di fatturato.", "STA-10"),
        ("Art. 4 – Controllo", "I poteri di controllo spettano a chi è residente nella Provincia.", "STA-11"),
        ("Art. 5 – Consiglio", "Il Sindaco nomina quattro dei cinque amministratori.", "STA-18"),
        ("Art. 6 – Diritti", "Il socio può scegliere il venditore solo fra quelli convenzionati.", "STA-15"),
    ],
)
def test_the_same_words_about_the_members_are_one(heading: str, sentence: str, code: str) -> None:
    assert code in verdicts(heading, sentence)[0]


@pytest.mark.parametrize(
    ("part", "heading", "sentence", "verdict"),
    [
        ("uscita", "Art. 7 – Recesso", "Il socio può recedere in ogni momento.", "trovata"),
        ("uscita", "Art. 7 – Recesso", "Il socio può recedere in ogni momento, salvo diverso accordo.", "incerta"),
        ("uscita", "Art. 9 – Volontari", "Il servizio dei volontari può cessare: si esce in ogni momento.", "mancante"),
        ("uscita", "Art. 9 – Locali", "Dal contratto di locazione si può recedere in ogni momento.", "mancante"),
        ("uscita", "Art. 7 – Recesso", "La legge richiede che i soci possano recedere in ogni momento.", "incerta"),
        ("scelta_venditore", "Art. 6 – Diritti", "Il socio sceglie il venditore fra i soli convenzionati.", "mancante"),
        (
            "scelta_venditore",
            "Art. 6 – Diritti",
            "Ciascuno sceglie il proprio venditore; nessuna clausola può obbligarlo a un fornitore.",
            "trovata",
        ),
        (
            "eccedenza",
            "Art. 9 – Eccedenza",
            "L’eccedenza di premio oltre il valore soglia va a chi non è impresa, salvo che si decida altrimenti.",
            "incerta",
        ),
        (
            "attivita_non_principale",
            "Art. 3 – Soci",
            "Non è richiesto che per le imprese la partecipazione sia estranea alla loro attività principale.",
            "incerta",
        ),
    ],
)  # fmt: skip
def test_a_part_is_proved_only_by_a_clause_that_binds(part: str, heading: str, sentence: str, verdict: str) -> None:
    assert verdicts(heading, sentence)[1][part] == verdict


def test_control_given_by_reference_is_read_where_the_list_stands() -> None:
    everybody = (
        "Art. 3 – Soci",
        "Possono essere soci le persone fisiche, le PMI, gli enti territoriali, gli enti di ricerca.",
    )
    nobody = "Art. 3 – Soci", "I soci sono iscritti in un libro."
    control = (
        "Art. 4 – Governo",
        "Il controllo dell’associazione spetta solo a quelli che rientrano nell’elenco dell’articolo 3.",
    )
    assert verdicts(*everybody, *control)[1]["controllo_soggetti"] == "trovata"
    assert verdicts(*nobody, *control)[1]["controllo_soggetti"] != "trovata"


def test_an_alternative_that_nobody_ticked_is_not_in_the_text() -> None:
    lines = ("Art. 7 – Recesso", "☐ Il socio recede con preavviso di sei mesi.", "☒ Il socio recede in ogni momento.")
    assert "STA-01" not in verdicts(*lines)[0]
    assert "STA-01" in verdicts("Art. 7 – Recesso", "☐ Il socio recede con preavviso di sei mesi.")[0]


def test_numbered_titles_before_the_text_are_articles_where_there_is_no_art() -> None:
    lines = [
        f"{number}. {title}. Qui si dice qualcosa di {title.lower()} a chi legge."
        for number, title in enumerate(("Nome", "Scopo", "Soci", "Governo", "Recesso"), start=1)
    ]
    found = take_apart([SourceParagraph(n, line) for n, line in enumerate(lines, start=1)], frozenset())
    assert [(one.label, one.heading.strip()) for one in found.articles] == [
        ("1", "nome"), ("2", "scopo"), ("3", "soci"), ("4", "governo"), ("5", "recesso"),
    ]  # fmt: skip


def test_a_majority_named_by_one_makes_control_doubtful_too() -> None:
    source = SourceText((SourceParagraph(1, "Il socio finanziatore nomina la maggioranza degli amministratori."),))
    found = EXAMINER.examine(source, Kind.CER, DAY)
    assert {element.card.id for element in found.elements if "STA-18" in element.defects} == {"b", "c"}


def test_articles_joined_by_dashes_in_one_paragraph_are_told_apart() -> None:
    clauses = " – ".join(
        f"Art. {number}. {title}. – {words}"
        for number, title, words in [
            (1, "Durata", "La durata è a tempo indeterminato. – Si può prorogare."),
            (2, "Recesso", "Ogni associato può recedere in ogni momento. – Nulla è dovuto."),
            (
                3,
                "Voto",
                "Ogni associato ha un voto. " + "Il voto è palese e personale, e si esprime in assemblea. " * 30,
            ),
        ]
    )
    structure = take_apart([SourceParagraph(1, clauses)], frozenset())
    assert [article.heading.strip() for article in structure.articles if article.heading.strip()] == [
        "durata",
        "recesso",
        "voto",
    ]
    assert any(one.stretch.line.strip(" ,") == "nulla dovuto" for one in structure.sentences)


@pytest.mark.parametrize(
    ("sentences", "is_found"),
    [
        ("Il Consiglio è di cinque membri. Tre di essi sono designati dalla Giunta comunale.", True),
        ("Il Consiglio è di cinque membri. Due di essi sono designati dalla Giunta comunale.", False),
        ("Il Consiglio è di cinque membri. Tre sono eletti dai soci e due designati dalla Giunta comunale.", False),
    ],
)
def test_a_majority_is_counted_over_two_sentences(sentences: str, is_found: bool) -> None:
    source = SourceText((SourceParagraph(1, "Art. 9 – Consiglio"), SourceParagraph(2, sentences)))
    found = {defect.code for defect in EXAMINER.examine(source, Kind.CER, DAY).defects}
    assert ("STA-18" in found) is is_found
