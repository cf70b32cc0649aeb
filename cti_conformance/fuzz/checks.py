"""All checks of a target, connected with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti_conformance.fuzz.contact_checks import ContactChecks
from cti_conformance.fuzz.details_checks import DetailsChecks
from cti_conformance.fuzz.note_checks import NoteChecks
from cti_conformance.fuzz.presence_checks import PresenceChecks
from cti_conformance.fuzz.ticket_checks import TicketChecks
from cti_conformance.fuzz.time_entry_checks import TimeEntryChecks
from cti_conformance.fuzz.widget_checks import WidgetChecks

if TYPE_CHECKING:
    from cti_conformance.fuzz.account import Account


class Checks:
    """The checks of a target by subject.

    Args:
        account: The target, with its model.
    """

    def __init__(self, account: Account) -> None:
        self.contacts = ContactChecks(account)
        self.details = DetailsChecks(account)
        self.notes = NoteChecks(account)
        self.presence = PresenceChecks(account)
        self.time_entries = TimeEntryChecks(account)
        self.tickets = TicketChecks(account, self.details, self.notes, self.time_entries)
        self.widgets = WidgetChecks(account)
