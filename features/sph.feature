Feature: The softphone in the iframe
  A telephony vendor's softphone runs in the iframe of a desktop. During a call it asks to be shown,
  and opens the ticket or the contact of the call. An agent uses it for one call from Omar, about a
  ticket; these rules cover the messages that it posts to the desktop.

  @CTI-SPH-01
  Rule: Every posted action is a documented one

    Example: all messages of a call
      When an agent uses the softphone for a call
      Then every posted action is a documented one

  @CTI-SPH-02
  Rule: Every posted value is an id

    Example: all messages of a call with a value
      When an agent uses the softphone for a call
      Then every posted value is the id of a ticket or a contact

  @CTI-SPH-03
  Rule: The desktop carries out the softphone's requests

    Example: the softphone asks to be shown
      When an agent uses the softphone for a call
      Then the desktop has shown the softphone

    Example: the softphone asks for a ticket
      When an agent uses the softphone for a call
      Then the desktop has opened the requested ticket

    Example: the softphone asks for a contact
      When an agent uses the softphone for a call
      Then the desktop has opened the requested contact
