Feature: The softphone iframe
  The admin adds helpdesk numbers, and each agent picks one of them at the desktop. A call for a
  number finds the agent who has picked it (chapter RSP). The rules of the iframe itself, and of
  click to dial, stand in spec/rules/ifr.yaml and dial.yaml; they have no examples yet.

  @CTI-IFR-10 @alone
  Rule: A helpdesk number that the admin adds is there for every agent to pick

    Example: two agents look for the new number
      Given Ines is an agent who is online
      And Tom is an agent who is online
      When the admin adds a helpdesk number
      Then Ines can pick that number
      And Tom can pick that number

  @CTI-IFR-11 @alone
  Rule: An agent can change the picked number at any time

    Example: an agent picks one number, and later another
      Given Tom is an agent who is online
      And the admin has added two helpdesk numbers
      And Tom has picked the first of them
      When Tom picks the second of them
      Then the second of them is Tom's number

    Example: an agent changes the number during a call
      Given Omar is a contact
      And Tom is an agent who is online
      And the admin has added two helpdesk numbers
      And Tom has picked the first of them
      And a call from Omar has come in for Tom
      When Tom picks the second of them
      Then the second of them is Tom's number
