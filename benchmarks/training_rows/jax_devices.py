"""The devices of JAX, to be chosen before anything else has started it."""

import importlib.util
import os

__all__ = ["why_left_out"]


def why_left_out(device: str) -> str | None:
    """Why JAX cannot play on ``device``; None, and it is set up to, where it can.

    On a CPU each core becomes a device. Products are float32's, as in the other rows: on a GPU JAX would use TF32.
    """
    if importlib.util.find_spec("jax") is None:
        return "jax is not installed (pip install '.[bench]')"
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")  # torch needs memory on the same GPU
    import jax

    jax.config.update("jax_default_matmul_precision", "highest")
    if device == "cpu":
        jax.config.update("jax_platforms", "cpu")
        jax.config.update("jax_num_cpu_devices", os.cpu_count() or 1)
        return None
    return None if jax.default_backend() == "gpu" else "this jax finds no GPU (pip install 'jax[cuda12]')"
