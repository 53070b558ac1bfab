"""Identifiers, one per file: normalise, validate, say in Italian what is wrong.

Every file has the same small contract, that of python-stdnum: `compact(text)` gives the canonical form,
`problem(text)` what is wrong or None, `is_valid(text)` whether nothing is wrong (a mere doubt on a well formed value
does not count) and `format(text)` where people expect one. Cells become text through `cell_text.text_of`.

Codes of the problems, each with its card in checklists/rules:

ANA-01 codice fiscale · ANA-02 surname and name against it · ANA-03 birth date and sex · ANA-04 place of birth ·
ANA-05 partita IVA · ANA-06 IBAN · ANA-07 POD · ANA-08 letter O in a POD · ANA-09 CENSIMP · ANA-10 section ·
ANA-11 UP · ANA-12 cabina primaria · ANA-13 ATECO · ANA-14 edition of ATECO · ANA-15 comune and its codes ·
ANA-16 homonymous comuni · ANA-17 CAP · ANA-18 PEC · ANA-19 PEC on an ordinary mailbox · ANA-20 e-mail ·
ANA-21 telephone · ANA-22 catasto · ANA-23 province.
"""
