"""Riparto: how the sums that the GSE pays become the euro and cents of each member, one rule in each file."""
