Feature: Closing the call
  After the call the agent associates it with a new ticket, or with the ticket that the widget
  shows. Then the widget closes.

  @CTI-END-01
  Rule: A call can be closed with a new ticket

    Example: the agent closes the call with a new ticket
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When Tom closes the call with a new ticket
      Then exactly one new ticket is made, for Omar
      And call details report the ticket of the call

  @CTI-END-02
  Rule: A call can be closed with the ticket shown

    Example: the agent closes a call about a ticket
      Given Omar is a contact who has a ticket
      And Tom is an agent who is online
      And a call from Omar about that ticket has come in for Tom
      When Tom closes the call with the ticket shown
      Then call details report the ticket of the call
      And Omar has one ticket

  @CTI-END-03
  Rule: A dismissed widget does not come back

    Example: the agent dismisses the widget
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When Tom dismisses the widget
      Then Tom has no widget

    Example: the agent refreshes the page afterwards
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has dismissed the widget
      And Priya is a contact
      And Ines is an agent who is online
      And a call from Priya has come in for Ines
      When Tom refreshes the page, then Ines does
      Then Tom has no widget once Ines's is back

  @CTI-END-04
  Rule: A call is associated once

    Scenario Outline: the call has its ticket, and the agent tries to <action>
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has made a ticket from the call
      When Tom tries to <action>
      Then the action is refused
      And the tickets, notes and time entries are unchanged

      Examples:
        | action                           |
        | make a ticket from the call      |
        | link the call to another ticket  |
        | close the call with a new ticket |

    @since-0.2.0
    Scenario Outline: the agent <does> with a double click
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When Tom <does> with a double click
      Then exactly one new ticket is made, for Omar

      Examples:
        | does                              |
        | makes a ticket from the call      |
        | closes the call with a new ticket |

    Example: the call is linked to the ticket that it is about, and closed with it
      Given Omar is a contact who has a ticket
      And Tom is an agent who is online
      And a call from Omar about that ticket has come in for Tom
      And Tom has linked the call to that ticket
      When Tom tries to close the call with the ticket shown
      Then the tickets, notes and time entries are unchanged
