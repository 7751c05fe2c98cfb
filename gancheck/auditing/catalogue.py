"""Every rule of the audit, found by walking the folder of rules: a new rule is a new file and touches no list."""

from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from gancheck.auditing import rules
from gancheck.auditing.rule import Rule
from gancheck.errors import InvalidInput

__all__ = ["all_rules", "get_rule", "known"]


@cache
def all_rules() -> tuple[Rule, ...]:
    """All rules, by the name of their file: the layers together, then alphabetical."""
    names = sorted(module.name for module in iter_modules(rules.__path__))
    modules = [import_module(f"{rules.__name__}.{name}") for name in names]
    return tuple(module.RULE for module in modules if hasattr(module, "RULE"))


def get_rule(identifier: str) -> Rule:
    """The rule of this id.

    Raises:
        InvalidInput: There is none; the sentence names the nearest.
    """
    return next(rule for rule in all_rules() if rule.id == known((identifier,))[0])


def known(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names as they are, if each is the id of a rule or a code of bugs that some rule finds.

    Raises:
        InvalidInput: One is neither.
    """
    if not names:
        return names  # without loading a rule
    ids = {rule.id for rule in all_rules()}
    codes = {code for rule in all_rules() for code in rule.bug_classes}
    for name in names:
        if name not in ids | codes:
            near = get_close_matches(name, ids | codes, n=1)
            raise InvalidInput(
                f"there is no check {name!r}; "
                + (f"did you mean {near[0]}?" if near else "gancheck audit --list-checks shows all.")
            )
    return names
