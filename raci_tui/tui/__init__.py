"""The Textual app: screens, widgets, keys and themes."""
