"""Screens: the matrix, the welcome, help, and the dialogs."""
