"""Electronic signatures: opens PAdES, CAdES and time stamps and says what can be said of each, never more."""
