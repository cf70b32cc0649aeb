Feature: Recording and call information
  A call may have the address of its recording and any further information. Both are put into a
  note, which is private if it has the recording. The agent can play the recording and read the
  information.

  @CTI-REC-01
  Rule: A recording without a ticket makes a ticket and a private note on it

    Example: a recorded call that has no ticket
      Given Omar is a contact
      And a call from Omar with a recording and without a call reference
      When the call comes in for an agent who is offline
      Then exactly one new ticket is made, for Omar
      And the recording is in a note on the ticket

    @since-0.2.0
    Example: the address of the recording has a port and a fragment
      Given Omar is a contact
      And a call from Omar with an address with a port and a fragment as its recording
      When the call comes in for an agent who is offline
      Then the recording is in a note on the ticket

  @CTI-REC-02
  Rule: A recording for an existing ticket goes into a private note on it

    Example: a recorded call about a ticket
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket with a recording and without a call reference
      When the call comes in for an agent who is offline
      Then the recording is in a note on the ticket
      And Omar has one ticket

  @CTI-REC-03
  Rule: The note with the recording is private

    Example: the note on a new ticket is private
      Given Omar is a contact
      And a call from Omar with a recording
      When the call comes in for an agent who is offline
      Then the note with the recording is private

    Example: the note on an existing ticket is private
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket with a recording
      When the call comes in for an agent who is offline
      Then the note with the recording is private

    @since-0.2.0
    Example: the note before it on the ticket is public
      Given Omar is a contact who has a ticket
      And somebody has put a public note on that ticket
      And a call from Omar about that ticket with a recording
      When the call comes in for an agent who is offline
      Then the note with the recording is private

  @CTI-REC-04
  Rule: The recording can be played in the note

    Example: the note on a new ticket has a player
      Given Omar is a contact
      And a call from Omar with a recording
      When the call comes in for an agent who is offline
      Then the note has an audio player for the recording

    Example: the note on an existing ticket has a player
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket with a recording
      When the call comes in for an agent who is offline
      Then the note has an audio player for the recording

    @since-0.2.0
    Example: the scheme of the address is in capitals
      Given Omar is a contact
      And a call from Omar with an address in capitals as its recording
      When the call comes in for an agent who is offline
      Then the note has an audio player for the recording

  @CTI-REC-05
  Rule: Every key and value of the call information is in the ticket's note

    Example: call information with a recording
      Given Omar is a contact
      And a call from Omar with a recording and with call information
      When the call comes in for an agent who is offline
      Then every key and value of the call information is in a note on the ticket

    Example: call information without a recording
      Given Omar is a contact
      And a call from Omar with call information
      When the call comes in for an agent who is offline
      Then every key and value of the call information is in a note on the ticket

    Example: a number in the call information
      Given Omar is a contact
      And a call from Omar with a number in its call information
      When the call comes in for an agent who is offline
      Then every key and value of the call information is in a note on the ticket

    @since-0.2.0 @thorough
    Example: forty pairs, and a long text
      Given Omar is a contact
      And a call from Omar with forty pairs and a long text in its call information
      When the call comes in for an agent who is offline
      Then the pop is refused, or each key and value is in a note on the ticket

  @CTI-REC-06
  Rule: Nothing in a pop becomes executable markup or script

    Scenario Outline: <markup> in the call information
      Given Omar is a contact
      And a call from Omar with <markup> as call information
      When the call comes in for an agent who is offline
      Then none of it is executable in a note on the ticket

      Examples:
        | markup                             |
        | a script element                   |
        | an image with a handler            |
        | a link that runs a script          |
        | quotes that would end an attribute |

    Scenario Outline: <address> as the address of the recording
      Given Omar is a contact
      And a call from Omar with <address> as its recording
      When the call comes in for an agent who is offline
      Then none of it is executable in a note on the ticket

      Examples:
        | address                            |
        | a javascript address               |
        | a data address                     |
        | quotes that would end an attribute |

      @since-0.2.0
      Examples:
        | address                           |
        | a javascript address with slashes |

    @since-0.2.0
    Scenario Outline: <markup> as the caller's number
      Given a call whose requester phone is <markup>
      When the call comes in for an agent who is offline
      Then none of it is executable in a note on the ticket

      Examples:
        | markup                             |
        | a script element                   |
        | an image with a handler            |
        | a link that runs a script          |
        | quotes that would end an attribute |

  @CTI-REC-07
  Rule: At the end of the call the recording's link is added to the ticket

    Example: the call goes to a new ticket
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar with a recording has come in for Tom
      When Tom closes the call with a new ticket
      Then the recording is in a note on the ticket

    Example: the call goes to the ticket that it is about
      Given Omar is a contact who has a ticket
      And Tom is an agent who is online
      And a call from Omar about that ticket with a recording has come in for Tom
      When Tom closes the call with the ticket shown
      Then the recording is in a note on the ticket

  @CTI-REC-08
  Rule: Call information for an existing ticket is in the call's note on it

    Example: a call about a ticket, with call information
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket with call information
      When the call comes in for an agent who is offline
      Then every key and value of the call information is in a note on the ticket

  @CTI-REC-09
  Rule: A recording or information of a later pop reaches the ticket of the call

    Example: the recording is known only when the caller hangs up
      Given Omar is a contact
      And a call from Omar has come in for an agent who is offline
      And the call has made a ticket
      When the call comes in again with a recording
      Then the recording is in a note on the ticket
      And Omar has one ticket

    Example: call information is known only when the caller hangs up
      Given Omar is a contact
      And a call from Omar has come in for an agent who is offline
      And the call has made a ticket
      When the call comes in again with call information
      Then every key and value of the call information is in a note on the ticket
      And Omar has one ticket

    Example: a call about a ticket, whose recording comes later
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket
      And the call has been announced for an agent who is offline
      When the call comes in again with a recording and with call information
      Then the recording is in a note on the ticket
      And every key and value of the call information is in a note on the ticket

  @CTI-REC-10
  Rule: Recording and information of a later pop for an online agent reach the ticket

    Example: the recording comes before the agent closes the call
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And the call has come in again with a recording
      When Tom closes the call with a new ticket
      Then the recording is in a note on the ticket
      And Omar has one ticket

    Example: call information comes before the agent closes the call
      Given Omar is a contact who has a ticket
      And Tom is an agent who is online
      And a call from Omar about that ticket has come in for Tom
      And the call has come in again with call information
      When Tom closes the call with the ticket shown
      Then every key and value of the call information is in a note on the ticket

    Example: the recording comes after the agent has made a ticket
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      And Tom has made a ticket from the call
      And the call has come in again with a recording
      When Tom dismisses the widget
      Then the recording is in a note on the ticket
      And Omar has one ticket
