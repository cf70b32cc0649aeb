Feature: Edge cases
  A browser hangs, the server crashes, or a new call comes in before the agent has closed the last
  one: no call and no ticket is lost.

  @CTI-FLT-01
  Rule: Refreshing the page brings the open call's widget back

    Example: the page is refreshed during a call
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When Tom refreshes the page
      Then Tom's widget shows Omar

    Example: the page is refreshed during a call about a ticket
      Given Omar is a contact who has a ticket
      And Tom is an agent who is online
      And a call from Omar about that ticket has come in for Tom
      When Tom refreshes the page
      Then Tom's widget shows Omar
      And Tom's widget shows that ticket

  @CTI-FLT-02 @exclusive
  Rule: After a server crash every agent appears offline

    Example: the server crashes while an agent is online
      Given Tom is an agent who is online
      When the server crashes and restarts
      Then Tom is offline

    Example: the agent's desktop connects again
      Given Tom is an agent who is online
      And the server has crashed and restarted
      When Tom opens the desktop again
      Then Tom is online

  @CTI-FLT-03 @exclusive
  Rule: After a crash, a pop before the desktop reconnects makes a ticket

    Example: a call for an agent who was online before the crash
      Given Omar is a contact
      And Tom is an agent who is online
      And the server has crashed and restarted
      When a call from Omar comes in for Tom
      Then exactly one new ticket is made, for Omar

    Example: a call that was announced before the crash comes in again
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar
      And the call has been announced for Tom
      And the server has crashed and restarted
      When the call comes in again
      Then exactly one new ticket is made, for Omar

  @CTI-FLT-04 @exclusive
  Rule: Accepted calls survive a crash

    Example: a call with recording and call information, and then a crash
      Given an unknown number
      And a call from that number with a recording and with call information
      And the call has been announced for an agent who is offline
      And the contact, tickets, notes, time entries and call details are recorded
      When the server crashes and restarts
      Then the contact, tickets, notes, time entries and call details are unchanged

    Example: the crash comes right after the answer
      Given Omar is a contact
      And a call from Omar
      And the call has been announced for an agent who is offline
      When the server crashes and restarts
      Then exactly one new ticket is made, for Omar
      And call details report the ticket of the call

    @since-0.2.0
    Example: the start of a call whose agent reconnects
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And two seconds have passed
      And the server has crashed and restarted
      And Tom is an agent who is online
      And the call has come in for Tom
      When Tom makes a ticket from the call
      Then the time entry starts at least two seconds before the creation of the ticket

    @since-0.2.0
    Example: the recording of a call with the New Ticket option waits for the ticket's page
      Given the admin has switched on the New Ticket option
      And Omar is a contact
      And Tom is an agent who is online
      And a call from Omar with a recording has come in for Tom
      And the call has made a ticket
      And the server has crashed and restarted
      And Tom is an agent who is online
      When Tom loads the page of the call's ticket twice
      Then exactly one note on the ticket has the recording, and it is private

  @CTI-FLT-05
  Rule: A new call closes the widget of the previous one

    Example: Priya calls while Omar's widget is open
      Given Omar is a contact
      And Priya is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When a call from Priya comes in for Tom
      Then Tom's widget no longer shows Omar

  @CTI-FLT-06
  Rule: The previous call becomes a ticket with all its data

    Example: Priya calls before Omar's call is closed
      Given Omar is a contact
      And Priya is a contact
      And Tom is an agent who is online
      And a call from Omar with a recording and with call information has come in for Tom
      And Tom has taken notes
      When a call from Priya comes in for Tom
      Then Omar has one ticket
      And the agent's notes are in a note on Omar's ticket
      And the recording is in a note on the ticket
      And every key and value of the call information is in a note on the ticket

    Example: call details and time entry of Omar's call
      Given Omar is a contact
      And Priya is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When a call from Priya comes in for Tom
      Then Omar has one ticket
      And a time entry on Omar's ticket names the call reference
      And call details report the ticket of Omar's call

    @since-0.2.0
    Example: many calls in a row, none of which is closed
      Given Priya is a contact
      And Tom is an agent who is online
      When eight calls from Priya come in for Tom, one after the other
      Then Priya has seven tickets

    @since-0.2.0
    Example: two calls come in at the same moment
      Given Omar is a contact
      And Priya is a contact
      And Tom is an agent who is online
      When a call from Omar and one from Priya come in for Tom at the same moment
      Then Tom's widget shows Omar or Priya, and the other of them has a ticket

  @CTI-FLT-07
  Rule: The previous call's ticket is assigned to the agent who took the call

    Example: the agent of the ticket of Omar's call
      Given Omar is a contact
      And Priya is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When a call from Priya comes in for Tom
      Then Omar's ticket is assigned to Tom

  @CTI-FLT-08
  Rule: The widget shows the latest caller

    Example: Priya's call is the latest
      Given Omar is a contact
      And Priya is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When a call from Priya comes in for Tom
      Then Tom's widget shows Priya

    @since-0.2.0
    Example: the previous caller has been deleted since
      Given Omar is a contact
      And Priya is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Omar has been deleted
      When a call from Priya comes in for Tom
      Then Tom's widget shows Priya

  @CTI-FLT-09
  Rule: A previous call that has a ticket makes no second one

    Example: Tom made a ticket of Omar's call before Priya calls
      Given Omar is a contact
      And Priya is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has made a ticket from the call
      When a call from Priya comes in for Tom
      Then Omar has one ticket

    Example: Omar's call was linked to a ticket before Priya calls
      Given Omar is a contact who has a ticket
      And Priya is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has linked the call to that ticket
      When a call from Priya comes in for Tom
      Then Omar has one ticket

  @CTI-FLT-10
  Rule: No other agent's widget changes

    Example: Tom gets a second call while Ines has one
      Given Omar is a contact
      And Priya is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Wei has come in for Ines
      And Ines has taken notes
      And a call from Omar has come in for Tom
      When a call from Priya comes in for Tom
      Then Ines's widget is unchanged

    @since-0.2.0
    Example: the caller whom Ines has in her widget calls Tom as well
      Given Omar is a contact
      And Ines is an agent who is online
      And Tom is an agent who is online
      And a call from Omar has come in for Ines
      And Ines has taken notes
      When a call from Omar comes in for Tom
      Then Ines's widget is unchanged

  @CTI-FLT-11
  Rule: Refreshing the page brings the notes back

    Example: the page is refreshed after notes were taken
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has taken notes
      When Tom refreshes the page
      Then Tom's widget shows the notes

  @CTI-FLT-12 @exclusive
  Rule: The admin's settings survive a crash

    Example: the New Ticket option was on
      Given the admin has switched on the New Ticket option
      And Omar is a contact
      And the server has crashed and restarted
      And Tom is an agent who is online
      When a call from Omar comes in for Tom
      Then exactly one new ticket is made, for Omar

    Example: the admin had added helpdesk numbers
      Given the admin has added two helpdesk numbers
      And the server has crashed and restarted
      And Tom is an agent who is online
      When Tom picks the second helpdesk number
      Then the second helpdesk number is Tom's number
