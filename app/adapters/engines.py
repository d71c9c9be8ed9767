"""The engines that come with the project, wired together."""

from pathlib import Path

from app.adapters.cluster import LeidenClusterer
from app.adapters.encoder import BundledEncoder
from app.adapters.language import ComposedIdentifier
from app.adapters.segmenter import IcuSegmenter
from app.analysis.ports import Engines


def bundled_engines(cache_dir: Path | None = None) -> Engines:
    """Return engines that work offline; the encoder's model is built in `cache_dir` when it is not there yet."""
    return Engines(BundledEncoder(cache_dir), ComposedIdentifier(), IcuSegmenter(), LeidenClusterer())
