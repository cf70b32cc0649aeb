Feature: Which agent
  A call names its responder by id, by phone or by email: either the telephone system or the
  helpdesk maps numbers to agents.

  @CTI-RSP-01
  Rule: A responder id selects that agent

    Scenario Outline: two agents, and the call names <name> by id
      Given Ines is an agent
      And Tom is an agent
      When a call from an unknown number comes in for <name>'s id
      Then <name> is the responder of the call

      Examples:
        | name |
        | Ines |
        | Tom  |

  @CTI-RSP-02
  Rule: An unknown responder id is an error

    Example: nobody has the id
      When a call from an unknown number comes in for an unknown id
      Then the pop is refused

  @CTI-RSP-03 @exclusive_pages
  Rule: A helpdesk number selects the agent who has picked it

    Example: each of two agents has picked a number
      Given Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And the admin has added two helpdesk numbers
      And Ines has picked the first helpdesk number
      And Tom has picked the second helpdesk number
      When a call from Omar comes in for the second helpdesk number
      Then Tom's widget shows Omar
      And Ines has no widget

    @since-0.2.0
    Example: another agent has picked it since the last call
      Given Ines is an agent who is online
      And Tom is an agent who is online
      And the admin has added two helpdesk numbers
      And Ines has picked the second helpdesk number
      And a call from Priya
      And the call has been announced for the second helpdesk number
      And Ines has picked the first helpdesk number
      And Tom has picked the second helpdesk number
      When a call from Omar comes in for the second helpdesk number
      Then Tom's widget shows Omar

    @since-0.2.0
    Example: its agent was deleted during the call, and another has picked it
      Given Ines is an agent who is online
      And Tom is an agent who is online
      And the admin has added two helpdesk numbers
      And Ines has picked the second helpdesk number
      And a call from Omar
      And the call has been announced for the second helpdesk number
      And the agent Ines has been deleted
      And Tom has picked the second helpdesk number
      When the call comes in for the second helpdesk number
      Then Tom's widget shows Omar

    @since-0.2.0
    Example: nobody has picked the helpdesk number
      Given the admin has added two helpdesk numbers
      When a call from an unknown number comes in for the second helpdesk number
      Then the pop is refused

    @since-0.2.0
    Example: the agent has picked another helpdesk number since
      Given Tom is an agent who is online
      And the admin has added two helpdesk numbers
      And Tom has picked the second helpdesk number
      And a call from Priya
      And the call has been announced for the second helpdesk number
      And Tom has picked the first helpdesk number
      When a call from an unknown number comes in for the second helpdesk number
      Then the pop is refused

    @since-0.2.0
    Example: the agent who has picked it has got another phone since
      Given Omar is a contact
      And Tom is an agent who is online
      And the admin has added two helpdesk numbers
      And Tom has picked the second helpdesk number
      And the agent Tom has got another phone
      When a call from Omar comes in for the second helpdesk number
      Then Tom's widget shows Omar

    @since-0.2.0
    Example: the agent of the helpdesk number has been deleted
      Given Tom is an agent who is online
      And the admin has added two helpdesk numbers
      And Tom has picked the second helpdesk number
      And Tom has closed the desktop
      And the agent Tom has been deleted
      When a call from an unknown number comes in for the second helpdesk number
      Then the pop is refused

    @since-0.2.0
    Example: another agent's record has the helpdesk number as well
      Given Omar is a contact
      And Ines is an agent
      And Tom is an agent who is online
      And the admin has added two helpdesk numbers, of which the second is Ines's phone
      And Tom has picked the second helpdesk number
      When a call from Omar comes in for the second helpdesk number
      Then Tom's widget shows Omar

    @since-0.2.0
    Example: the admin has removed another helpdesk number since
      Given Omar is a contact
      And Tom is an agent who is online
      And the admin has added two helpdesk numbers
      And Tom has picked the second helpdesk number
      And the admin has removed the first helpdesk number
      When a call from Omar comes in for the second helpdesk number
      Then Tom's widget shows Omar

    @since-0.2.0
    Example: the admin has added a helpdesk number since
      Given Omar is a contact
      And Tom is an agent who is online
      And the admin has added two helpdesk numbers
      And Tom has picked the second helpdesk number
      And the admin has added one more helpdesk number
      When a call from Omar comes in for the second helpdesk number
      Then Tom's widget shows Omar

  @CTI-RSP-04
  Rule: A responder phone that no agent has is an error

    Example: no agent has the number
      When a call from an unknown number comes in for an unknown number
      Then the pop is refused

  @CTI-RSP-05
  Rule: A responder email selects the agent who has it

    Scenario Outline: two agents, and the call names <name> by email
      Given Ines is an agent
      And Tom is an agent
      When a call from an unknown number comes in for <name>'s email
      Then <name> is the responder of the call

      Examples:
        | name |
        | Ines |
        | Tom  |

    @since-0.2.0
    Scenario Outline: nearly an agent's email, <kind>
      Given Tom is an agent
      When a call comes in for nearly Tom's email, <kind>
      Then the pop is refused

      Examples:
        | kind                                    |
        | with an underscore for its first letter |
        | with a percent sign at its end          |
        | with a letter for the underscore        |
        | with another tag                        |
        | without its tag                         |
        | in a subdomain                          |

  @CTI-RSP-06
  Rule: A responder email that no agent has is an error

    Example: no agent has the email
      When a call from an unknown number comes in for an unknown email
      Then the pop is refused

  @CTI-RSP-07
  Rule: A contact who is not an agent is never the responder

    Scenario Outline: the <attribute> of a contact
      Given Omar is a contact whose Phone is a number
      When a call from an unknown number comes in for Omar's <attribute>
      Then the pop is refused

      Examples:
        | attribute |
        | id        |
        | phone     |
        | email     |

  @CTI-RSP-08
  Rule: A call is handled the same way however the agent is named

    Scenario Outline: the agent is named by <attribute>
      Given Tom is an agent
      And Omar is a contact
      And a call from Omar with a recording
      When the call comes in for Tom's <attribute>
      Then exactly one new ticket is made, for Omar
      And the recording is in a note on the ticket
      And a time entry on the ticket names the call reference
      And Tom is the responder of the call

      Examples:
        | attribute |
        | id        |
        | phone     |
        | email     |

    @since-0.2.0
    Example: the agent is named by an extension
      Given Tom is an agent whose number is an extension
      And Omar is a contact
      And a call from Omar
      When the call comes in for Tom's phone
      Then exactly one new ticket is made, for Omar
      And Tom is the responder of the call

    @since-0.2.0
    Example: the phone is the agent's Mobile
      Given Tom is an agent whose Phone and Mobile are numbers
      When a call from an unknown number comes in for Tom's mobile
      Then Tom is the responder of the call

    @since-0.2.0
    Example: a contact has the agent's phone as well
      Given Tom is an agent
      And Omar is a contact whose Phone is the phone of Tom
      When a call from an unknown number comes in for Tom's phone
      Then Tom is the responder of the call

    @since-0.2.0
    Example: a contact has the agent's email as well
      Given Tom is an agent
      And Omar is a contact who has the email of Tom
      When a call from an unknown number comes in for Tom's email
      Then Tom is the responder of the call

  @CTI-RSP-09
  Rule: If responder attributes disagree, one wins or the pop is refused

    Example: the id of one agent, the phone of another, the email of a third
      Given Ines is an agent
      And Tom is an agent
      And Yuki is an agent
      When a call from an unknown number comes in for Ines by id, Tom by phone and Yuki by email
      Then the pop is refused, or one of the three agents is the responder

  @CTI-RSP-10
  Rule: A responder's email is matched regardless of letter case

    Example: the call gives the agent's email in capitals
      Given Tom is an agent
      When a call from an unknown number comes in for Tom's email in capitals
      Then Tom is the responder of the call

    @since-0.2.0 @thorough
    Example: the agent's email is changed, to one in capitals
      Given Ines is an agent who has her own email
      And Ines then gets another one, written in capitals
      When calls name Ines by the former value, and by the new one, if there is one
      Then each call has the agent whom the agents' records now name
