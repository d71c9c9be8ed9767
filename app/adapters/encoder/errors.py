"""What can be wrong with a folder that should hold an encoder."""

from app.config import SettingsError


class EncoderFolderError(SettingsError):
    """The folder cannot be used as an encoder; the message says in plain words why, and what to do."""
