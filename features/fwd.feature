Feature: The call is forwarded
  An agent forwards a call to another agent. The second agent sees the ticket that the first
  made or linked, since the call comes in for both with the same call reference. An agent can also
  transfer the call at the telephone, without the widget's action "forward"; then the first agent's
  widget is still open as the call comes in for the second.

  @CTI-FWD-01
  Rule: The second agent sees a ticket made before forwarding

    Example: Ines makes a ticket and forwards the call to Tom
      Given Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar has come in for Ines
      And Ines has made a ticket from the call
      And Ines has forwarded the call to Tom
      When the call comes in for Tom
      Then Tom's widget shows that ticket
      And Omar has one ticket

    @since-0.2.0
    Example: the call is transferred at the telephone, while Ines's widget is open
      Given Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar has come in for Ines
      And Ines has made a ticket from the call
      When the call comes in for Tom
      Then Tom's widget shows that ticket
      And Omar has one ticket

  @CTI-FWD-02
  Rule: The second agent sees a ticket that the call was linked to before forwarding

    Example: Ines links the call to a ticket and forwards it to Tom
      Given Omar is a contact who has a ticket
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar has come in for Ines
      And Ines has linked the call to that ticket
      And Ines has forwarded the call to Tom
      When the call comes in for Tom
      Then Tom's widget shows that ticket
      And Omar has one ticket

    @since-0.2.0
    Example: a linked call is transferred at the telephone, while Ines's widget is open
      Given Omar is a contact who has a ticket
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar has come in for Ines
      And Ines has linked the call to that ticket
      When the call comes in for Tom
      Then Tom's widget shows that ticket
      And Omar has one ticket

  @CTI-FWD-03
  Rule: A call forwarded without a ticket shows only the requester

    Example: Ines forwards the call to Tom at once
      Given Omar is a contact who has a ticket
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar has come in for Ines
      And Ines has forwarded the call to Tom
      When the call comes in for Tom
      Then Tom's widget shows Omar
      And Tom's widget shows no ticket
      And Omar has one ticket

    @since-0.2.0
    Example: a call without a ticket is transferred at the telephone
      Given Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar has come in for Ines
      When the call comes in for Tom
      Then Tom's widget shows Omar
      And Tom's widget shows no ticket
      And Omar has no ticket

  @CTI-FWD-04
  Rule: The second pop can ask for a new ticket instead

    Example: Ines makes a ticket, and the pop for Tom asks for a new one
      Given Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar has come in for Ines
      And Ines has made a ticket from the call
      And Ines has forwarded the call to Tom
      When the call comes in for Tom, asking for a new ticket
      Then Omar has two tickets
      And Tom's widget shows the new ticket

  @CTI-FWD-05
  Rule: A forwarded call is still found by its reference

    Example: the first agent made the ticket
      Given Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar has come in for Ines
      And Ines has made a ticket from the call
      And Ines has forwarded the call to Tom
      When the call comes in for Tom
      Then call details report the ticket of the call

    Example: the second agent makes the ticket
      Given Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar has come in for Ines
      And Ines has forwarded the call to Tom
      And the call has come in for Tom
      And Tom has made a ticket from the call
      When call details are requested until they report the call
      Then call details report the ticket of the call
      And Tom is the responder of the call

    @since-0.2.0
    Example: the call is transferred at the telephone, and the second agent makes the ticket
      Given Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar has come in for Ines
      And the call has come in for Tom
      And Tom has made a ticket from the call
      When call details are requested until they report the call
      Then call details report the ticket of the call
      And Tom is the responder of the call

    @since-0.2.0
    Example: a third agent makes the ticket
      Given Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And Yuki is an agent who is online
      And a call from Omar has come in for Ines
      And the call has come in for Tom
      And the call has come in for Yuki
      When Yuki makes a ticket from the call
      Then Yuki is the responder of the call

  @CTI-FWD-06
  Rule: Forwarding the call closes the first agent's widget

    Example: Ines forwards the call to Tom, and her widget is gone
      Given Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar has come in for Ines
      When Ines forwards the call to Tom
      Then Ines has no widget
