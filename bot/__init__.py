"""Partwell's edges: understanding, dialogue engine, store and command line. May use `actions` and `knowledge`."""

__version__ = "0.1.0"
