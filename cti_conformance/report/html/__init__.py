"""What people look at: pages made of a report and the ledger, each file complete in itself."""

from cti_conformance.report.html.page import badge, report_page

__all__ = ["badge", "report_page"]
