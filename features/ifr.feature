Feature: The softphone iframe
  The admin switches on the softphone, and every desktop contains it in an iframe. The softphone
  asks the desktop by window messages to be shown, or to open a ticket or a contact. The admin also
  adds helpdesk numbers, and each agent picks one of them; a call for a number finds the agent who
  has picked it (chapter RSP).

  @CTI-IFR-01 @exclusive_pages
  Rule: The iframe is present only while the softphone is switched on

    Example: the softphone is on
      Given the admin has switched on the softphone
      When Ines and Tom open their desktops
      Then each open desktop contains the softphone

    Example: the softphone is off
      Given the admin has switched off the softphone
      When Ines and Tom open their desktops
      Then each open desktop contains no softphone

    Example: the softphone has been on, and is off again
      Given the admin has switched on the softphone
      And Tom is an agent who is online
      And the admin has switched off the softphone
      When Tom refreshes the page
      Then each open desktop contains no softphone

    @since-0.2.0
    Example: the admin has changed its URL since
      Given the admin has switched on the softphone, with the agent's id in its URL
      And Tom is an agent who is online
      And the admin has switched on the softphone
      When Tom refreshes the page
      Then each open desktop contains the softphone

  @CTI-IFR-02 @exclusive_pages
  Rule: The agent's id is filled into the iframe URL

    Example: two agents are at their desktops
      Given the admin has switched on the softphone, with the agent's id in its URL
      When Ines and Tom open their desktops
      Then the URL of each softphone has the id of its agent

    Example: the URL asks for more than the agent's id, during a call
      Given the admin has switched on the softphone, with all parameters in its URL
      And Omar is a contact who has a ticket
      And Tom is an agent who is online
      And a call from Omar about that ticket has come in for Tom
      When Tom refreshes the page
      Then the URL of each softphone has the id of its agent
      And the URL of Tom's softphone has no other value

  @CTI-IFR-03 @exclusive_pages
  Rule: The configured width and height are the iframe's

    Scenario Outline: a softphone <width> wide and <height> high
      Given the admin has switched on the softphone, <width> wide and <height> high
      And Tom is an agent who is online
      When the softphone asks Tom's desktop to be shown
      Then Tom's softphone has a width of <width> and a height of <height>

      Examples:
        | width | height |
        | 367   | 421    |
        | 289   | 233    |

      @since-0.2.0
      Examples:
        | width | height |
        | 431   | 557    |

    @since-0.2.0
    Example: the admin has changed the size since
      Given the admin has switched on the softphone, 367 wide and 421 high
      And Tom is an agent who is online
      And the softphone has asked Tom's desktop to be shown
      And the admin has switched on the softphone, 289 wide and 233 high
      And Tom has refreshed the page
      When the softphone asks Tom's desktop to be shown
      Then Tom's softphone has a width of 289 and a height of 233

  @CTI-IFR-04 @exclusive_pages
  Rule: The softphone can ask to be shown

    Example: a call is offered in the softphone
      Given the admin has switched on the softphone
      And Tom is an agent who is online
      When the softphone asks Tom's desktop to be shown
      Then Tom sees the softphone

    @since-0.2.0
    Example: the softphone is shown already
      Given the admin has switched on the softphone
      And Tom is an agent who is online
      And the softphone has asked Tom's desktop to be shown
      When the softphone asks Tom's desktop to be shown once more
      Then Tom sees the softphone

    @since-0.2.0
    Example: a call is in the widget
      Given the admin has switched on the softphone
      And Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When the softphone asks Tom's desktop to be shown
      Then Tom sees the softphone

  @CTI-IFR-05 @exclusive_pages
  Rule: The softphone can open a ticket

    Example: a ticket is requested
      Given the admin has switched on the softphone
      And Omar is a contact who has a ticket
      And Tom is an agent who is online
      When the softphone asks Tom's desktop to open Omar's ticket
      Then Tom's desktop shows Omar's ticket
      And Tom's desktop has opened nothing else

    Example: one ticket is requested, and then another
      Given the admin has switched on the softphone
      And Omar is a contact who has a ticket
      And Priya is a contact who has a ticket
      And Tom is an agent who is online
      And the softphone has asked Tom's desktop to open Priya's ticket
      When the softphone asks Tom's desktop to open Omar's ticket
      Then Tom's desktop shows Omar's ticket

    @since-0.2.0
    Example: a ticket is requested again after the agent went elsewhere
      Given the admin has switched on the softphone
      And Omar is a contact who has a ticket
      And Tom is an agent who is online
      And the softphone has asked Tom's desktop to open Omar's ticket
      And Tom has then followed a link to Omar
      When the softphone asks Tom's desktop to open Omar's ticket
      Then Tom's desktop shows Omar's ticket

    @since-0.2.0
    Example: a contact is requested, and right after that a ticket
      Given the admin has switched on the softphone
      And Omar is a contact who has a ticket
      And Tom is an agent who is online
      When the softphone asks Tom's desktop to open Omar, and at once Omar's ticket
      Then Tom's desktop shows Omar's ticket

  @CTI-IFR-06 @exclusive_pages
  Rule: The softphone can open a contact

    Example: a contact is requested
      Given the admin has switched on the softphone
      And Omar is a contact
      And Tom is an agent who is online
      When the softphone asks Tom's desktop to open Omar
      Then Tom's desktop shows Omar
      And Tom's desktop has opened nothing else

    Example: a ticket is requested, and then a contact
      Given the admin has switched on the softphone
      And Priya is a contact who has a ticket
      And Omar is a contact
      And Tom is an agent who is online
      And the softphone has asked Tom's desktop to open Priya's ticket
      When the softphone asks Tom's desktop to open Omar
      Then Tom's desktop shows Omar

  @CTI-IFR-07 @exclusive_pages
  Rule: Messages from other senders have no effect

    Scenario Outline: <sender> posts messages
      Given the admin has switched on the softphone
      And Omar is a contact who has a ticket
      And Priya is a contact who has a ticket
      And Tom is an agent who is online
      And <sender> has asked Tom's desktop to open the softphone, Priya and Priya's ticket
      When the softphone asks Tom's desktop to open Omar's ticket
      Then Tom's desktop shows Omar's ticket
      And Tom's desktop has opened nothing else

      Examples:
        | sender                                |
        | a frame inside the softphone          |
        | a window that the softphone opened    |
        | another site in the softphone's place |
        | another frame of the softphone's site |
        | a script of the desktop's own page    |

      @since-0.2.0
      Examples:
        | sender                                        |
        | a site whose name begins with the softphone's |
        | another port of the softphone's host          |

  @CTI-IFR-08 @exclusive_pages
  Rule: An invalid message has no effect

    Scenario Outline: a message <message>
      Given the admin has switched on the softphone
      And Omar is a contact who has a ticket
      And Priya is a contact who has a ticket
      And Tom is an agent who is online
      And the softphone has posted a message <message> to Tom's desktop
      When the softphone asks Tom's desktop to open Omar's ticket
      Then Tom's desktop shows Omar's ticket
      And Tom's desktop has opened nothing else

      Examples:
        | message                           |
        | with an unknown action            |
        | without a value                   |
        | with a value that is not an id    |
        | with an unknown id                |
        | that is not an object             |
        | that attempts prototype pollution |

      @since-0.2.0
      Examples:
        | message                            |
        | that is an object as JSON text     |
        | with its action in an inner object |

  @CTI-IFR-09 @exclusive_pages
  Rule: The value of a message may be a number or a string of its digits

    Example: a ticket's id comes as a string
      Given the admin has switched on the softphone
      And Omar is a contact who has a ticket
      And Tom is an agent who is online
      When the softphone asks Tom's desktop to open Omar's ticket, with the id as a string
      Then Tom's desktop shows Omar's ticket

    Example: a ticket's id comes as a number
      Given the admin has switched on the softphone
      And Omar is a contact who has a ticket
      And Tom is an agent who is online
      When the softphone asks Tom's desktop to open Omar's ticket
      Then Tom's desktop shows Omar's ticket

    Example: a contact's id comes as a string
      Given the admin has switched on the softphone
      And Omar is a contact
      And Tom is an agent who is online
      When the softphone asks Tom's desktop to open Omar, with the id as a string
      Then Tom's desktop shows Omar

    Example: a contact's id comes as a number
      Given the admin has switched on the softphone
      And Omar is a contact
      And Tom is an agent who is online
      When the softphone asks Tom's desktop to open Omar
      Then Tom's desktop shows Omar

  @CTI-IFR-10 @exclusive_pages
  Rule: Every agent can pick a helpdesk number that the admin adds

    Example: two agents can pick the new number
      Given Ines is an agent who is online
      And Tom is an agent who is online
      When the admin adds a helpdesk number
      Then each online agent can pick the new helpdesk number

    @since-0.2.0
    Example: the new number takes the place of another
      Given Ines is an agent who is online
      And Tom is an agent who is online
      And the admin has added two helpdesk numbers
      When the admin puts another helpdesk number in the place of the second
      Then each online agent can pick the new helpdesk number

  @CTI-IFR-11 @exclusive_pages
  Rule: An agent can change the picked number at any time

    Example: an agent picks one number, and later another
      Given Tom is an agent who is online
      And the admin has added two helpdesk numbers
      And Tom has picked the first helpdesk number
      When Tom picks the second helpdesk number
      Then the second helpdesk number is Tom's number

    Example: an agent changes the number during a call
      Given Omar is a contact
      And Tom is an agent who is online
      And the admin has added two helpdesk numbers
      And Tom has picked the first helpdesk number
      And a call from Omar has come in for Tom
      When Tom picks the second helpdesk number
      Then the second helpdesk number is Tom's number

  @CTI-IFR-12 @exclusive_pages
  Rule: A request to open the ticket "new" opens the new-ticket page or nothing

    Example: the softphone asks for a new ticket, and later for another one
      Given the admin has switched on the softphone
      And Priya is a contact who has a ticket
      And Omar is a contact who has a ticket
      And Tom is an agent who is online
      And the softphone has asked Tom's desktop to open the ticket "new"
      When the softphone asks Tom's desktop to open Omar's ticket
      Then Tom's desktop shows Omar's ticket
      And before that, Tom's desktop has opened the new-ticket page or nothing
