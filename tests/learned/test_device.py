import pytest
import torch

from gancheck.errors import InvalidInput
from gancheck.learned.device import resolve_device, threads


def test_known_devices_resolve() -> None:
    assert resolve_device("cpu") == torch.device("cpu")
    assert resolve_device(torch.device("cpu")) == torch.device("cpu")
    assert resolve_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")


def test_unknown_devices_are_refused() -> None:
    for name in ("tpu", "meta", "cpu0"):
        with pytest.raises(InvalidInput, match="`device` is"):
            resolve_device(name)


def test_an_absent_cuda_device_is_refused() -> None:
    with pytest.raises(InvalidInput, match="torch finds"):
        resolve_device(f"cuda:{torch.cuda.device_count()}")


def test_threads_are_given_back_even_after_an_error() -> None:
    before = torch.get_num_threads()
    inside = []

    def fail() -> None:
        with threads(before + 1):
            inside.append(torch.get_num_threads())
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert inside == [before + 1]
    assert torch.get_num_threads() == before
