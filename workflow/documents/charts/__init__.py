"""The charts that reports carry: drawn the same every time, readable in black and white."""
