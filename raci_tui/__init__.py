"""Responsibility charting for customer journeys, in the terminal.

The package root imports nothing, so that asking for the version stays quick.
"""

__version__ = "0.1.0"
