Feature: Call reference and time sheet
  The call reference is the telephone system's own id of a call. A time entry on the ticket of the
  call contains it, and call details are requested by it. Unless an example says otherwise, a call
  has a call reference.

  @CTI-REF-01
  Rule: The call's new ticket gets a time entry that names the reference

    Example: the time entry on the new ticket
      Given Omar is a contact
      And a call from Omar
      When the call comes in for an agent who is offline
      Then the ticket has one time entry that names the call reference

  @CTI-REF-02
  Rule: The time entry starts at the first pop of the reference

    Example: the call is forwarded, and gets its ticket only then
      Given Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar has come in for Ines
      And two seconds have passed
      And Ines has forwarded the call to Tom
      And the call has come in for Tom
      When Tom makes a ticket from the call
      Then the time entry starts at least two seconds before the creation of the ticket

    @since-0.2.0
    Example: another call comes in before the call gets its ticket
      Given Omar is a contact
      And Priya is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And two seconds have passed
      And a call from Priya whose reference differs by its last character has been announced
      When Tom makes a ticket from the call
      Then the time entry starts at least two seconds before the creation of the ticket

    Example: the time entry starts no earlier than the call
      Given Priya is a contact who has a ticket
      And Omar is a contact
      And a call from Omar
      When the call comes in for an agent who is offline
      Then the time entry starts no earlier than the creation of Priya's ticket

  @CTI-REF-03
  Rule: The timer has ended once the call is associated with its ticket

    Example: the timer of the new time entry
      Given Omar is a contact
      And a call from Omar
      When the call comes in for an agent who is offline
      Then the timer of the time entry has ended

    Example: the timer of a time entry on an existing ticket
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket
      When the call comes in for an agent who is offline
      Then the timer of the time entry, if any, has ended

    @since-0.2.0 @thorough
    Example: the agent's timer runs on another ticket
      Given Tom is an agent
      And Omar is a contact who has a ticket
      And Tom has a timer that runs on that ticket
      And a call from Omar
      When the call comes in for Tom
      Then the timer of the time entry has ended

  @CTI-REF-04
  Rule: The time entry belongs to the responder

    Example: a call for Tom makes a ticket
      Given Tom is an agent
      And Omar is a contact
      And a call from Omar
      When the call comes in for Tom
      Then the time entry is Tom's

    Example: a call for Tom goes to an existing ticket
      Given Omar is a contact who has a ticket
      And Tom is an agent
      And a call from Omar about that ticket
      When the call comes in for Tom
      Then the time entry, if any, is Tom's

  @CTI-REF-05
  Rule: Call details report the note that linked the call to an existing ticket

    Example: call details of a call about a ticket
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket
      When the call comes in for an agent who is offline
      Then the ticket has a new note
      And call details report the new note

  @CTI-REF-06
  Rule: A pop sent again makes no second ticket and no second entry

    Example: the telephone system sends the pop once more
      Given Omar is a contact
      And a call from Omar has come in for an agent who is offline
      And the call has made a ticket
      When the call comes in again
      Then Omar has one ticket
      And the ticket has one time entry that names the call reference

    Example: the telephone system sends a pop about a ticket once more
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket
      And the call has been announced for an agent who is offline
      When the call comes in again
      Then Omar has one ticket
      And the ticket has at most one time entry that names the call reference

    @since-0.2.0 @thorough
    Example: the ticket has been given to another contact since
      Given Omar is a contact
      And a call from Omar has come in for an agent who is offline
      And the call has made a ticket
      And Priya has become the requester of that ticket
      When the call comes in again
      Then Omar has no ticket
      And Priya has one ticket

    @since-0.2.0 @thorough
    Example: the pop is sent once more after thirty other calls about the ticket
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket
      And the call has been announced for an agent who is offline
      And thirty other calls about that ticket have been announced
      When the call comes in again
      Then Omar has one ticket
      And the ticket has at most one time entry that names the call reference

  @CTI-REF-07
  Rule: A call without a reference gets a ticket and notes like any other

    Example: a call with a recording and without a call reference
      Given Omar is a contact
      And a call from Omar with a recording and without a call reference
      When the call comes in for an agent who is offline
      Then exactly one new ticket is made, for Omar
      And the recording is in a note on the ticket
      And the ticket has at most one time entry of any kind

    Example: another call without a call reference came in before
      Given Omar is a contact
      And Priya is a contact
      And a call from Priya without a call reference has come in for an agent who is offline
      When a call from Omar without a call reference comes in for an agent who is offline
      Then exactly one new ticket is made, for Omar

  @CTI-REF-08
  Rule: A call linked to an existing ticket also gets a time entry

    Example: the time entry on the ticket that the pop names
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket
      When the call comes in for an agent who is offline
      Then the ticket has one time entry that names the call reference

    @since-0.2.0 @thorough
    Example: a call about the same ticket whose reference has one digit more
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket
      And another call about that ticket, whose reference has one digit more, has been announced
      When the call comes in for an agent who is offline
      Then the ticket has one time entry that names the call reference
