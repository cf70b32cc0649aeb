Feature: The agent is offline
  A call for an agent who is offline is not lost: it becomes a ticket, or a note on the ticket that
  it is about.

  @CTI-OFF-01
  Rule: A call for an offline agent becomes a new ticket at once

    Example: a contact calls
      Given Omar is a contact
      When a call from Omar comes in for an agent who is offline
      Then exactly one new ticket is made, for Omar

    @since-0.2.0 @thorough
    Example: the contact has other tickets, one of them closed
      Given Omar is a contact who has a ticket
      And Omar has a closed ticket
      And Priya is a contact who has a ticket
      When a call from Omar comes in for an agent who is offline
      Then exactly one new ticket is made, for Omar

  @CTI-OFF-02
  Rule: The ticket has the recording and the call reference

    Example: a call with a recording and a call reference
      Given Omar is a contact
      And a call from Omar with a recording
      When the call comes in for an agent who is offline
      Then exactly one new ticket is made, for Omar
      And the recording is in a note on the ticket
      And a time entry on the ticket names the call reference
      And call details report the ticket of the call

  @CTI-OFF-03
  Rule: A call that gives a phone makes a ticket for the contact whom the number selects

    Example: the number is a contact's
      Given Omar is a contact whose Mobile is a number
      When a call from that number comes in for an agent who is offline
      Then exactly one new ticket is made, for Omar

    Example: nobody has the number
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
  Rule: A call about an existing ticket becomes a private note on it

    Example: the call names a ticket
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket, without a call reference
      When the call comes in for an agent who is offline
      Then the ticket has a new private note
      And Omar has one ticket

    Example: the call names the older of two tickets
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket
      And Omar has a second ticket
      When the call comes in for an agent who is offline
      Then the ticket has a new private note
      And Omar has two tickets

    @since-0.2.0
    Example: the ticket is pending
      Given Omar is a contact who has a ticket that is pending
      And a call from Omar about that ticket
      When the call comes in for an agent who is offline
      Then the ticket has a new private note
      And Omar has one ticket

    @since-0.2.0 @thorough
    Example: the agent of the ticket has been deleted
      Given Omar is a contact
      And Omar has a ticket whose agent has been deleted
      And a call from Omar about that ticket
      When the call comes in for an agent who is offline
      Then the ticket has a new private note
      And Omar has one ticket

    @since-0.2.0 @thorough
    Example: the ticket has the note of an earlier call
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket has come in for an agent who is offline
      And a call from Omar about that ticket, with a recording
      When the call comes in for an agent who is offline
      Then the two calls have made two private notes or more on the ticket
      And the recording is in a note on the ticket

  @CTI-OFF-06
  Rule: The ticket is assigned to the offline agent or to nobody

    Example: the agent of the new ticket, who is offline
      Given Omar is a contact
      And Tom is an agent
      When a call from Omar comes in for Tom
      Then the new ticket is assigned to Tom or to nobody
