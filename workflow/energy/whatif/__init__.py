"""What if: what one more member, plant or battery, or another sending date, would change; sizes and order by search."""
