"""The engines that come with the project, wired together."""

from pathlib import Path

from app.adapters.cluster import LeidenClusterer
from app.adapters.encoder import BundledEncoder, FolderEncoder, default_cache_dir
from app.adapters.language import ComposedIdentifier
from app.adapters.segmenter import IcuSegmenter
from app.analysis.ports import Encoder, Engines


def bundled_engines(
    cache_dir: Path | None = None, encoder_dir: Path | None = None, encoder_prefix: str | None = None
) -> Engines:
    """Return engines that work offline; the encoder's model is built in `cache_dir` when it is not there yet.

    `encoder_dir` holds another encoder to use instead, `encoder_prefix` what to put before its texts (None: as the folder
    says). Raises adapters.encoder.EncoderFolderError when it cannot be used.
    """
    encoder: Encoder = (
        _own_encoder(encoder_dir, encoder_prefix, cache_dir) if encoder_dir else BundledEncoder(cache_dir)
    )
    return Engines(encoder, ComposedIdentifier(), IcuSegmenter(), LeidenClusterer())


def _own_encoder(folder: Path, prefix: str | None, cache_dir: Path | None) -> Encoder:
    return FolderEncoder(folder, prefix, memory=cache_dir or default_cache_dir())
