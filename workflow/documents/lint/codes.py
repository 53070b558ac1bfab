"""The kinds of fault of a template, one code each; the guide's page lists them and a test compares the two."""

from typing import Final

from workflow.documents.lint.fault import Code
from workflow.domain.finding import Severity

_B, _W, _N = Severity.BLOCKING, Severity.WARNING, Severity.NOTE
_REWRITE = "Cancellare il segnaposto per intero e riscriverlo tutto di seguito, senza spostarsi altrove nel frattempo."
_ALONE = "Mettere {%p if … %} e {%p endif %} (o for e endfor) ciascuno da solo in un paragrafo."

HEALED: Final = Code("MOD-01", _N, "segnaposto spezzato da Word, ricomposto", "Nessuno: si ricompone da sé.")
BROKEN: Final = Code("MOD-02", _B, "segnaposto spezzato, che non si ricompone", _REWRITE)
TYPOGRAPHIC: Final = Code("MOD-03", _N, "segni tipografici in un segnaposto, corretti", "Nessuno: si correggono da sé.")
WRONG_SIGNS: Final = Code(
    "MOD-04", _B, "segni tipografici in un segnaposto", "Riscriverli con gli apici dritti ' e con lo spazio normale."
)
BRACES: Final = Code(
    "MOD-05",
    _B,
    "graffe spaiate",
    "Scrivere {{ nome }} oppure {% … %}, con due segni per parte e nessuno spazio fra essi.",
)
SYNTAX: Final = Code(
    "MOD-06",
    _B,
    "espressione scritta male o non ammessa",
    "Vedere «Placeholders and conditions» in templates/README.md.",
)
UNKNOWN_NAME: Final = Code("MOD-07", _B, "nome che non esiste", "Usare un nome dell'elenco in templates/README.md.")
ALWAYS_EMPTY: Final = Code(
    "MOD-08", _W, "dato che questa configurazione non ha", "Metterlo sotto una condizione, o toglierlo dal modello."
)
UNKNOWN_FILTER: Final = Code("MOD-09", _B, "filtro che non esiste", "Usare uno dei filtri di templates/README.md.")
WRONG_FILTER: Final = Code("MOD-10", _B, "filtro usato male", "Cambiare il filtro o il suo argomento.")
UNPRINTABLE: Final = Code("MOD-11", _B, "dato che vuole un filtro", "Aggiungere il filtro proposto.")
DEAD_REFERENCE: Final = Code(
    "MOD-12",
    _B,
    "rinvio senza articolo",
    "Mettere il segnalibro cl_… sull'articolo, con lo stile «Articolo» del modello copiato.",
)
UNUSED: Final = Code("MOD-13", _N, "dati che il modello fornito stampa e questo no", "Verificare che sia voluto.")

UNCLOSED: Final = Code("MOD-20", _B, "blocco aperto e non chiuso", "Aggiungere endif o endfor dove il blocco finisce.")
UNOPENED: Final = Code(
    "MOD-21", _B, "chiusura che non ha il suo inizio", "Togliere la chiusura, o aggiungere l'inizio."
)
CROSSING: Final = Code(
    "MOD-22",
    _B,
    "blocco che attraversa celle, righe o parti",
    "Aprirlo e chiuderlo nella stessa cella o riga; per le righe {%tr … %}.",
)
LOOSE_BLOCK: Final = Code("MOD-23", _W, "blocco su più paragrafi senza «p»", _ALONE)
LOST_TEXT: Final = Code("MOD-24", _B, "testo accanto a un segnaposto che cancella il paragrafo", _ALONE)
MISPLACED: Final = Code(
    "MOD-25",
    _B,
    "segnaposto di riga o di cella fuori posto",
    "Usare {%tr … %} in una riga e {%tc … %} in una cella di tabella.",
)
DEEP: Final = Code("MOD-26", _B, "cicli uno dentro l'altro", "Non mettere più di tre cicli uno dentro l'altro.")

MISSING_CLAUSE: Final = Code(
    "MOD-30",
    _B,
    "clausola richiesta che manca",
    "Aggiungere la clausola e metterle il segnalibro indicato (Inserisci, Segnalibro).",
)
UNMARKED_CLAUSE: Final = Code(
    "MOD-31",
    _W,
    "clausola senza segnalibro",
    "Mettere il segnalibro indicato sulla rubrica dell'articolo (Inserisci, Segnalibro).",
)

FONT: Final = Code(
    "MOD-40", _W, "carattere messo a mano", "Cambiare lo stile, non il testo: Ctrl+Spazio toglie la formattazione."
)
SIZE: Final = Code("MOD-41", _W, "corpo del carattere messo a mano", FONT.remedy)
COLOUR: Final = Code("MOD-42", _W, "colore messo a mano", FONT.remedy)
SPACES: Final = Code("MOD-43", _W, "spazi o tabulazioni per allineare", "Usare rientri, allineamenti o una tabella.")
EMPTY: Final = Code("MOD-44", _W, "paragrafi vuoti per distanziare", "Usare lo spazio prima e dopo dello stile.")
TYPED_NUMBER: Final = Code(
    "MOD-45",
    _W,
    "numerazione scritta a mano",
    "Usare l'elenco numerato dello stile, che si rinumera quando una clausola cade.",
)

LEFTOVER: Final = Code("MOD-50", _B, "appunto rimasto nel testo", "Completare il testo o togliere l'appunto.")
BLANK: Final = Code(
    "MOD-51", _W, "spazio da riempire a mano", "Usare un segnaposto, o {{ dato|o_vuoto }} se il vuoto è voluto."
)
HIGHLIGHT: Final = Code("MOD-52", _W, "testo evidenziato", "Togliere l'evidenziatore se era un promemoria.")
COMMENT: Final = Code("MOD-53", _B, "commento rimasto", "Togliere i commenti (Revisione, Elimina tutti i commenti).")
TRACKED: Final = Code(
    "MOD-54", _B, "revisione non accettata", "Accettare o rifiutare le revisioni (Revisione, Accetta tutto)."
)
HIDDEN: Final = Code("MOD-55", _W, "testo nascosto", "Togliere il testo nascosto, o mostrarlo.")

PERSON_CODE: Final = Code(
    "MOD-60", _B, "codice fiscale scritto nel testo", "Mettere un segnaposto: il modello serve per tutti i clienti."
)
POD_CODE: Final = Code("MOD-61", _B, "codice POD scritto nel testo", PERSON_CODE.remedy)
IBAN_CODE: Final = Code("MOD-62", _B, "IBAN scritto nel testo", PERSON_CODE.remedy)
ADDRESS: Final = Code("MOD-63", _W, "indirizzo di posta scritto nel testo", PERSON_CODE.remedy)
VAT_CODE: Final = Code("MOD-64", _W, "partita IVA scritta nel testo", PERSON_CODE.remedy)
NAME: Final = Code("MOD-65", _W, "nome proprio scritto nel testo", PERSON_CODE.remedy)
PROPERTY: Final = Code(
    "MOD-66",
    _N,
    "nome nelle proprietà del file",
    "Il documento prodotto non lo riporta; toglierlo prima di dare il modello ad altri.",
)

MACRO: Final = Code("MOD-70", _B, "macro", "Salvare come «Documento di Word (.docx)», che non ne contiene.")
EXTERNAL: Final = Code(
    "MOD-71", _B, "contenuto preso da fuori", "Incorporare l'immagine nel file, o togliere il collegamento."
)
EMBEDDED: Final = Code("MOD-72", _B, "oggetto incorporato", "Sostituirlo con testo, tabella o immagine.")
ACTIVE_FIELD: Final = Code(
    "MOD-73", _B, "campo che esegue o importa", "Togliere il campo (Ctrl+Maiusc+F9 lo cambia in testo)."
)
LINK: Final = Code(
    "MOD-74", _N, "collegamento a un indirizzo", "Verificare che l'indirizzo vada bene per ogni cliente."
)

UNCOMPILED: Final = Code("MOD-90", _B, "il modello non si può usare", "Correggere il punto indicato.")
UNRENDERED: Final = Code("MOD-91", _B, "la prova con un esempio non riesce", "Correggere il punto indicato.")
UNIDENTIFIED: Final = Code(
    "MOD-92",
    _N,
    "mancano pagina o edizione nei margini",
    "Nessuno: chi scrive il documento aggiunge il piè di pagina del programma.",
)
NO_DOCUMENT: Final = Code(
    "MOD-93",
    _N,
    "non si sa quale documento sostituisce",
    "Chiamare il file come il documento (per esempio statuto_cer.docx) o usare --document.",
)
LETTERHEAD: Final = Code(
    "MOD-94",
    _B,
    "carta intestata senza intestazione né piè",
    "Mettere logo e dati nell'intestazione o nel piè di pagina, non nel corpo.",
)

ALL: Final = (
    HEALED, BROKEN, TYPOGRAPHIC, WRONG_SIGNS, BRACES, SYNTAX, UNKNOWN_NAME, ALWAYS_EMPTY, UNKNOWN_FILTER, WRONG_FILTER,
    UNPRINTABLE, DEAD_REFERENCE, UNUSED, UNCLOSED, UNOPENED, CROSSING, LOOSE_BLOCK, LOST_TEXT, MISPLACED, DEEP,
    MISSING_CLAUSE, UNMARKED_CLAUSE, FONT, SIZE, COLOUR, SPACES, EMPTY, TYPED_NUMBER, LEFTOVER, BLANK, HIGHLIGHT,
    COMMENT, TRACKED, HIDDEN, PERSON_CODE, POD_CODE, IBAN_CODE, ADDRESS, VAT_CODE, NAME, PROPERTY, MACRO, EXTERNAL,
    EMBEDDED, ACTIVE_FIELD, LINK, UNCOMPILED, UNRENDERED, UNIDENTIFIED, NO_DOCUMENT, LETTERHEAD,
)  # fmt: skip
