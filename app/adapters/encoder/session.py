"""Opens a model in onnxruntime on the cores that this process may use."""

import os
from pathlib import Path

import onnxruntime

# By what Linux calls it in /proc/cpuinfo: the CPU multiplies and adds up whole numbers in one instruction, on x86 or on ARM.
WHOLE_NUMBERS = {"avx512_vnni", "avx_vnni", "asimddp"}
SLOWER = ["SkipLayerNormFusion"]  # what onnxruntime would put together that is faster apart: see nodes.add_norm


def open_session(model: Path | bytes, threads: int | None = None) -> onnxruntime.InferenceSession:
    """Return a session on `threads` cores, all that the process may use unless given."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or allowed_cores()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # leaves the cores to web workers
    options.log_severity_level = 3  # errors only: what went wrong reaches people in plain words, not as a log
    return onnxruntime.InferenceSession(
        model if isinstance(model, bytes) else str(model),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=SLOWER,
    )


def allowed_cores() -> int:
    """Return how many cores this process may use, 0 where the system does not say."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0


def counts_in_whole_numbers(about_cpu: Path = Path("/proc/cpuinfo")) -> bool:
    """Tell whether the CPU has instructions for products in whole numbers; without them those in floats are faster."""
    return about_cpu.exists() and not WHOLE_NUMBERS.isdisjoint(about_cpu.read_text(encoding="utf-8").split())
