Feature: Call reference and time sheet
  The call reference is the telephone system's own id of a call. It stands in the time sheet of the
  ticket that the call is associated with, and leads back to that ticket.

  @CTI-REF-01
  Rule: The call's new ticket gets a time entry that names the reference

    Example: the time sheet of the new ticket
      Given a call from a contact, with a call reference
      When the call comes in for an agent who is offline
      Then the new ticket has one time entry
      And it names the call reference

  @CTI-REF-02
  Rule: The time entry starts at the first pop of the reference

    Example: the call is forwarded, and becomes a ticket only then
      Given Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar has come in for Ines
      And two seconds have gone by
      And Ines has forwarded the call to Tom
      And the call has come in for Tom
      When Tom makes a ticket of the call
      Then its time entry starts at least two seconds before the ticket was made

    Example: a call comes in after another ticket was made
      Given Priya is another contact who has a ticket
      And a call from a contact, with a call reference
      When the call comes in for an agent who is offline
      Then its time entry starts no earlier than Priya's ticket was made

  @CTI-REF-03
  Rule: The timer has ended once the call is associated

    Example: the timer of the new time entry
      Given a call from a contact, with a call reference
      When the call comes in for an agent who is offline
      Then the timer of the new ticket's time entry has ended

    Example: the timer of a time entry on a ticket that there was before
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket, with a call reference
      When the call comes in for an agent who is offline
      Then the timer of the ticket's time entry has ended, if there is one

  @CTI-REF-04
  Rule: The time entry is the responder's

    Example: a call for Tom makes a ticket
      Given Tom is an agent
      And a call from a contact, with a call reference
      When the call comes in for Tom
      Then the new ticket's time entry is Tom's

    Example: a call for Tom goes onto a ticket that there was before
      Given Omar is a contact who has a ticket
      And Tom is an agent
      And a call from Omar about that ticket, with a call reference
      When the call comes in for Tom
      Then the ticket's time entry is Tom's, if there is one

  @CTI-REF-05
  Rule: A call linked to an existing ticket leads to its note there

    Example: the note that the reference leads to
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket, with a call reference
      When the call comes in for an agent who is offline
      Then the ticket has a new note
      And call details lead from the call reference to that note

  @CTI-REF-06
  Rule: A pop sent again makes no second ticket and no second entry

    Example: the telephone system sends the pop once more
      Given Omar is a contact
      And a call from Omar with a call reference has made a ticket
      When the same pop comes in again
      Then Omar has one ticket
      And the ticket has one time entry

    Example: the telephone system sends a pop about a ticket once more
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket, with a call reference
      And the call has come in for an agent who is offline
      When the same pop comes in again
      Then Omar has no other ticket
      And the ticket has no second time entry

  @CTI-REF-07
  Rule: A call without a reference is handled the same, less the reference

    Example: a call with a recording and without a call reference
      Given a call from a contact, with a recording
      When the call comes in for an agent who is offline
      Then a new ticket is made for the contact
      And the recording is in a note on the ticket
      And its time sheet is empty or names no call reference

    Example: another call without a call reference came in before
      Given Omar is a contact
      And Priya is a contact
      And a call from Priya has come in for an agent who is offline, without a call reference
      When a call from Omar comes in for an agent who is offline, without a call reference
      Then exactly one new ticket is made, and it is Omar's

  @CTI-REF-08
  Rule: A call linked to an existing ticket gets a time entry there too

    Example: the time sheet of the ticket named
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket, with a call reference
      When the call comes in for an agent who is offline
      Then the ticket has one time entry
      And it names the call reference
