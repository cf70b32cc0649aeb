"""All checks of a target, connected with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti_conformance.oracle.contact_checks import ContactChecks
from cti_conformance.oracle.details_checks import DetailsChecks
from cti_conformance.oracle.note_checks import NoteChecks
from cti_conformance.oracle.presence_checks import PresenceChecks
from cti_conformance.oracle.ticket_checks import TicketChecks
from cti_conformance.oracle.time_entry_checks import TimeEntryChecks
from cti_conformance.oracle.widget_checks import WidgetChecks

if TYPE_CHECKING:
    from cti_conformance.oracle.world import World


class Checks:
    """The checks of a target by subject.

    Args:
        world: The target, with its model.
    """

    def __init__(self, world: World) -> None:
        self.contacts = ContactChecks(world)
        self.details = DetailsChecks(world)
        self.notes = NoteChecks(world)
        self.presence = PresenceChecks(world)
        self.time_entries = TimeEntryChecks(world)
        self.tickets = TicketChecks(world, self.details, self.notes, self.time_entries)
        self.widgets = WidgetChecks(world)
