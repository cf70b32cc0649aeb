Feature: Call Details
  GET /api/v2/integrations/cti/details?call_reference_id=… tells a telephone system what became of
  a call: its requester and responder, the ticket, and the note where it went onto a ticket that
  existed before.

  @CTI-DET-01
  Rule: Details answer 200 with a JSON array

    Example: details of a call that made a ticket
      Given a screen pop
      And the pop has been sent
      When call details are asked for its call reference
      Then the answer is 200 with a JSON array of calls

  @CTI-DET-02
  Rule: Details without a call reference are refused

    Example: no call_reference_id in the query
      When call details are asked for without a call reference
      Then the request is refused

  @CTI-DET-03
  Rule: A call that made a new ticket is reported with it and without a note

    Example: a contact calls, and a ticket is made
      Given a call from a contact, with a recording and a call reference
      When the call comes in for an agent who is offline
      Then call details hold the new ticket's id as ticket_id
      And call details hold no note_id

  @CTI-DET-04
  Rule: A call linked to an existing ticket is reported with ticket and note

    Example: a contact calls about a ticket
      Given Omar is a contact who has a ticket
      And a call from Omar about that ticket, with a call reference
      When the call comes in for an agent who is offline
      Then call details hold that ticket's id as ticket_id
      And call details hold the id of a note on that ticket as note_id

  @CTI-DET-05
  Rule: Details name the requester and the agent

    Example: a call from Omar for Tom
      Given Omar is a contact
      And Tom is an agent
      And a call from Omar with a call reference
      When the call comes in for Tom
      Then call details hold Omar's id as requester_id
      And call details hold Tom's id as responder_id

  @CTI-DET-06
  Rule: A call without a ticket yet is not reported

    Example: the agent has not said yet what becomes of the call
      Given Omar is a contact
      And Tom is an agent who is online
      And a call from Omar has come in for Tom
      When call details are asked for that reference
      Then the answer is an empty array, or 404

    Example: the widget shows a ticket, and the agent has not said yet that the call goes there
      Given Omar is a contact who has a ticket
      And Tom is an agent who is online
      And a call from Omar about that ticket has come in for Tom
      When call details are asked for that reference
      Then the answer is an empty array, or 404

  @CTI-DET-07
  Rule: An unknown reference is answered with an empty array or with 404

    Example: no call ever had the reference
      Given a call reference that no call ever had
      When call details are asked for that reference
      Then the answer is an empty array, or 404

  @CTI-DET-08
  Rule: Asking for details changes nothing

    Example: details are asked for three times
      Given Omar is a contact
      And a call from Omar with a call reference has made a ticket
      And the tickets, notes and time entries are known
      When call details are asked for three times
      Then the tickets, notes and time entries are as before
      And all three answers are alike

  @CTI-DET-09
  Rule: A reference of any characters leads to its call

    Scenario Outline: the reference has <characters>
      Given Omar is a contact
      And a call from Omar with a call reference that has <characters>
      When the call comes in for an agent who is offline
      Then call details lead from the call reference to the new ticket
      And the call reference is in its time sheet

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

  @CTI-DET-10
  Rule: One reference never shows another's call

    Scenario Outline: another reference differs by <difference>
      Given Omar is a contact
      And Priya is a contact
      And a call from Omar with a call reference has made a ticket
      And a call from Priya with a reference that differs by <difference> has come in
      When call details are asked for both references
      Then neither reference shows the other's call

      Examples:
        | difference       |
        | a leading zero   |
        | a trailing space |
        | a leading space  |
        | one more digit   |
        | one digit fewer  |
        | a percent sign   |
        | an underscore    |
