import pytest

from gancheck.claims.bibliography import all_references, parse, reference
from gancheck.errors import InvalidInput

ENTRY = """@article{somebody1999,
  author = {Somebody, Ada and von Else, B. C.},
  title  = {On {GANs} before their time},
  journal = {Annals},
  volume = {3},
  number = {1},
  pages  = {1--9},
  year   = {1999},
}
"""


def test_an_entry_is_read_field_by_field() -> None:
    work = parse(ENTRY)["somebody1999"]
    assert work.authors == ("Ada Somebody", "B. C. von\N{NO-BREAK SPACE}Else")
    assert work.title == "On GANs before their time"
    assert work.year == 1999
    assert work.where == "Annals 3(1), 1–9"
    assert work.bibtex == ENTRY.strip()


@pytest.mark.parametrize(
    "key, short",
    [
        ("goodfellow2014", "Goodfellow et al. 2014"),
        ("lim2017", "Lim and Ye 2017"),
        ("lin1991", "Lin 1991"),
        ("arjovsky2017wasserstein", "Arjovsky et al. 2017"),
    ],
)
def test_the_short_form_counts_its_authors(key: str, short: str) -> None:
    assert reference(key).short == short


@pytest.mark.parametrize(
    "key, where",
    [
        ("higham2002", "SIAM"),
        ("danskin1967", "Econometrics and Operations Research 5, Springer"),
        ("tsybakov2009", "Springer Series in Statistics, Springer"),
        (
            "mescheder2018",
            "Proceedings of the 35th International Conference on Machine Learning (ICML), PMLR 80, 3481–3490, "
            "arXiv:1801.04406",
        ),
        ("lim2017", "arXiv:1705.02894"),
        ("crooks2008", "Technical Note 004"),
    ],
)
def test_every_kind_of_publication_says_where_it_is(key: str, where: str) -> None:
    assert reference(key).where == where


def test_a_question_keeps_its_mark_and_gets_no_full_stop() -> None:
    assert "actually Converge? Proceedings" in str(reference("mescheder2018"))


def test_an_unknown_key_is_refused_with_those_that_exist() -> None:
    with pytest.raises(InvalidInput, match=r"`key` is 'goodfellow2015'.*goodfellow2014"):
        reference("goodfellow2015")


@pytest.mark.parametrize(
    "text, message",
    [
        (ENTRY + ENTRY, "occurs twice"),
        (ENTRY.replace("title ", "titel "), "has no title"),
        (ENTRY.replace("@article{somebody1999,", "@article{somebody1999"), "begins 1 entries but 0"),
    ],
)
def test_a_defective_file_is_refused(text: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        parse(text)


def test_every_entry_is_complete_and_under_its_own_key() -> None:
    assert len(all_references()) >= 25
    for key, work in all_references().items():
        assert work.key == key
        assert all(author and author.strip() == author for author in work.authors), key
        assert all((work.authors, work.title, work.where)), key
        assert str(work.year) in key
        assert not set("{}") & set(str(work)), key


def test_keys_name_the_first_author() -> None:
    for key, work in all_references().items():
        family = work.authors[0].rsplit(" ", 1)[-1].lower().translate(str.maketrans("øúé", "oue"))
        assert key.startswith(family), key


def test_the_file_is_read_once() -> None:
    assert reference("lin1991") is reference("lin1991")
