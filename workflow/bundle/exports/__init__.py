"""Sheets that people take out of a dossier: tables for the portal, in profiles kept as data, as CSV and workbooks."""
