Feature: Call Details
  GET /api/v2/integrations/cti/details?call_reference_id=… reports the result of a call: its
  requester and responder, its ticket, and its note if the ticket existed before. A step that says
  "call details report" accepts an id as a number or as a string of its digits; the steps of
  CTI-DET-03 to CTI-DET-05 check the JSON types.

  @CTI-DET-01
  Rule: Details answer 200 with a JSON array

    Example: details of a call that made a ticket
      Given a screen pop
      And the pop has been sent
      When call details are requested until they report the call
      Then the answer is 200 with a JSON array of calls

    @since-0.2.0
    Example: details were requested before the call came in
      Given a screen pop
      And call details have been requested for its call reference
      And the pop has been sent
      When call details are requested until they report the call
      Then the answer is 200 with a JSON array of calls

  @CTI-DET-02
  Rule: Details without a call reference are refused

    Example: the query has no call_reference_id
      When call details are requested without a call reference
      Then the request is refused

  @CTI-DET-03
  Rule: A call that made a new ticket is reported with it and without a note

    Example: a contact calls, and a ticket is made
      Given Omar is a contact
      And a call from Omar with a recording
      When the call comes in for an agent who is offline
      Then ticket_id in call details is the id of the ticket
      And call details have no note_id

    @since-0.2.0 @thorough
    Example: the agent who took the call has been deleted
      Given Omar is a contact
      And Tom is an agent
      And a call from Omar has come in for Tom
      And the call has made a ticket
      And the agent Tom has been deleted
      When call details are requested for the call reference
      Then ticket_id in call details is the id of the ticket

  @CTI-DET-04
  Rule: A call linked to an existing ticket is reported with ticket and note

    Example: a contact calls about a ticket
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket
      When the call comes in for an agent who is offline
      Then ticket_id in call details is the id of the ticket
      And note_id in call details is the id of the new note

  @CTI-DET-05
  Rule: Details report the requester and the agent

    Example: a call from Omar for Tom
      Given Omar is a contact
      And Tom is an agent
      And a call from Omar
      When the call comes in for Tom
      Then requester_id in call details is the id of Omar
      And responder_id in call details is the id of Tom

  @CTI-DET-06
  Rule: A call without a ticket yet is not reported

    Example: the agent has not chosen a ticket for the call yet
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When call details are requested for the call reference
      Then the answer is an empty array, or 404

    Example: the widget shows a ticket, and the agent has not linked the call to it yet
      Given Omar is a contact who has a ticket
      And Tom is an agent who is online
      And a call from Omar about that ticket has come in for Tom
      When call details are requested for the call reference
      Then the answer is an empty array, or 404

  @CTI-DET-07
  Rule: An unknown reference is answered with an empty array or with 404

    Example: no call ever had the reference
      Given an unknown call reference
      When call details are requested for the call reference
      Then the answer is an empty array, or 404

  @CTI-DET-08
  Rule: A details request changes nothing

    Example: details are requested three times
      Given Omar is a contact
      And a call from Omar has come in for an agent who is offline
      And the call has made a ticket
      And the tickets, notes and time entries are recorded
      When call details are requested three times
      Then the tickets, notes and time entries are unchanged
      And all three answers are identical

  @CTI-DET-09
  Rule: A reference of any characters finds its call

    Scenario Outline: the reference has <characters>
      Given Omar is a contact
      And a call from Omar with <characters> in its call reference
      When the call comes in for an agent who is offline
      Then call details report the ticket of the call
      And a time entry on the ticket names the call reference

      Examples:
        | characters       |
        | a space          |
        | an ampersand     |
        | a plus           |
        | a slash          |
        | a hash           |
        | a percent sign   |
        | an equals sign   |
        | a single quote   |
        | a double quote   |
        | Cyrillic letters |
        | Chinese letters  |

      @since-0.2.0
      Examples:
        | characters           |
        | a hundred characters |
        | two spaces           |
        | angle brackets       |
        | an emoji             |
        | a combining accent   |

  @CTI-DET-10
  Rule: One reference never reports another's call

    Scenario Outline: another reference differs by <difference>
      Given Omar is a contact
      And Priya is a contact
      And a call from Omar with a call reference of digits has come in for an agent who is offline
      And the call has made a ticket
      And a call from Priya whose reference differs by <difference> has been announced
      When call details are requested for both references
      Then neither reference reports the other's call

      Examples:
        | difference                        |
        | a leading zero                    |
        | a trailing space                  |
        | a leading space                   |
        | one more digit                    |
        | one digit fewer                   |
        | a percent sign for its last digit |
        | an underscore for its last digit  |

    @since-0.2.0
    Scenario Outline: two references of letters, digits and dashes differ by <difference>
      Given Omar is a contact
      And Priya is a contact
      And a call from Omar has come in for an agent who is offline
      And the call has made a ticket
      And a call from Priya whose reference differs by <difference> has been announced
      When call details are requested for both references
      Then neither reference reports the other's call

      Examples:
        | difference              |
        | the case of its letters |
        | the case of one letter  |
        | its first character     |
        | its last character      |
        | its dashes              |

    @since-0.2.0
    Scenario Outline: no call has the other reference, which differs by <difference>
      Given Omar is a contact
      And a call from Omar has come in for an agent who is offline
      And the call has made a ticket
      When call details are requested for a reference that differs by <difference>
      Then the answer is an empty array, or 404

      Examples:
        | difference              |
        | the case of its letters |
        | its first character     |
        | its last character      |
        | one character fewer     |

    @since-0.2.0
    Scenario Outline: a reference with <characters>, and one that differs by <difference>
      Given Omar is a contact
      And Priya is a contact
      And a call from Omar with <characters> in its call reference
      And the call has been announced for an agent who is offline
      And a call from Priya whose reference differs by <difference> has been announced
      When call details are requested for both references
      Then neither reference reports the other's call

      Examples:
        | characters                    | difference                  |
        | a hundred characters          | its last character          |
        | a host after an @             | its last character          |
        | a parameter after a semicolon | its last character          |
        | a channel after a dot         | its last character          |
        | a channel after a dot         | the width of its last digit |
        | twenty digits                 | its last character          |
        | digits and a fraction         | a nought more               |
        | a fraction                    | one more digit              |
        | an accent                     | its accents                 |
        | an accent                     | the form of its accents     |
