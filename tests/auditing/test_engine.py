"""The backward engine is watched for a while, however a gradient is asked for, and refused where it is missing."""

import pytest
import torch

from gancheck.auditing import engine
from gancheck.auditing.engine import watched_engine
from gancheck.errors import InvalidInput


def test_every_gradient_goes_through_it_and_then_none():
    seen = []

    def around(run):
        def watched(*args, **kwargs):
            seen.append(kwargs["accumulate_grad"])
            return run(*args, **kwargs)

        return watched

    x = torch.ones(2, requires_grad=True)
    before = getattr(torch.autograd, engine.NAME)
    with watched_engine(around):
        (x**2).sum().backward()
        torch.autograd.grad((x**2).sum(), x)
    assert seen == [True, False]
    assert getattr(torch.autograd, engine.NAME) is before
    assert x.grad.tolist() == [2.0, 2.0]


def test_it_is_put_back_after_an_error():
    before = getattr(torch.autograd, engine.NAME)
    with pytest.raises(ZeroDivisionError), watched_engine(lambda run: run):
        raise ZeroDivisionError
    assert getattr(torch.autograd, engine.NAME) is before


def test_a_torch_without_it_is_refused(monkeypatch):
    monkeypatch.setattr(engine, "NAME", "_no_such_engine")
    with pytest.raises(InvalidInput, match="has no `_no_such_engine`"), watched_engine(lambda run: run):
        pass
