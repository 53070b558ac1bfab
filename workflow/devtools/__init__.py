"""Tools for those who keep the project; not shipped."""
