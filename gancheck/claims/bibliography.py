"""The works that claims are quoted from, read from ``references.bib`` beside this file.

The file keeps to a plain part of BibTeX, so that it is read without a library: an entry is ``@type{key,`` ,
one ``name = {value},`` a line, and a closing ``}`` on a line of its own; authors are ``Last, First and Last,
First``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from gancheck.errors import InvalidInput

__all__ = ["Reference", "all_references", "parse", "reference"]

ENTRY = re.compile(r"^@(?P<kind>\w+)\{(?P<key>[^,\s]+),\n(?P<body>.*?)^\}$", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^\s*(?P<name>\w+)\s*=\s*\{(?P<value>.*)\},?$", re.MULTILINE)


@dataclass(frozen=True)
class Reference:
    """One work.

    Attributes:
        key: As `gancheck.claims.claim.Source` names it, for example ``goodfellow2014``.
        authors: Full names, family name last.
        title: The title, without BibTeX's braces.
        year: Year of publication.
        where: Journal, book series, publisher or archive, with volume and pages where there are any.
        bibtex: The entry as it stands in the file.
    """

    key: str
    authors: tuple[str, ...]
    title: str
    year: int
    where: str
    bibtex: str

    @property
    def short(self) -> str:
        """As running text quotes it: 'Goodfellow et al. 2014', 'Lim and Ye 2017', 'Lin 1991'."""
        families = [author.rsplit(" ", 1)[-1] for author in self.authors]
        names = f"{families[0]} et al." if len(families) > 2 else " and ".join(families)
        return f"{names} {self.year}"

    def __str__(self) -> str:
        stop = "" if self.title.endswith("?") else "."
        return f"{', '.join(self.authors)} ({self.year}). {self.title}{stop} {self.where}."


def parse(text: str) -> Mapping[str, Reference]:
    """Every entry of a BibTeX text of the plain form above, under its key, in the order of the text.

    Raises:
        InvalidInput: a key occurs twice, an entry has no author, title or year, or an ``@`` begins no entry.
    """
    entries: dict[str, Reference] = {}
    for match in ENTRY.finditer(text):
        key, fields = match["key"], {field["name"]: field["value"] for field in FIELD.finditer(match["body"])}
        missing = [name for name in ("author", "title", "year") if name not in fields]
        if missing:
            raise InvalidInput(
                f"The entry {key!r} has no {' and no '.join(missing)}; every entry has all three."
            )
        if key in entries:
            raise InvalidInput(f"The key {key!r} occurs twice; every key must be distinct.")
        authors = tuple(_full_name(author) for author in fields["author"].split(" and "))
        plain = {
            name: value.replace("{", "").replace("}", "").replace("--", "–") for name, value in fields.items()
        }
        entries[key] = Reference(key, authors, plain["title"], int(fields["year"]), _where(plain), match[0])
    begun = len(re.findall(r"^@", text, re.MULTILINE))
    if begun != len(entries):
        raise InvalidInput(
            f"The text begins {begun} entries but {len(entries)} can be read; keep one field a line."
        )
    return MappingProxyType(entries)


@cache
def all_references() -> Mapping[str, Reference]:
    """Every work of ``references.bib``, under its key."""
    return parse(files("gancheck.claims").joinpath("references.bib").read_text(encoding="utf-8"))


def reference(key: str) -> Reference:
    """The work of a key.

    Raises:
        InvalidInput: No entry has this key; the message names the keys that there are.

    Example:
        >>> reference("goodfellow2014").short
        'Goodfellow et al. 2014'
        >>> reference("lin1991").where
        'IEEE Transactions on Information Theory 37(1), 145–151'
    """
    if key not in all_references():
        known = ", ".join(all_references())
        raise InvalidInput(f"`key` is {key!r}, which no entry of references.bib has; the keys are {known}.")
    return all_references()[key]


def _full_name(author: str) -> str:
    """``Last, First`` as ``First Last``; a family name of two words is kept together by a no-break space."""
    family, _, given = author.partition(", ")
    return f"{given} {family.replace(' ', chr(0xA0))}".strip()


def _where(fields: Mapping[str, str]) -> str:
    """Where the work is found: what its kind of publication has, the volume after the journal or series."""
    volume = fields.get("volume", "") + (f"({fields['number']})" if "number" in fields else "")
    numbered = "journal" if "journal" in fields else "series"
    present = [
        name for name in ("journal", "booktitle", "series", "publisher", "note", "pages") if name in fields
    ]
    parts = [f"{fields[name]} {volume}".strip() if name == numbered else fields[name] for name in present]
    return ", ".join([*parts, f"arXiv:{fields['eprint']}"] if "eprint" in fields else parts)
