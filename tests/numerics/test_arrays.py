import numpy as np
import pytest
import torch

from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import as_array, is_torch, namespace


@pytest.mark.parametrize(
    "given",
    [
        1,
        1.5,
        [1, 2],
        (1.0, 2.0),
        [[1], [2]],
        np.float32(0.5),
        np.int8(3),
        np.array([1, 2], dtype=np.uint64),
        np.arange(3.0),
    ],
)
def test_numbers_become_float64_of_the_same_shape(given: object) -> None:
    array = as_array(given, "x")
    assert isinstance(array, np.ndarray)
    assert array.dtype == np.float64
    assert array.shape == np.shape(given)
    assert np.array_equal(array, given)


def test_a_float32_is_widened_exactly() -> None:
    assert as_array(np.array([0.1], dtype=np.float32), "x")[0] == float(np.float32(0.1)) != 0.1


def test_a_float64_array_is_not_copied() -> None:
    x = np.arange(3.0)
    assert as_array(x, "x") is x


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.int64])
def test_a_tensor_stays_a_tensor_on_its_device(dtype: torch.dtype) -> None:
    x = torch.ones(2, 3).to(dtype)
    array = as_array(x, "x")
    assert is_torch(array)
    assert (array.dtype, array.shape, array.device) == (torch.float64, x.shape, x.device)


def test_a_tensor_stays_differentiable_across_the_widening() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (gradient,) = torch.autograd.grad((as_array(x, "x") ** 2).sum(), x)
    assert gradient.tolist() == [2.0, 4.0]


@pytest.mark.parametrize(
    "bad, sentence",
    [
        ([], r"`x` is empty; give at least one number\."),
        (np.zeros((0, 3)), r"`x` is empty; give at least one number\."),
        (torch.zeros(0), r"`x` is empty; give at least one number\."),
        ([1 + 2j], r"`x` has dtype complex128; give real numbers\."),
        (torch.tensor([1j]), r"`x` has dtype torch\.complex64; give real numbers\."),
        ([True, False], r"`x` has dtype bool; give real numbers\."),
        (torch.tensor([True]), r"`x` has dtype torch\.bool; give real numbers\."),
        (["a"], r"`x` has dtype <U1; give real numbers\."),
        ([None], r"`x` has dtype object; give real numbers\."),
        ({"a": 1}, r"`x` has dtype object; give real numbers\."),
    ],
)
def test_what_is_no_array_of_numbers_is_refused_by_name(bad: object, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=f"^{sentence}$"):
        as_array(bad, "x")


def test_a_ragged_list_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match=r"^`x` is not a rectangular array of numbers: .*\.$"):
        as_array([[1.0], [1.0, 2.0]], "x")


def test_the_namespace_is_that_of_the_arrays_and_numbers_do_not_count() -> None:
    assert "numpy" in namespace(np.ones(1), 2.0).__name__
    assert "torch" in namespace(torch.ones(1), 2.0).__name__


def test_two_libraries_are_not_mixed() -> None:
    sentence = r"^The arguments mix NumPy arrays and torch tensors; convert one side before the call\.$"
    with pytest.raises(InvalidInput, match=sentence):
        namespace(np.ones(1), torch.ones(1))


def test_a_refusal_is_also_a_value_error() -> None:
    with pytest.raises(ValueError, match="empty"):
        as_array([], "x")
