Feature: The agent is offline
  A call for an agent who is not at the desktop is not lost: it becomes a ticket, or goes onto the
  ticket that it is about.

  @CTI-OFF-01
  Rule: A call for an offline agent becomes a new ticket at once

    Example: a contact calls
      Given Omar is a contact
      When a call from Omar comes in for an agent who is offline
      Then exactly one new ticket is made, for Omar

  @CTI-OFF-02
  Rule: Recording and call reference go with the ticket

    Example: a call with a recording and a call reference
      Given Omar is a contact
      And a call from Omar with a recording
      When the call comes in for an agent who is offline
      Then exactly one new ticket is made, for Omar
      And the recording is in a note on the ticket
      And a time entry on the ticket names the call reference
      And call details report the ticket of the call

  @CTI-OFF-03
  Rule: A call by phone gets a ticket for whomever the number selects

    Example: the number is a contact's
      Given Omar is a contact whose Mobile is a number
      When a call from that number comes in for an agent who is offline
      Then exactly one new ticket is made, for Omar

    Example: the number is nobody's
      Given an unknown number
      When a call from that number comes in for an agent who is offline
      Then the new contact is the requester of the new ticket

  @CTI-OFF-04
  Rule: The ticket's source is Phone

    Example: the source of the new ticket
      Given Omar is a contact
      When a call from Omar comes in for an agent who is offline
      Then the source of the new ticket is Phone

  @CTI-OFF-05
  Rule: A call about an existing ticket goes onto it as a private note

    Example: the call names a ticket
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket without a call reference
      When the call comes in for an agent who is offline
      Then the ticket has a new private note
      And Omar has one ticket

    Example: the call names the older of two tickets
      Given Omar is a contact who has a ticket
      And Omar has a second ticket
      And a call from Omar about that ticket
      When the call comes in for an agent who is offline
      Then the ticket has a new private note
      And Omar has two tickets

  @CTI-OFF-06
  Rule: The ticket is assigned to the offline agent or to nobody

    Example: who works on the new ticket
      Given Omar is a contact
      And Tom is an agent
      When a call from Omar comes in for Tom
      Then the new ticket is assigned to Tom or to nobody
