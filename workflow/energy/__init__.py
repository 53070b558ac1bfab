"""Pure numbers: hourly shared energy, the incentive on it, and what follows from them."""
