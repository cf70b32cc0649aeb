Feature: The softphone in the iframe
  A telephony vendor's softphone runs in the iframe of a desktop. During a call it has itself
  shown, and it opens what the call is about. An agent uses it for one call from Omar, about a
  ticket; what it posts to the desktop meanwhile is what these rules are about.

  @CTI-SPH-01
  Rule: Every action that it asks for is a documented one

    Example: all that it posts during a call
      When an agent uses the softphone for a call
      Then every posted action is a documented one

  @CTI-SPH-02
  Rule: The value is an id

    Example: all that it posts during a call with a value
      When an agent uses the softphone for a call
      Then every posted value is the id of a ticket or a contact

  @CTI-SPH-03
  Rule: What it asks for opens

    Example: it asks to be shown
      When an agent uses the softphone for a call
      Then the desktop has shown the softphone

    Example: it asks for a ticket
      When an agent uses the softphone for a call
      Then the desktop has opened the requested ticket

    Example: it asks for a contact
      When an agent uses the softphone for a call
      Then the desktop has opened the requested contact
