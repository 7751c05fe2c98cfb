"""Names of targets, and what they resolve to."""

import sys
from functools import partial

import pytest

from gancheck.auditing.target import Kind, kind_of, made, parse_target, place_of, resolve
from gancheck.errors import InvalidInput

SOURCE = """
import neighbour

class Loss:
    def __call__(self, real, fake):
        return neighbour.VALUE
    def branch(self, real, fake):
        return self(real, fake) + 1

class Needy:
    def __init__(self, width):
        self.width = width
    def loss(self, real, fake):
        return self.width

class Inner:
    class Deep:
        @staticmethod
        def loss(real, fake):
            return 7

def make():
    return Loss()
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "some_losses.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "code" / "neighbour.py").write_text("VALUE = 1", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in ("some_losses", "neighbour"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    yield tmp_path
    for name in ("some_losses", "neighbour"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize(
    "path, value",
    [("Loss.branch", 2), ("Inner.Deep.loss", 7), ("make", None)],
)
def test_a_file_is_imported_beside_its_neighbours(folder, path, value):
    found = resolve(parse_target(f"code/some_losses.py:{path}"))
    assert found(0.0, 0.0) == value if value else found()(0.0, 0.0) == 1


def test_a_module_is_searched_from_the_current_folder(folder, monkeypatch):
    monkeypatch.chdir(folder / "code")
    assert resolve(parse_target("some_losses:Loss"))()(0, 0) == 1
    assert resolve(parse_target("collections:abc.Mapping")).__name__ == "Mapping"


@pytest.mark.parametrize(
    "name, sentence",
    [
        ("losses", "say package.module:object or path/to/file.py:object"),
        ("losses:", "say package.module:object"),
        (":loss", "say package.module:object"),
        ("losses:a-b", "say package.module:object"),
        ("los ses:a", "neither a module nor a .py file"),
        ("train.py", "names a file and nothing in it; say 'train.py:object'"),
        ("none.py:make", "names the file 'none.py', which is not there"),
    ],
)
def test_a_name_that_is_none_is_refused(name, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        parse_target(name)


@pytest.mark.parametrize(
    "name, sentence",
    [
        ("no_such_module_here:loss", "there is no module 'no_such_module_here'"),
        ("json.no_such:loss", "there is no module 'json.no_such'"),
        ("json:dump_s", "did you mean 'dumps'"),
        (
            "code/some_losses.py:Loss.brunch",
            "no 'brunch' in 'code/some_losses.py.Loss'; did you mean 'branch'",
        ),
        ("code/some_losses.py:Needy.loss", "`Needy` needs width to be made"),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest(folder, name, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        resolve(parse_target(name))


def test_a_module_that_lacks_another_is_not_taken_for_missing(folder):
    (folder / "needs.py").write_text("import no_such_module_here", encoding="utf-8")
    with pytest.raises(ModuleNotFoundError, match="no_such_module_here"):
        resolve(parse_target("needs:loss"))


class Players:
    generator = discriminator = object()


class Trainer:
    def train_step(self, real): ...


class Callable:
    def __call__(self, real, fake): ...


class BothLosses:
    def d_loss(self, real, fake): ...

    def g_loss(self, fake): ...


class PlayersLosses:
    def discriminator(self, real, fake): ...

    def generator(self, fake): ...


def gradient_penalty(critic, real, fake): ...


def some_penalty():
    return gradient_penalty


def calc_gp(critic, real, fake): ...


def group(real, fake): ...


@pytest.mark.parametrize(
    "found, kind",
    [
        (group, Kind.LOSS),
        (lambda real, fake: 0, Kind.LOSS),
        (Callable(), Kind.LOSS),
        (BothLosses(), Kind.LOSS),
        (PlayersLosses(), Kind.LOSS),
        ((group, group), Kind.LOSS),
        (partial(group, 0), Kind.LOSS),
        (gradient_penalty, Kind.PENALTY),
        (calc_gp, Kind.PENALTY),
        (Players(), Kind.GAN),
        (Trainer(), Kind.GAN),
        (object(), Kind.GAN),
    ],
)
def test_the_kind_is_seen_from_the_object(found, kind):
    assert kind_of(found) is kind


def test_factories_and_classes_without_arguments_are_called():
    class Needy:
        def __init__(self, width): ...

    assert isinstance(made(Players), Players)
    assert made(lambda: 3) == 3
    assert made(lambda seed=0: seed) == 0
    assert made(some_penalty) is gradient_penalty
    assert made(gradient_penalty) is gradient_penalty
    assert made(group) is group
    loss = lambda *, real=0, fake=0: 1  # noqa: E731
    assert made(loss, Kind.LOSS) is loss
    callee = Callable()
    assert made(callee) is callee
    with pytest.raises(InvalidInput, match="`Needy` needs width"):
        made(Needy)


def test_a_place_is_where_it_is_defined(monkeypatch):
    assert place_of(group).line == group.__code__.co_firstlineno
    assert place_of(Callable()).file.endswith("tests/auditing/test_target.py")
    assert place_of(len) is None
    assert place_of(3) is None
