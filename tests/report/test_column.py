import numpy as np
import pytest

from gancheck.errors import InvalidInput
from gancheck.report.column import read_column

TABLE = 'minutes,who, n\n3.5,ann,2\n1,bob,0\n3.5,"Smith, J",1\n'


@pytest.fixture
def read(tmp_path):
    def read_text(text, column, kind="auto", weights=None):
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        return read_column(f"{path}:{column}", kind, weights)

    return read_text


def test_numbers_become_an_empirical_law(read):
    column = read(TABLE, "minutes")
    assert (column.kind, column.total, column.file) == ("continuous", 3, "table.csv")
    assert column.samples.tolist() == [1.0, 3.5, 3.5]
    assert column.law.probs.tolist() == [1 / 3, 2 / 3]


def test_text_becomes_labels_in_the_order_of_the_file(read):
    column = read(TABLE, "who")
    assert column.kind == "discrete"
    assert column.atoms.tolist() == ["ann", "bob", "Smith, J"]


def test_discrete_numbers_are_ordered_as_numbers(read):
    assert read("a\n10\n9\n10\n", "a", "discrete").atoms.tolist() == ["9", "10"]


def test_counts_weigh_rows_and_a_zero_count_drops_out(read):
    column = read(TABLE, "who", weights="n")
    assert column.atoms.tolist() == ["ann", "Smith, J"]
    assert column.counts.tolist() == [2, 1]
    assert column.counts.dtype == np.int64


@pytest.mark.parametrize(
    "text, column, kind, weights, message",
    [
        (TABLE, "minute", "auto", None, "did you mean 'minutes'?"),
        (TABLE, "zzz", "auto", None, "it has 'minutes', 'who', 'n'"),
        ("a\n", "a", "auto", None, "is empty"),
        ("", "a", "auto", None, "not a CSV table"),
        ("a\n1\n\n2\nNA\n", "a", "auto", None, "no value in 1 of its 3 rows, first in row 3"),
        ("a,b\n1,\n,2\n", "a", "auto", None, "no value in 1 of its 2 rows"),
        ("a\n1\nseven\n", "a", "auto", None, "holds 'seven' in row 2 beside 1 finite number"),
        ("a\n1\ninf\n", "a", "auto", None, "holds 'inf' in row 2"),
        ("a\nx\ny\n", "a", "continuous", None, "holds 'x' in row 1"),
        ("a,b\nx,1\n,2\n", "a", "auto", None, "no label in 1 of its 2 rows, first in row 2"),
        ("a\n4\n4\n", "a", "auto", None, "holds one number only"),
        (TABLE, "who", "auto", "minutes", "a count is a whole number"),
        ("a,n\nx,-1\n", "a", "auto", "n", "holds '-1' in row 1"),
        ("a,n\nx,0\n", "a", "auto", "n", "counts nothing"),
        (TABLE, "who", "auto", "m", "has no column 'm'"),
    ],
)
def test_what_is_not_a_column_is_refused_in_a_sentence(read, text, column, kind, weights, message):
    with pytest.raises(InvalidInput, match=message.replace("?", r"\?")) as caught:
        read(text, column, kind, weights)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith((".", "?"))


def test_files_that_cannot_be_read_are_refused(tmp_path):
    with pytest.raises(InvalidInput, match="no such file"):
        read_column(f"{tmp_path}/none.csv:a")
    with pytest.raises(InvalidInput, match="is a directory"):
        read_column(f"{tmp_path}:a")
    with pytest.raises(InvalidInput, match="names no column"):
        read_column("table.csv")
    (tmp_path / "binary.csv").write_bytes(bytes(range(128, 256)))
    with pytest.raises(InvalidInput, match="not a CSV table"):
        read_column(f"{tmp_path}/binary.csv:a")
