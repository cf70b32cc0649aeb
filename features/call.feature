Feature: Whole calls
  Attributes meet each other in one call. After each example all that became of the call (contacts,
  tickets, notes, time entries, call details and, if the agent is online, the widget) is held to all
  rules; a difference fails the rule that it breaks. Each pair of values of two columns is in some
  row, unless the rules leave open what becomes of such a call.

  @CTI-CALL-01
  Rule: The attributes of a pop can be combined, for an agent who is offline

    Scenario Outline: an agent who is offline
      Given a call of Omar, named by <requester>
      And for an agent, named by <agent>
      And with reference <reference> and ticket <ticket>
      And with new_ticket <new_ticket>, a recording: <recording>, information: <information>
      When the pop is sent <sent>
      Then everything is accepted

      Examples:
        | requester              | agent | reference | ticket          | new_ticket | recording | information | sent            |
        | id                     | id    | none      | somebody else's | "false"    | yes       | yes         | once            |
        | id                     | id    | new       | closed          | left out   | no        | no          | once            |
        | id                     | id    | known     | none            | "true"     | yes       | no          | once            |
        | id                     | phone | new       | own             | left out   | yes       | no          | again with more |
        | id                     | phone | new       | older           | false      | no        | no          | once            |
        | id                     | phone | known     | none            | true       | no        | yes         | once            |
        | id                     | email | known     | none            | false      | yes       | no          | twice           |
        | phone                  | id    | known     | none            | left out   | yes       | yes         | again with more |
        | phone                  | id    | known     | none            | true       | yes       | no          | once            |
        | phone                  | id    | known     | none            | "true"     | yes       | no          | once            |
        | phone                  | phone | none      | older           | false      | no        | yes         | once            |
        | phone                  | phone | new       | somebody else's | "false"    | no        | yes         | twice           |
        | phone                  | email | new       | own             | "false"    | yes       | no          | again with more |
        | phone                  | email | new       | closed          | false      | yes       | no          | twice           |
        | mobile                 | id    | new       | own             | "false"    | yes       | yes         | once            |
        | mobile                 | id    | new       | older           | left out   | yes       | no          | again with more |
        | mobile                 | id    | known     | none            | true       | yes       | no          | once            |
        | mobile                 | phone | known     | none            | "false"    | yes       | no          | twice           |
        | mobile                 | phone | known     | none            | "true"     | no        | yes         | once            |
        | mobile                 | email | none      | closed          | "false"    | yes       | yes         | once            |
        | mobile                 | email | new       | somebody else's | false      | yes       | yes         | once            |
        | email                  | id    | none      | none            | "true"     | no        | no          | once            |
        | email                  | id    | new       | somebody else's | false      | no        | no          | twice           |
        | email                  | id    | new       | closed          | left out   | no        | no          | twice           |
        | email                  | id    | known     | none            | false      | yes       | no          | again with more |
        | email                  | id    | known     | none            | true       | yes       | no          | once            |
        | email                  | id    | known     | none            | "true"     | yes       | no          | once            |
        | email                  | phone | none      | own             | "false"    | yes       | no          | once            |
        | email                  | email | new       | older           | left out   | no        | yes         | twice           |
        | id and another's phone | id    | new       | own             | "false"    | no        | yes         | twice           |
        | id and another's phone | id    | known     | none            | false      | yes       | no          | again with more |
        | id and another's phone | phone | none      | somebody else's | left out   | yes       | no          | once            |
        | id and another's phone | phone | new       | older           | false      | no        | yes         | twice           |
        | id and another's phone | phone | new       | closed          | "false"    | no        | yes         | once            |
        | id and another's phone | email | known     | none            | true       | yes       | no          | once            |
        | id and another's phone | email | known     | none            | "true"     | yes       | no          | once            |
        | unknown number         | id    | none      | none            | true       | yes       | no          | once            |
        | unknown number         | id    | new       | none            | "true"     | yes       | no          | once            |
        | unknown number         | id    | new       | own             | false      | yes       | no          | twice           |
        | unknown number         | id    | new       | older           | "false"    | yes       | no          | once            |
        | unknown number         | phone | new       | closed          | false      | yes       | yes         | again with more |
        | unknown number         | email | new       | none            | true       | yes       | yes         | once            |
        | unknown number         | email | new       | somebody else's | left out   | no        | no          | again with more |

  @CTI-CALL-02
  Rule: The attributes of a pop can be combined, for an agent who is online

    Scenario Outline: an agent who is online
      Given a call of Omar, named by <requester>
      And for an agent, named by <agent>
      And with reference <reference> and ticket <ticket>
      And with new_ticket <new_ticket>, a recording: <recording>, information: <information>
      And the agent is online
      When the pop is sent <sent>, and the agent then <afterwards>
      Then everything is accepted

      Examples:
        | requester              | agent | reference | ticket          | new_ticket | recording | information | sent            | afterwards               |
        | id                     | id    | none      | somebody else's | "false"    | no        | yes         | once            | nothing                  |
        | id                     | phone | known     | none            | true       | no        | yes         | once            | refreshes                |
        | id                     | email | none      | closed          | "false"    | yes       | no          | once            | links to a ticket        |
        | id                     | email | new       | own             | left out   | yes       | no          | again with more | closes with a new ticket |
        | id                     | email | new       | older           | "false"    | yes       | no          | twice           | makes a ticket           |
        | id                     | email | known     | none            | left out   | yes       | no          | again with more | dismisses                |
        | id                     | email | known     | none            | false      | yes       | no          | twice           | dismisses                |
        | id                     | email | known     | none            | "true"     | yes       | no          | once            | dismisses                |
        | phone                  | id    | none      | none            | "true"     | no        | yes         | once            | dismisses                |
        | phone                  | id    | known     | none            | "false"    | yes       | no          | again with more | dismisses                |
        | phone                  | phone | none      | older           | false      | no        | yes         | once            | closes with a new ticket |
        | phone                  | email | none      | somebody else's | left out   | yes       | no          | once            | refreshes                |
        | phone                  | email | none      | closed          | false      | no        | yes         | once            | makes a ticket           |
        | phone                  | email | new       | own             | left out   | yes       | no          | twice           | nothing                  |
        | phone                  | email | new       | closed          | left out   | yes       | yes         | again with more | links to a ticket        |
        | phone                  | email | known     | none            | true       | yes       | no          | once            | refreshes                |
        | mobile                 | id    | none      | own             | false      | no        | no          | once            | links to a ticket        |
        | mobile                 | id    | new       | own             | left out   | yes       | yes         | twice           | refreshes                |
        | mobile                 | id    | new       | older           | left out   | yes       | no          | again with more | refreshes                |
        | mobile                 | id    | new       | somebody else's | "false"    | no        | no          | twice           | dismisses                |
        | mobile                 | id    | known     | none            | false      | yes       | no          | twice           | refreshes                |
        | mobile                 | phone | none      | own             | left out   | no        | no          | once            | closes with a new ticket |
        | mobile                 | phone | new       | own             | left out   | yes       | yes         | twice           | makes a ticket           |
        | mobile                 | phone | known     | none            | "true"     | no        | yes         | once            | dismisses                |
        | mobile                 | email | none      | closed          | "false"    | yes       | yes         | once            | dismisses                |
        | mobile                 | email | known     | none            | true       | yes       | no          | once            | nothing                  |
        | email                  | id    | known     | none            | left out   | yes       | no          | again with more | dismisses                |
        | email                  | id    | known     | none            | "true"     | yes       | no          | once            | nothing                  |
        | email                  | phone | new       | closed          | "false"    | no        | no          | twice           | closes with a new ticket |
        | email                  | email | none      | own             | left out   | yes       | yes         | once            | makes a ticket           |
        | email                  | email | none      | older           | false      | yes       | no          | once            | dismisses                |
        | email                  | email | new       | none            | "false"    | no        | no          | twice           | links to a ticket        |
        | email                  | email | new       | somebody else's | false      | yes       | no          | twice           | closes with a new ticket |
        | email                  | email | known     | none            | true       | yes       | no          | once            | refreshes                |
        | id and another's phone | id    | new       | none            | false      | no        | no          | once            | makes a ticket           |
        | id and another's phone | id    | new       | own             | "false"    | no        | yes         | twice           | links to a ticket        |
        | id and another's phone | id    | new       | closed          | "false"    | no        | yes         | once            | makes a ticket           |
        | id and another's phone | phone | none      | somebody else's | left out   | yes       | no          | once            | links to a ticket        |
        | id and another's phone | phone | new       | none            | true       | yes       | no          | once            | dismisses                |
        | id and another's phone | email | new       | none            | "false"    | yes       | yes         | again with more | closes with a new ticket |
        | id and another's phone | email | new       | older           | false      | no        | yes         | once            | nothing                  |
        | id and another's phone | email | known     | none            | false      | yes       | no          | again with more | dismisses                |
        | id and another's phone | email | known     | none            | true       | yes       | yes         | once            | nothing                  |
        | id and another's phone | email | known     | none            | "true"     | yes       | no          | once            | refreshes                |
        | unknown number         | id    | none      | none            | true       | yes       | no          | once            | dismisses                |
        | unknown number         | id    | new       | own             | false      | yes       | no          | again with more | closes with a new ticket |
        | unknown number         | id    | new       | closed          | "false"    | yes       | no          | once            | refreshes                |
        | unknown number         | phone | new       | none            | "true"     | no        | yes         | once            | refreshes                |
        | unknown number         | phone | new       | own             | left out   | no        | yes         | again with more | dismisses                |
        | unknown number         | phone | new       | older           | false      | yes       | no          | twice           | links to a ticket        |
        | unknown number         | phone | new       | closed          | false      | yes       | yes         | again with more | nothing                  |
        | unknown number         | email | new       | somebody else's | left out   | no        | no          | again with more | makes a ticket           |

  @CTI-CALL-03
  Rule: A change of a contact counts from the next call on

    Scenario Outline: <field>: Omar <change>
      Given Omar is a contact with a <field>
      And somebody has called by it: <called>
      And Omar then <change>
      When calls come in by what Omar had, and by what he has
      Then each call has the requester whom the contacts now say

      Examples:
        | field  | called | change                  |
        | phone  | yes    | gets another one        |
        | phone  | yes    | loses it                |
        | phone  | yes    | gives it to Priya       |
        | phone  | yes    | is deleted              |
        | phone  | yes    | is deleted and restored |
        | phone  | yes    | is renamed              |
        | mobile | yes    | gets another one        |
        | mobile | yes    | loses it                |
        | mobile | yes    | gives it to Priya       |
        | mobile | yes    | is deleted              |
        | mobile | yes    | is deleted and restored |
        | mobile | yes    | is renamed              |
        | email  | yes    | gets another one        |
        | email  | yes    | loses it                |
        | email  | yes    | gives it to Priya       |
        | email  | yes    | is deleted              |
        | email  | yes    | is deleted and restored |
        | email  | yes    | is renamed              |
        | phone  | no     | gets another one        |
        | phone  | no     | loses it                |
        | phone  | no     | gives it to Priya       |
        | phone  | no     | is deleted              |
        | phone  | no     | is deleted and restored |
        | phone  | no     | is renamed              |

  @CTI-CALL-04
  Rule: A refused pop changes nothing, whatever comes with it

    Scenario Outline: <fault>, reference <reference>
      Given Ines has an open call of Omar, and Priya's call has a ticket
      And a pop of Omar for <agent>, named by <requester>, with <fault>, reference <reference> and <extra>
      When the pop is sent, and then the same without its fault
      Then the first is refused, and the second is accepted

      Examples:
        | agent | requester      | fault                      | reference               | extra       |
        | Ines  | id             | an unknown requester_id    | of the open call        | nothing     |
        | Ines  | phone          | an unknown responder_id    | new                     | new_ticket  |
        | Ines  | phone          | an unknown responder_email | of a call with a ticket | a recording |
        | Ines  | phone          | an unknown ticket_id       | of the open call        | nothing     |
        | Ines  | unknown number | no responder               | new                     | nothing     |
        | Ines  | unknown number | wrong credentials          | new                     | a recording |
        | Tom   | id             | an unknown responder_id    | of a call with a ticket | nothing     |
        | Tom   | id             | an unknown responder_email | new                     | nothing     |
        | Tom   | id             | an unknown ticket_id       | new                     | a recording |
        | Tom   | id             | no responder               | of a call with a ticket | new_ticket  |
        | Tom   | id             | wrong credentials          | of the open call        | new_ticket  |
        | Tom   | phone          | an unknown requester_id    | new                     | new_ticket  |
        | Tom   | phone          | no responder               | of the open call        | a recording |
        | Tom   | phone          | wrong credentials          | of a call with a ticket | nothing     |
        | Tom   | unknown number | an unknown requester_id    | of a call with a ticket | a recording |
        | Tom   | unknown number | an unknown responder_id    | of the open call        | new_ticket  |
        | Tom   | unknown number | an unknown responder_id    | of a call with a ticket | a recording |
        | Tom   | unknown number | an unknown responder_email | of the open call        | a recording |
        | Tom   | unknown number | an unknown responder_email | of a call with a ticket | new_ticket  |
        | Tom   | unknown number | an unknown ticket_id       | of a call with a ticket | new_ticket  |

  @CTI-CALL-05 @exclusive
  Rule: With the New Ticket option on, the attributes of a pop can be combined as well

    Scenario Outline: an agent who is <state>, with the New Ticket option
      Given a call of Omar, named by <requester>
      And for an agent, named by id
      And with reference <reference> and ticket none
      And with new_ticket <new_ticket>, a recording: <recording>, information: <information>
      And the admin has switched on the New Ticket option
      And the agent is <state>
      When the pop is sent, and the agent then <afterwards>
      Then everything is accepted

      Examples:
        | state   | requester              | reference | new_ticket | recording | information | afterwards              |
        | offline | id                     | none      | false      | yes       | no          | nothing                 |
        | offline | id                     | none      | true       | yes       | no          | nothing                 |
        | offline | id                     | new       | "true"     | no        | yes         | nothing                 |
        | offline | phone                  | none      | "false"    | yes       | no          | nothing                 |
        | offline | phone                  | none      | true       | yes       | no          | nothing                 |
        | offline | phone                  | none      | "true"     | yes       | no          | nothing                 |
        | offline | phone                  | new       | false      | yes       | no          | nothing                 |
        | offline | phone                  | known     | left out   | yes       | no          | nothing                 |
        | offline | mobile                 | none      | left out   | yes       | no          | nothing                 |
        | offline | mobile                 | none      | true       | yes       | no          | nothing                 |
        | offline | mobile                 | none      | "true"     | yes       | yes         | nothing                 |
        | offline | mobile                 | new       | "false"    | no        | no          | nothing                 |
        | offline | mobile                 | known     | false      | yes       | no          | nothing                 |
        | offline | email                  | none      | left out   | yes       | no          | nothing                 |
        | offline | email                  | none      | false      | yes       | no          | nothing                 |
        | offline | email                  | none      | "false"    | yes       | no          | nothing                 |
        | offline | email                  | new       | true       | no        | yes         | nothing                 |
        | offline | email                  | known     | "true"     | yes       | no          | nothing                 |
        | offline | id and another's phone | none      | left out   | no        | no          | nothing                 |
        | offline | id and another's phone | none      | false      | yes       | no          | nothing                 |
        | offline | id and another's phone | new       | "true"     | yes       | no          | nothing                 |
        | offline | unknown number         | none      | false      | yes       | no          | nothing                 |
        | offline | unknown number         | none      | "false"    | no        | yes         | nothing                 |
        | offline | unknown number         | none      | true       | yes       | no          | nothing                 |
        | offline | unknown number         | none      | "true"     | yes       | no          | nothing                 |
        | online  | id                     | none      | false      | no        | yes         | dismisses               |
        | online  | id                     | known     | left out   | yes       | no          | dismisses               |
        | online  | id                     | known     | "false"    | no        | no          | loads the ticket's page |
        | online  | id                     | known     | "true"     | yes       | no          | refreshes               |
        | online  | phone                  | none      | false      | no        | yes         | nothing                 |
        | online  | phone                  | none      | "true"     | yes       | no          | loads the ticket's page |
        | online  | phone                  | new       | "false"    | yes       | yes         | dismisses               |
        | online  | phone                  | new       | true       | yes       | yes         | refreshes               |
        | online  | mobile                 | none      | "true"     | yes       | no          | dismisses               |
        | online  | mobile                 | new       | false      | yes       | yes         | loads the ticket's page |
        | online  | mobile                 | known     | true       | yes       | yes         | refreshes               |
        | online  | email                  | new       | left out   | yes       | yes         | loads the ticket's page |
        | online  | email                  | known     | left out   | no        | no          | dismisses               |
        | online  | email                  | known     | false      | yes       | no          | refreshes               |
        | online  | id and another's phone | none      | false      | no        | no          | loads the ticket's page |
        | online  | id and another's phone | none      | "false"    | no        | no          | refreshes               |
        | online  | id and another's phone | known     | true       | no        | yes         | dismisses               |
        | online  | unknown number         | none      | true       | yes       | yes         | loads the ticket's page |
        | online  | unknown number         | new       | left out   | yes       | yes         | refreshes               |
        | online  | unknown number         | new       | "false"    | yes       | yes         | dismisses               |
