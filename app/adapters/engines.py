"""The engines that come with the project, wired together."""

from functools import cache
from pathlib import Path

from app.adapters.cluster import LeidenClusterer
from app.adapters.encoder import BundledEncoder, EncoderAndStudent, FolderEncoder, StudentEncoder, default_cache_dir
from app.adapters.language import ComposedIdentifier
from app.adapters.segmenter import IcuSegmenter
from app.analysis.ports import MANY, Encoder, Engines
from app.config import FAST_PATH


def bundled_engines(
    cache_dir: Path | None = None,
    encoder_dir: Path | None = None,
    encoder_prefix: str | None = None,
    fast_path: str = FAST_PATH[0],
) -> Engines:
    """Return engines that work offline; the encoder's model is built in `cache_dir` when it is not there yet.

    `encoder_dir` holds another encoder to use instead, `encoder_prefix` what to put before its texts (None: as the folder
    says). The bundled encoder reads together with its student; `fast_path` (one of config.FAST_PATH) says when the student
    reads in its place. An encoder of a folder has none. Raises adapters.encoder.EncoderFolderError when it cannot be used.
    """
    if fast_path not in FAST_PATH:
        raise ValueError(fast_path)
    others = ComposedIdentifier(), IcuSegmenter(), LeidenClusterer()
    if encoder_dir:
        return Engines(_own_encoder(encoder_dir, encoder_prefix, cache_dir), *others)
    student, both = _readers(cache_dir)
    return Engines(both, *others, None if fast_path == "never" else student, 0 if fast_path == "always" else MANY)


@cache
def _readers(cache_dir: Path | None) -> tuple[StudentEncoder, EncoderAndStudent]:
    """One of each in a process: their models are large."""
    student = StudentEncoder()
    return student, EncoderAndStudent(BundledEncoder(cache_dir), student)


def _own_encoder(folder: Path, prefix: str | None, cache_dir: Path | None) -> Encoder:
    return FolderEncoder(folder, prefix, memory=cache_dir or default_cache_dir())
