Feature: The agent is online
  A call for an agent who is online opens the widget on the agent's desktop. The agent sees who is
  calling, takes notes, and decides which ticket gets the call. The helpdesk does not learn when a
  call ends: the agent can do the actions after a call at any time.

  @CTI-ONL-01
  Rule: A pop opens the widget of the responding agent and of no other

    Example: two agents are online
      Given Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      When a call from Omar comes in for Tom
      Then Tom's widget shows Omar
      And Ines has no widget

    @since-0.2.0
    Example: the agent is named by the Mobile
      Given Tom is an agent whose Phone and Mobile are numbers
      And Tom is an agent who is online
      And Omar is a contact
      And a call from Omar
      When the call comes in for Tom's mobile
      Then Tom's widget shows Omar

    @since-0.2.0
    Example: the call comes back to the agent who has forwarded it
      Given Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar has come in for Ines
      And Ines has forwarded the call to Tom
      When the call comes in for Ines
      Then Ines's widget shows Omar

  @CTI-ONL-02
  Rule: Without a ticket the widget shows the requester and no ticket of the call

    Example: a call that is not about a ticket
      Given Omar is a contact who has a ticket
      And Tom is an agent who is online
      When a call from Omar comes in for Tom
      Then Tom's widget shows Omar
      And Tom's widget shows no ticket

  @CTI-ONL-03
  Rule: With a ticket the widget shows the caller and the three latest tickets

    Example: a customer with four tickets calls about the oldest
      Given Omar is a contact who lives in Springfield and has four tickets
      And Tom is an agent who is online
      When a call from Omar about the oldest ticket comes in for Tom
      Then Tom's widget shows Omar's name with a link to the profile
      And Tom's widget shows the location Springfield
      And Tom's widget shows Omar's three latest tickets, newest first

    Example: a customer with one ticket calls about it
      Given Omar is a contact who has a ticket
      And Priya is a contact who has a ticket
      And Tom is an agent who is online
      When a call from Omar about that ticket comes in for Tom
      Then Tom's widget shows Omar's name with a link to the profile
      And Tom's widget shows no other contact's tickets

    @since-0.2.0
    Example: another customer has the same name
      Given Omar is a contact who has a ticket
      And Priya is a contact who has a ticket
      And Priya has the same name as Omar
      And Tom is an agent who is online
      When a call from Omar about that ticket comes in for Tom
      Then Tom's widget shows Omar's name with a link to the profile
      And Tom's widget shows no other contact's tickets

    @since-0.2.0
    Example: a customer with more tickets than a page of REST v2 holds calls about the oldest
      Given Omar is a contact who lives in Springfield and has 33 tickets
      And Tom is an agent who is online
      When a call from Omar about the oldest ticket comes in for Tom
      Then Tom's widget shows Omar's three latest tickets, newest first

    @since-0.2.0
    Example: the customer has changed since the last call
      Given Omar is a contact who lives in Springfield and has four tickets
      And Tom is an agent who is online
      And a call from Omar about the oldest ticket has come in for Tom
      And Tom has dismissed the widget
      And Omar has another name, lives in Ærøskøbing and has a new closed ticket
      When a call from Omar about the oldest ticket comes in for Tom
      Then Tom's widget shows Omar's name with a link to the profile
      And Tom's widget shows the location Ærøskøbing
      And Tom's widget shows Omar's three latest tickets, newest first

    @since-0.2.0
    Example: a customer without an address calls after one who has one
      Given Omar is a contact who lives in Springfield and has four tickets
      And Priya is a contact who has a ticket
      And Tom is an agent who is online
      And a call from Omar about the oldest ticket has come in for Tom
      When a call from Priya about that ticket comes in for Tom
      Then Tom's widget shows Priya's name with a link to the profile
      And Tom's widget does not show the location Springfield

  @CTI-ONL-04
  Rule: A notepad takes notes during the call

    Example: the agent writes into the notepad
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When Tom takes notes
      Then Tom's widget shows the notes

    @since-0.2.0
    Example: the agent writes shorter notes instead
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has taken notes
      When Tom writes "Calls back" into the notepad
      Then Tom's widget shows the notes "Calls back"

    @since-0.2.0
    Example: the agent empties the notepad
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has taken notes
      When Tom writes "" into the notepad
      Then Tom's widget shows the notes ""

    @since-0.2.0
    Example: the agent opens the ticket's page after writing into the notepad
      Given Omar is a contact who has a ticket
      And Tom is an agent who is online
      And a call from Omar about that ticket has come in for Tom
      And Tom has taken notes
      When Tom loads the page of that ticket
      Then Tom's widget shows the notes

    @since-0.2.0
    Example: the notepad of the next call
      Given Omar is a contact
      And Priya is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has taken notes
      And Tom has dismissed the widget
      When a call from Priya comes in for Tom
      Then Tom's widget shows the notes ""

    @since-0.2.0
    Example: the notepad of the next call of the same caller
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has taken notes
      And Tom has dismissed the widget
      When a call from Omar comes in for Tom
      Then Tom's widget shows the notes ""

    @since-0.2.0
    Example: the agent writes long notes
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When Tom takes long notes
      Then Tom's widget shows the notes

  @CTI-ONL-05
  Rule: The pop itself makes no ticket

    Example: a call comes in for an agent who is online
      Given Omar is a contact
      And Tom is an agent who is online
      When a call from Omar comes in for Tom
      Then Tom's widget shows Omar
      And Omar has no ticket

    @since-0.2.0
    Example: the call before, of which the agent has taken notes, was dismissed
      Given Omar is a contact
      And Priya is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has taken notes
      And Tom has dismissed the widget
      When a call from Priya comes in for Tom
      Then Tom's widget shows Priya
      And Omar has no ticket

  @CTI-ONL-06
  Rule: The widget shows the contact whom the requester rules select

    Example: the number is Omar's Phone and Priya's Mobile
      Given Priya is a contact whose Mobile is a number
      And Omar is a contact whose Phone is that number
      And Tom is an agent who is online
      When a call from that number comes in for Tom
      Then Tom's widget shows Omar

    Example: the number is Omar's Mobile
      Given Omar is a contact whose Mobile is a number
      And Tom is an agent who is online
      When a call from that number comes in for Tom
      Then Tom's widget shows Omar

    Example: nobody has the number
      Given an unknown number
      And Tom is an agent who is online
      When a call from that number comes in for Tom
      Then exactly one contact has that number
      And Tom's widget shows the new contact

  @CTI-ONL-07 @exclusive
  Rule: With the New Ticket option on, the incoming call makes its ticket

    Example: a call comes in while the option is on
      Given the admin has switched on the New Ticket option
      And Omar is a contact
      And Tom is an agent who is online
      When a call from Omar comes in for Tom
      Then exactly one new ticket is made, for Omar
      And call details report the ticket of the call

    @since-0.2.0
    Example: the option was switched on after an earlier call
      Given Omar is a contact
      And Priya is a contact
      And Tom is an agent who is online
      And a call from Priya has come in for Tom
      And Tom has dismissed the widget
      And the admin has switched on the New Ticket option
      When a call from Omar comes in for Tom
      Then exactly one new ticket is made, for Omar

    @since-0.2.0
    Example: the option was switched off after an earlier call
      Given the admin has switched on the New Ticket option
      And Omar is a contact
      And Priya is a contact
      And Tom is an agent who is online
      And a call from Priya has come in for Tom
      And Tom has dismissed the widget
      And the admin has switched off the New Ticket option
      When a call from Omar comes in for Tom
      Then Omar has no ticket

  @CTI-ONL-08 @exclusive
  Rule: With the New Ticket option on, the agent cannot choose another ticket

    Scenario Outline: the agent tries to <action>
      Given the admin has switched on the New Ticket option
      And Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And the call has made a ticket
      When Tom tries to <action>
      Then Tom's widget does not offer the action
      And the action is refused
      And the tickets, notes and time entries are unchanged

      Examples:
        | action                          |
        | make a ticket from the call     |
        | link the call to another ticket |
        | add a note to the ticket        |

    Example: the agent tries to close the call with a new ticket
      Given the admin has switched on the New Ticket option
      And Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And the call has made a ticket
      When Tom tries to close the call with a new ticket
      Then the action is refused
      And the tickets, notes and time entries are unchanged

  @CTI-ONL-09 @exclusive
  Rule: With the New Ticket option on, the widget still shows the requester

    Example: a call comes in for an agent, with the option on
      Given the admin has switched on the New Ticket option
      And Omar is a contact
      And Tom is an agent who is online
      When a call from Omar comes in for Tom
      Then Tom's widget shows Omar

  @CTI-ONL-10 @exclusive
  Rule: With the New Ticket option on, the recording is in one private note

    Example: the ticket's page is loaded twice
      Given the admin has switched on the New Ticket option
      And Omar is a contact
      And Tom is an agent who is online
      And a call from Omar with a recording has come in for Tom
      And the call has made a ticket
      When Tom loads the page of the call's ticket twice
      Then exactly one note on the ticket has the recording, and it is private

    @since-0.2.0
    Example: the call asks for a new ticket as well
      Given the admin has switched on the New Ticket option
      And Omar is a contact
      And Tom is an agent who is online
      And a call from Omar with a recording and asking for a new ticket has come in for Tom
      And the call has made a ticket
      When Tom loads the page of the call's ticket twice
      Then exactly one note on the ticket has the recording, and it is private

    @since-0.2.0
    Example: another agent loads the ticket's page
      Given the admin has switched on the New Ticket option
      And Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar with a recording has come in for Tom
      And the call has made a ticket
      When Ines loads the page of the call's ticket twice
      Then exactly one note on the ticket has the recording, and it is private

  @CTI-ONL-11
  Rule: After the call the agent can link it to an existing ticket

    Example: the call turns out to be about a ticket
      Given Omar is a contact who has a ticket
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When Tom links the call to that ticket
      Then call details report the ticket of the call
      And Omar has one ticket

    @since-0.2.0
    Scenario Outline: the call turns out to be about a ticket that is <state>
      Given Omar is a contact who has a ticket that is <state>
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When Tom links the call to that ticket
      Then call details report the ticket of the call

      Examples:
        | state           |
        | closed          |
        | another agent's |

    @since-0.2.0
    Example: the call turns out to be about a ticket of another contact
      Given Omar is a contact
      And Priya is a contact who has a ticket
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When Tom links the call to that ticket
      Then call details report the ticket of the call

    @since-0.2.0
    Example: the agent first names a ticket that there is not
      Given Omar is a contact who has a ticket
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has tried to link the call to a ticket that there is not
      When Tom links the call to that ticket
      Then call details report the ticket of the call

  @CTI-ONL-12
  Rule: After the call the agent can make a new ticket of it

    Example: the call is about something new
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When Tom makes a ticket from the call
      Then exactly one new ticket is made, for Omar
      And call details report the ticket of the call

    @since-0.2.0
    Example: another contact gets the caller's number during the call
      Given Omar is a contact who has his own phone
      And Tom is an agent who is online
      And a call from Omar's phone has come in for Tom
      And Omar then gives it to Priya
      When Tom makes a ticket from the call
      Then exactly one new ticket is made, for Omar

    @since-0.2.0
    Example: a link to a ticket that there is not was refused before
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has tried to link the call to a ticket that there is not
      When Tom makes a ticket from the call
      Then exactly one new ticket is made, for Omar

  @CTI-ONL-13
  Rule: The agent's notes become a private note on the call's ticket

    Example: notes of a call that becomes a new ticket
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has taken notes
      When Tom makes a ticket from the call
      Then the agent's notes are in a private note on the ticket

    Example: notes of a call that is linked to a ticket
      Given Omar is a contact who has a ticket
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has taken notes
      When Tom links the call to that ticket
      Then the agent's notes are in a private note on the ticket

    @since-0.2.0
    Example: notes of several lines
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has taken notes
      When Tom makes a ticket from the call
      Then the lines of the agent's notes are lines of the note

    @since-0.2.0
    Example: long notes
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has taken long notes
      When Tom makes a ticket from the call
      Then the agent's notes are in a private note on the ticket

    @since-0.2.0
    Example: the agent to whom the call was forwarded takes other notes
      Given Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar has come in for Ines
      And Ines has taken notes
      And Ines has forwarded the call to Tom
      And the call has come in for Tom
      And Tom has taken long notes
      When Tom makes a ticket from the call
      Then the agent's notes are in a private note on the ticket

  @CTI-ONL-14
  Rule: The widget shows within two seconds

    Example: the time begins with the answer to the pop
      Given Omar is a contact
      And Tom is an agent who is online
      When a call from Omar comes in for Tom
      Then Tom's widget shows Omar within two seconds

  @CTI-ONL-15
  Rule: Nothing in a pop becomes executable on the agent's page

    Scenario Outline: <markup> as the caller's number
      Given Tom is an agent who is online
      And a call whose requester phone is <markup>
      When the call comes in for Tom
      Then none of it is executable on Tom's page

      Examples:
        | markup                             |
        | an image with a handler            |
        | quotes that would end an attribute |

    Scenario Outline: <markup> as the caller's number, on the caller's page
      Given Tom is an agent who is online
      And a call whose requester phone is <markup>
      And the call has been announced for an agent who is offline
      When Tom opens the caller's page
      Then none of it is executable on Tom's page

      Examples:
        | markup                             |
        | an image with a handler            |
        | quotes that would end an attribute |

    Scenario Outline: <markup> in the call information
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar with <markup> as call information
      And the call has been announced for an agent who is offline
      When Tom opens the ticket's page
      Then none of it is executable on Tom's page

      Examples:
        | markup                             |
        | a script element                   |
        | an image with a handler            |
        | a link that runs a script          |
        | quotes that would end an attribute |

  @CTI-ONL-16
  Rule: An agent stays online while one tab of the desktop is open

    Scenario Outline: the <closed> of two tabs is closed
      Given Omar is a contact
      And Tom is an agent who is online
      And Tom has opened the desktop in a second tab
      And Tom has closed the <closed> tab
      When a call from Omar comes in for Tom
      Then Tom's widget shows Omar

      Examples:
        | closed |
        | first  |
        | second |

    Example: the desktop is open in three tabs, and two are closed
      Given Omar is a contact
      And Tom is an agent who is online
      And Tom has opened the desktop in a second tab
      And Tom has opened the desktop in a third tab
      And Tom has closed the first tab
      And Tom has closed the first tab
      When a call from Omar comes in for Tom
      Then Tom's widget shows Omar

  @CTI-ONL-17
  Rule: Notes that the agent is still writing are not lost

    Scenario Outline: the agent <does> with the cursor in the notepad
      Given Omar is a contact who has a ticket
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom is writing notes
      When Tom <does>
      Then the agent's notes are in a private note on the ticket

      Examples:
        | does                              |
        | makes a ticket from the call      |
        | links the call to that ticket     |
        | closes the call with a new ticket |

    Example: the network was away while the agent wrote
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has taken notes without the network
      When Tom makes a ticket from the call
      Then the agent's notes are in a private note on the ticket

    Example: the call comes in again while the agent writes
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom is writing notes
      When the call comes in for Tom
      Then Tom's widget is unchanged

    @exclusive_pages
    Example: the admin adds a helpdesk number while the agent writes
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom is writing notes
      When the admin adds a helpdesk number
      Then each online agent can pick the new helpdesk number
      And Tom's widget shows the notes

    @exclusive_pages
    Example: the softphone opens a ticket while the agent writes
      Given the admin has switched on the softphone
      And Omar is a contact who has a ticket
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom is writing notes
      When the softphone asks Tom's desktop to open Omar's ticket
      Then Tom's desktop shows Omar's ticket
      And Tom's widget shows the notes

    Example: the next call comes in while the agent writes
      Given Omar is a contact
      And Priya is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom is writing notes
      When a call from Priya comes in for Tom
      Then Tom's widget shows the notes ""

  @CTI-ONL-18
  Rule: The widget opens on each page that shows the agent as online

    Scenario Outline: the agent has the page of <place> open
      Given Omar is a contact
      And Priya is a contact who has a ticket
      And Tom is an agent who is online
      And Tom has the page of <place> open
      When a call from Omar comes in for Tom
      Then Tom's widget shows Omar

      Examples:
        | place          |
        | Priya          |
        | Priya's ticket |
        | new ticket     |

    Example: the page has lost the network in between
      Given Omar is a contact
      And Tom is an agent who is online
      And Tom's desktop has lost the network
      And Tom's desktop has the network again
      When a call from Omar comes in for Tom
      Then Tom's widget shows Omar
