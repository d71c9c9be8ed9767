"""The application on a clock that runs faster where floods are counted: a minute of the guard passes in 60 / SPEED seconds.

So an hour of a school fits into a bench, with the limits as they are: so many requests in a minute, of its own minutes.
"""

import os
import time

from app import create_app
from app.config import from_environment
from app.web.guard import Guard

SPEED = float(os.environ.get("SPEED", "1"))
settings = from_environment()
app = create_app(settings)
app.extensions["guard"] = Guard(settings.processes, lambda: time.monotonic() * SPEED)
