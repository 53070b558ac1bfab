"""The engine under the renderer: templates compiled to pieces of bytes, and docxtpl as the slow path and the oracle."""
