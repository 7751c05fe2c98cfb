"""The command ``gancheck``.

Exit codes: 0 every claim holds (or nothing was to be decided), 1 a claim or a rule is violated, 2 bad usage, bad
input or a crash of gancheck itself, 130 interrupted. Results go to stdout, progress and complaints to stderr. A
subcommand imports what it needs when it runs, so that ``--help`` answers at once.
"""

import os
import shlex
import sys
import traceback
from collections.abc import Sequence

import click

from gancheck import __version__
from gancheck.cli.audit import audit
from gancheck.cli.check import check
from gancheck.cli.claims import claims
from gancheck.cli.report import report
from gancheck.errors import GancheckError

__all__ = ["gancheck", "main"]

BAD, INTERRUPTED, CLOSED_PIPE = 2, 130, 141


_HELP = """Hold the theory of generative adversarial networks against exact oracles and against trained players.

\b
  gancheck report                      check every claim, train, report
  gancheck report --data t.csv:age     with column age as the data law
  gancheck audit my_gan.py:make        which game does this code play?
  gancheck claims                      what is claimed, and by whom
  gancheck claims disc.optimum         one claim in full
  gancheck check CASE.json             evaluate a stored worst case again
"""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_HELP,
    epilog="Exit codes: 0 all holds, 1 a violation, 2 bad usage or input, 130 interrupted.",
)
@click.version_option(__version__, message="gancheck %(version)s")
def gancheck() -> None:
    """The group of all commands."""


for _command in (report, audit, claims, check):
    gancheck.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    command = shlex.join(["gancheck", *given])
    try:
        return int(gancheck.main(given, prog_name="gancheck", standalone_mode=False, obj=command) or 0)
    except click.ClickException as error:
        error.show()
        return BAD
    except GancheckError as error:
        return _refuse(str(error))
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of the pipe has gone; what Python still holds for it must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    except OSError as error:
        return _refuse(f"{error.filename or 'a file'}: {(error.strerror or str(error)).lower()}.")
    except Exception:
        traceback.print_exc()
        return _refuse("this is a defect of gancheck, not of your input; please report the lines above.")


def _refuse(sentence: str) -> int:
    click.echo(f"gancheck: {sentence}", err=True)
    return BAD
