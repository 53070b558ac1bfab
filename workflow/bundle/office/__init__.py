"""LibreOffice at work: supervised instances, a pool of them, many documents in one conversion, and their split."""
