"""`python -m raci_tui` is `raci-tui`."""

from raci_tui.cli import main

if __name__ == "__main__":
    main()
