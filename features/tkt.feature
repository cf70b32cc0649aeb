Feature: Which ticket
  A call may name the ticket that it is about, bring up one by its call reference, or ask for a new
  one: `new_ticket` is then true. A call that declines a new ticket has `new_ticket` false.

  @CTI-TKT-01
  Rule: The widget shows the ticket that a pop names

    Example: a call about a ticket comes in for an agent who is online
      Given Omar is a contact who has a ticket
      And Tom is an agent who is online
      When a call from Omar about that ticket comes in for Tom
      Then Tom's widget shows that ticket
      And Tom's widget has a link to the ticket

  @CTI-TKT-02
  Rule: An unknown ticket id is an error

    Example: there is no such ticket
      Given a screen pop
      And the pop has an unknown ticket_id
      When the pop is sent
      Then the pop is refused
      And nothing is created for the call reference

    @since-0.2.0
    Scenario Outline: ticket_id is <value>
      Given a screen pop
      And the pop's ticket_id is <value>
      When the pop is sent
      Then the pop is refused
      And nothing is created for the call reference

      Examples:
        | value                |
        | an id beyond 32 bits |
        | an id beyond 64 bits |
        | zero                 |
        | the id of a contact  |
        | the id of a call     |

  @CTI-TKT-03
  Rule: A pop that asks for a new ticket shows a new one in the widget

    Example: a call that asks for a new ticket comes in for an agent who is online
      Given Omar is a contact
      And Tom is an agent who is online
      When a call from Omar asking for a new ticket comes in for Tom
      Then exactly one new ticket is made, for Omar
      And Tom's widget shows the new ticket
      And Tom's widget shows Omar

    @since-0.2.0
    Example: the call that the widget shows comes in again, asking for a new ticket
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When the call comes in again, asking for a new ticket
      Then exactly one new ticket is made, for Omar
      And Tom's widget shows the new ticket

    @since-0.2.0
    Example: a call that has made a new ticket comes in again, asking for one more
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar asking for a new ticket has come in for Tom
      And the call has made a ticket
      When the call comes in again, asking for a new ticket
      Then exactly one new ticket is made, for Omar
      And Tom's widget shows the new ticket

  @CTI-TKT-04
  Rule: A requested new ticket is made even if the call reference already has one

    Example: the call comes in again, asking for a new ticket
      Given Omar is a contact
      And a call from Omar has come in for an agent who is offline
      And the call has made a ticket
      When the call comes in again, asking for a new ticket
      Then Omar has two tickets

  @CTI-TKT-05
  Rule: The widget shows the ticket that the call reference has

    Example: a call that has made a ticket comes in for an agent who is online
      Given Omar is a contact
      And a call from Omar has come in for an agent who is offline
      And the call has made a ticket
      And Tom is an agent who is online
      When the call comes in for Tom
      Then Tom's widget shows that ticket
      And Omar has one ticket

  @CTI-TKT-06
  Rule: Declining a new ticket is the same as not asking for one

    Example: the call reference has a ticket
      Given Omar is a contact
      And a call from Omar has come in for an agent who is offline
      And the call has made a ticket
      When the call comes in again, declining a new ticket
      Then Omar has one ticket

    Example: the call names a ticket
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket, without a call reference, declining a new ticket
      When the call comes in for an agent who is offline
      Then the ticket has a new note
      And Omar has one ticket

    Example: the call has no ticket yet
      Given Omar is a contact
      And a call from Omar, declining a new ticket
      When the call comes in for an agent who is offline
      Then exactly one new ticket is made, for Omar

  @CTI-TKT-07
  Rule: The agent can add a note to the new ticket, or dismiss the widget

    Example: the agent adds a note during the call
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar asking for a new ticket has come in for Tom
      When Tom adds a note to the ticket
      Then the added note is on the ticket

    @since-0.2.0
    Example: the requester has got another ticket during the call
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar asking for a new ticket has come in for Tom
      And the call has made a ticket
      And Omar has a second ticket
      When Tom adds a note to the ticket
      Then the added note is on the ticket

    Example: the agent dismisses the widget
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar asking for a new ticket has come in for Tom
      When Tom dismisses the widget
      Then Tom has no widget
      And Omar has one ticket

  @CTI-TKT-08
  Rule: If ticket id and new ticket are both given, one wins or the pop is refused

    Example: the call names a ticket and asks for a new one
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket, without a call reference, asking for a new ticket
      When the call comes in for an agent who is offline
      Then the pop is refused, or the call goes to that ticket or to a new one

  @CTI-TKT-09
  Rule: Details of a reference with two tickets report the latest or both

    Example: the call reference has two tickets
      Given Omar is a contact
      And a call from Omar has come in for an agent who is offline
      And the call has made a ticket
      When the call comes in again, asking for a new ticket
      Then call details report the latest ticket or both
