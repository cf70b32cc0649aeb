Feature: Which ticket
  A call may name the ticket that it is about, bring one up by its call reference, or ask for a new
  one.

  @CTI-TKT-02
  Rule: An unknown ticket id is an error

    Example: there is no such ticket
      Given a screen pop
      And its ticket_id is an id that nobody has
      When it is sent
      Then it is refused
      And nothing is created for its call reference

  @CTI-TKT-04
  Rule: A new ticket asked for is made even if the reference has one

    Example: the call comes in again and asks for a new ticket
      Given Omar is a contact
      And a call from Omar with a call reference has made a ticket
      When the call comes in again and asks for a new ticket
      Then Omar has two tickets

  @CTI-TKT-06
  Rule: A new ticket declined is a new ticket not mentioned

    Example: the call reference has a ticket
      Given Omar is a contact
      And a call from Omar with a call reference has made a ticket
      When the call comes in again and declines a new ticket
      Then Omar has one ticket

    Example: the call names a ticket
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket
      And the call declines a new ticket
      When the call comes in for an agent who is offline
      Then the ticket has a new private note
      And Omar has no other ticket

    Example: the call has no ticket yet
      Given Omar is a contact
      And a call from Omar
      And the call declines a new ticket
      When the call comes in for an agent who is offline
      Then exactly one new ticket is made, and it is Omar's

  @CTI-TKT-08
  Rule: Where a ticket id and a new ticket are both asked for, one wins

    Example: the call names a ticket and asks for a new one
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket
      And the call asks for a new ticket
      When the call comes in for an agent who is offline
      Then it goes onto that ticket, onto a new one, or is refused

  @CTI-TKT-09
  Rule: Details of a reference with two tickets report the latest or both

    Example: the call reference has two tickets
      Given Omar is a contact
      And a call from Omar with a call reference has made a ticket
      When the call comes in again and asks for a new ticket
      Then call details report the latest ticket or both
