"""Compares two documents: clause by clause for who reads, and with tracked changes for who works on."""
