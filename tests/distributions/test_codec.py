import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch

from gancheck.distributions import (
    Affine,
    Discrete,
    Empirical,
    Gaussian,
    GaussianMixture,
    GeneratedPoints,
    Monotone,
    MultivariateGaussian,
    MultivariateGaussianMixture,
    PiecewiseLinear,
    Pushforward,
    Uniform,
)
from gancheck.distributions.codec import REGISTERED, decode, encode, register
from gancheck.errors import InvalidInput

AWKWARD = np.array([5e-324, 0.1 + 0.2, 1 - 0.1 - 0.2 - 5e-324, 0.0])
LAWS = [
    Discrete(probs=AWKWARD, normalize=True, atoms=["inf", "b", ("c", 1), "nan"]),
    Discrete(probs=np.full((2, 10), 0.1, dtype=np.float32)),
    Discrete(logits=[[-np.inf, 0.1], [1e300, -1e300]], atoms=[1, 2]),
    Gaussian(1 / 3, 1e-200),
    Gaussian([0.1, -0.0], log_scale=0.3)[1],
    MultivariateGaussian([0.1, 0.2], [[2.0, 1 / 3], [1 / 3, 1.0]]),
    GaussianMixture([[0.3, 0.7]], [[0.1, np.pi]], np.e),
    MultivariateGaussianMixture([0.3, 0.7], [[0.1, np.pi], [0.0, -0.0]], [[2.0, 1 / 3], [1 / 3, 1.0]]),
    GeneratedPoints(np.array([[0.1, 1 / 3, -0.0, 5e-324]]), (1, 2), 0.2, "uniform"),
    Empirical(["x", "y", "x"]),
    Empirical.from_counts([[2**52, 1], [0, 3]]),
    Uniform(-0.1, 0.7),
    Pushforward(Gaussian(0.0, 1.0), PiecewiseLinear([], [2.0], [0.1])),
    Pushforward(Uniform(0.0, 1.0), Affine([0.1, 0.3], 1 / 7)),
]


def bits(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if hasattr(value, "__dataclass_fields__"):
        return type(value), {name: bits(getattr(value, name)) for name in value.__dataclass_fields__}
    return type(value), value


@pytest.mark.parametrize("law", LAWS, ids=lambda law: type(law).__name__)
def test_laws_come_back_bit_for_bit(law):
    text = json.dumps(encode(law), allow_nan=False)
    assert bits(decode(json.loads(text))) == bits(law)


def test_every_law_is_tried():
    tried = {type(law).__name__ for law in LAWS} | {type(law.generator).__name__ for law in LAWS[-2:]}
    assert tried == {
        name for name, cls in REGISTERED.items() if cls.__module__.startswith("gancheck.distributions")
    }


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        2**70,
        0.1,
        "inf",
        "text",
        (1, ("a", None)),
        [1.5, "nan"],
        {"a": 1, 2: (3.0,)},
        np.zeros((0, 2)),
    ],
)
def test_plain_values_come_back(value):
    back = decode(json.loads(json.dumps(encode(value), allow_nan=False)))
    assert bits(back) == bits(value)


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_what_json_lacks_is_a_string(value):
    assert encode(value) == str(value)
    assert str(decode(str(value))) == str(value)
    assert encode(np.array([value, 1.0]))["values"] == [str(value), 1.0]


def test_tensors_are_written_as_numbers():
    law = decode(encode(Gaussian(torch.tensor([0.1], dtype=torch.float64), 1.0)))
    assert law.loc.tolist() == [0.1]


def test_other_dataclasses_can_register(monkeypatch):
    monkeypatch.setattr("gancheck.distributions.codec.REGISTERED", dict(REGISTERED))

    @register
    @dataclass(frozen=True)
    class Couple:
        p: Gaussian
        note: str

    back = decode(json.loads(json.dumps(encode(Couple(Gaussian(0.0, 1.0), "inf")))))
    assert isinstance(back, Couple)
    assert back.note == "inf"
    with pytest.raises(InvalidInput, match="Two classes are called 'Couple'"):
        register(dataclass(type("Couple", (), {})))
    with pytest.raises(InvalidInput, match="no dataclass"):
        register(int)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"type": "Cauchy"}, "'Cauchy' is unknown"),
        ({"type": "Uniform", "low": 0.0}, r"\['high'\]"),
        ({"type": "Uniform", "low": 0.0, "high": 1.0, "x": 1}, r"\['x'\]"),
        ({"low": 0.0}, "names no type"),
        ([1, 2], "names no type"),
    ],
)
def test_unreadable_data_are_refused(data, words):
    with pytest.raises(InvalidInput, match=words):
        decode(data)


@pytest.mark.parametrize("value", [Monotone(np.exp, np.log, np.negative), np.exp, np.array(["a"])])
def test_unwritable_values_are_refused(value):
    with pytest.raises(InvalidInput, match="cannot be written"):
        encode(value)
