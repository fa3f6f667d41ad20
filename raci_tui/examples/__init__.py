"""The example workspaces, as data: `fixtures/workspaces.py` makes them, `demo` opens copies of them."""
