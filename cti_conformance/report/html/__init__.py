"""The HTML report and the badge, each file self-contained."""

from cti_conformance.report.html.page import badge, report_page

__all__ = ["badge", "report_page"]
