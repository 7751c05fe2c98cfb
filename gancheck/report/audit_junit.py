"""An audit as JUnit XML: a suite a target, a case a finding; what is undecided is skipped, never passed."""

from collections.abc import Sequence
from xml.etree import ElementTree

from gancheck.auditing.finding import Finding
from gancheck.checks.verdict import Verdict
from gancheck.report.audit_report import AuditReport, fails
from gancheck.report.audit_summary import evidence_words, printable

__all__ = ["junit_text"]

_SKIPPED = (Verdict.INCONCLUSIVE, Verdict.SKIPPED)


def junit_text(reports: Sequence[AuditReport]) -> str:
    """The reports as XML. A violation that does not fail the audit is a case that passes, with its words as output."""
    root = ElementTree.Element("testsuites", name="gancheck audit")
    for report in reports:
        root.append(_suite(report))
    ElementTree.indent(root)
    return f"{ElementTree.tostring(root, encoding='unicode', xml_declaration=True)}\n"


def _suite(report: AuditReport) -> ElementTree.Element:
    target = printable(report.target)
    suite = ElementTree.Element("testsuite", name=target, time=f"{report.seconds:.3f}")
    for found in report.verdicts:
        suite.append(_case(found, target, report.fail_on))
    for each in report.not_checked:
        case = ElementTree.SubElement(suite, "testcase", classname=target, name=each.check, time="0")
        ElementTree.SubElement(case, "skipped", message=printable(f"not run: {each.reason}"))
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    suite.set("errors", "0")
    for name, tag in (("failures", "failure"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
    return suite


def _case(found: Finding, target: str, fail_on: str) -> ElementTree.Element:
    name = found.check + (f" ({found.bug_class})" if found.bug_class else "")
    case = ElementTree.Element("testcase", classname=target, name=name, time="0")
    if found.place:
        case.set("file", printable(found.place.file))
        case.set("line", str(found.place.line))
    said = printable(f"{found.verdict.value.lower()}: {found.title}")
    if fails(found, fail_on):
        ElementTree.SubElement(case, "failure", message=said, type=found.severity.value).text = _body(found)
    elif found.verdict in _SKIPPED:
        message = printable(f"{found.verdict.value.lower()}: {found.reason}")
        ElementTree.SubElement(case, "skipped", message=message)
    elif found.verdict is Verdict.VIOLATED:
        ElementTree.SubElement(case, "system-out").text = f"{found.severity.value}, {said}\n{_body(found)}"
    return case


def _body(found: Finding) -> str:
    parts = {"measured": evidence_words(found), "that is": found.reason, "claim": found.claim}
    parts |= {"fix": found.fix, "again": found.reproduce}
    return printable("\n".join(f"{name}: {text}" for name, text in parts.items() if text))
