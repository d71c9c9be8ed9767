"""``python -m app.cli`` is ``yousaid``."""

from app.cli import main

main()
