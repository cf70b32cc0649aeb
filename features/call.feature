Feature: Whole calls
  Attributes meet each other in one call. After each example all that became of the call (contacts,
  tickets, notes, time entries, call details and, if the agent is online, the widget) is held to all
  rules; a difference fails the rule that it breaks. Each pair of values of two columns is in some
  row, unless the rules leave open what becomes of such a call.

  @CTI-CALL-01
  Rule: The attributes of a pop can be combined, for an agent who is offline
    The requester is named by id, Phone, Mobile, email, by id and another's phone (both), or by a
    number that nobody has. A known reference has a ticket. The ticket is the requester's, the older
    one of two, somebody else's, or closed. The pop is sent once, twice, or again with more.

    Scenario Outline: an agent who is offline
      Given a call of Omar, named by <requester>
      And for an agent, named by <agent>
      And with reference <reference> and ticket <ticket>
      And with new_ticket <new_ticket>, a recording: <rec>, information: <info>
      When the pop is sent <sent>
      Then everything is accepted

      Examples:
        | requester | agent | reference | ticket  | new_ticket | rec | info | sent  |
        | id        | id    | none      | other's | "false"    | no  | no   | once  |
        | id        | id    | new       | own     | absent     | no  | yes  | more  |
        | id        | id    | new       | closed  | absent     | yes | yes  | once  |
        | id        | id    | known     | none    | "true"     | no  | yes  | once  |
        | id        | phone | new       | older   | absent     | yes | no   | twice |
        | id        | phone | known     | none    | true       | yes | no   | once  |
        | id        | email | known     | none    | false      | no  | yes  | twice |
        | phone     | id    | known     | none    | absent     | no  | no   | more  |
        | phone     | id    | known     | none    | true       | no  | yes  | once  |
        | phone     | id    | known     | none    | "true"     | no  | yes  | once  |
        | phone     | phone | none      | older   | false      | yes | no   | once  |
        | phone     | email | new       | own     | "false"    | no  | yes  | more  |
        | phone     | email | new       | other's | absent     | yes | yes  | twice |
        | phone     | email | new       | closed  | false      | yes | no   | twice |
        | mobile    | id    | new       | own     | "false"    | yes | no   | more  |
        | mobile    | id    | new       | older   | absent     | no  | yes  | more  |
        | mobile    | id    | new       | other's | false      | yes | no   | twice |
        | mobile    | id    | known     | none    | true       | no  | yes  | once  |
        | mobile    | phone | known     | none    | "false"    | no  | yes  | twice |
        | mobile    | phone | known     | none    | "true"     | yes | no   | once  |
        | mobile    | email | none      | closed  | "false"    | no  | no   | once  |
        | email     | id    | none      | none    | "true"     | no  | no   | once  |
        | email     | id    | known     | none    | false      | no  | yes  | more  |
        | email     | id    | known     | none    | true       | no  | yes  | once  |
        | email     | id    | known     | none    | "true"     | no  | yes  | once  |
        | email     | phone | none      | own     | "false"    | no  | yes  | once  |
        | email     | phone | new       | other's | false      | no  | no   | twice |
        | email     | phone | new       | closed  | "false"    | no  | no   | more  |
        | email     | email | new       | older   | absent     | yes | no   | twice |
        | both      | id    | new       | own     | "false"    | yes | no   | twice |
        | both      | id    | new       | older   | absent     | no  | no   | more  |
        | both      | id    | new       | closed  | absent     | no  | no   | twice |
        | both      | id    | known     | none    | false      | no  | yes  | more  |
        | both      | phone | none      | other's | absent     | no  | yes  | once  |
        | both      | email | known     | none    | true       | no  | yes  | once  |
        | both      | email | known     | none    | "true"     | no  | yes  | once  |
        | unknown   | id    | none      | none    | true       | no  | yes  | once  |
        | unknown   | id    | new       | none    | "true"     | yes | no   | once  |
        | unknown   | id    | new       | own     | false      | no  | yes  | twice |
        | unknown   | id    | new       | older   | "false"    | no  | yes  | once  |
        | unknown   | phone | new       | closed  | false      | no  | no   | more  |
        | unknown   | email | new       | none    | true       | yes | yes  | once  |
        | unknown   | email | new       | other's | absent     | yes | yes  | more  |

  @CTI-CALL-02
  Rule: The attributes of a pop can be combined, for an agent who is online

    Scenario Outline: an agent who is online
      Given a call of Omar, named by <requester>
      And for an agent, named by <agent>
      And with reference <reference> and ticket <ticket>
      And with new_ticket <new_ticket>, a recording: <rec>, information: <info>
      And the agent is online
      When the pop is sent <sent>; at the desktop: <done>
      Then everything is accepted

      Examples:
        | requester | agent | reference | ticket  | new_ticket | rec | info | sent  | done    |
        | id        | id    | none      | other's | false      | no  | no   | once  | ticket  |
        | id        | id    | new       | own     | absent     | yes | no   | more  | dismiss |
        | id        | id    | known     | none    | "true"     | no  | yes  | once  | refresh |
        | id        | phone | known     | none    | true       | yes | no   | once  | nothing |
        | id        | email | new       | none    | "false"    | yes | no   | more  | link    |
        | id        | email | new       | older   | "false"    | no  | yes  | twice | close   |
        | id        | email | new       | closed  | false      | yes | no   | twice | nothing |
        | id        | email | known     | none    | false      | no  | yes  | twice | dismiss |
        | phone     | id    | none      | other's | false      | no  | yes  | once  | dismiss |
        | phone     | id    | new       | own     | false      | no  | yes  | twice | link    |
        | phone     | id    | new       | other's | "false"    | yes | no   | more  | refresh |
        | phone     | id    | known     | none    | "false"    | no  | yes  | more  | nothing |
        | phone     | id    | known     | none    | true       | no  | yes  | once  | refresh |
        | phone     | phone | none      | older   | false      | yes | no   | once  | link    |
        | phone     | email | new       | none    | false      | no  | no   | more  | close   |
        | phone     | email | new       | none    | "true"     | yes | no   | once  | dismiss |
        | phone     | email | new       | older   | false      | yes | no   | more  | dismiss |
        | phone     | email | new       | closed  | absent     | no  | yes  | twice | ticket  |
        | mobile    | id    | new       | own     | "false"    | no  | yes  | more  | nothing |
        | mobile    | id    | new       | older   | absent     | no  | yes  | more  | link    |
        | mobile    | id    | known     | none    | true       | no  | yes  | once  | nothing |
        | mobile    | phone | new       | own     | false      | no  | yes  | once  | ticket  |
        | mobile    | phone | known     | none    | "true"     | yes | no   | once  | dismiss |
        | mobile    | email | none      | closed  | "false"    | no  | no   | once  | dismiss |
        | mobile    | email | new       | other's | false      | no  | yes  | once  | close   |
        | mobile    | email | known     | none    | absent     | no  | yes  | twice | refresh |
        | email     | id    | new       | older   | absent     | no  | yes  | more  | refresh |
        | email     | id    | new       | closed  | "false"    | yes | no   | once  | ticket  |
        | email     | id    | known     | none    | false      | no  | yes  | more  | dismiss |
        | email     | id    | known     | none    | true       | no  | yes  | once  | refresh |
        | email     | id    | known     | none    | "true"     | no  | yes  | once  | refresh |
        | email     | phone | new       | own     | "false"    | no  | yes  | twice | dismiss |
        | email     | email | none      | own     | absent     | yes | no   | once  | close   |
        | email     | email | new       | other's | "false"    | yes | yes  | twice | link    |
        | email     | email | known     | none    | "true"     | no  | yes  | once  | nothing |
        | both      | id    | new       | own     | "false"    | yes | no   | twice | ticket  |
        | both      | id    | new       | older   | "false"    | no  | no   | more  | ticket  |
        | both      | id    | known     | none    | "true"     | no  | yes  | once  | dismiss |
        | both      | phone | none      | other's | absent     | no  | yes  | once  | close   |
        | both      | phone | new       | none    | true       | no  | yes  | once  | dismiss |
        | both      | email | new       | closed  | absent     | no  | yes  | more  | link    |
        | both      | email | known     | none    | false      | no  | yes  | more  | nothing |
        | both      | email | known     | none    | true       | no  | yes  | once  | refresh |
        | unknown   | id    | none      | none    | true       | no  | yes  | once  | dismiss |
        | unknown   | id    | none      | own     | "false"    | no  | yes  | once  | refresh |
        | unknown   | id    | none      | older   | false      | no  | yes  | once  | nothing |
        | unknown   | id    | new       | closed  | absent     | no  | yes  | twice | close   |
        | unknown   | phone | none      | none    | absent     | no  | yes  | once  | ticket  |
        | unknown   | phone | none      | none    | "true"     | no  | yes  | once  | dismiss |
        | unknown   | phone | new       | closed  | false      | yes | no   | more  | refresh |
        | unknown   | email | new       | other's | absent     | yes | yes  | more  | nothing |
        | unknown   | email | new       | other's | false      | no  | yes  | twice | link    |

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
      And a pop for <agent> with <fault>
      And reference <reference>, requester by <requester> and <extra>
      When the pop is sent, and then the same without its fault
      Then the first is refused, and the second is accepted

      Examples:
        | agent | fault                      | reference | requester | extra      |
        | Ines  | an unknown requester_id    | new       | unknown   | recording  |
        | Ines  | an unknown requester_id    | open      | id        | new_ticket |
        | Ines  | an unknown requester_id    | filed     | phone     | new_ticket |
        | Ines  | an unknown responder_id    | new       | id        | nothing    |
        | Ines  | an unknown responder_id    | open      | phone     | recording  |
        | Ines  | an unknown responder_id    | filed     | unknown   | new_ticket |
        | Ines  | an unknown responder_email | new       | id        | recording  |
        | Ines  | an unknown responder_email | open      | id        | recording  |
        | Ines  | an unknown responder_email | filed     | phone     | recording  |
        | Ines  | an unknown ticket_id       | new       | phone     | new_ticket |
        | Ines  | an unknown ticket_id       | open      | id        | recording  |
        | Ines  | an unknown ticket_id       | filed     | id        | nothing    |
        | Ines  | no responder               | new       | unknown   | recording  |
        | Ines  | no responder               | open      | phone     | recording  |
        | Ines  | no responder               | filed     | id        | new_ticket |
        | Ines  | wrong credentials          | new       | unknown   | nothing    |
        | Ines  | wrong credentials          | open      | unknown   | nothing    |
        | Ines  | wrong credentials          | filed     | id        | nothing    |
        | Tom   | an unknown requester_id    | new       | id        | nothing    |
        | Tom   | an unknown requester_id    | open      | phone     | new_ticket |
        | Tom   | an unknown requester_id    | filed     | unknown   | nothing    |
        | Tom   | an unknown responder_id    | new       | phone     | nothing    |
        | Tom   | an unknown responder_id    | open      | id        | nothing    |
        | Tom   | an unknown responder_id    | filed     | unknown   | new_ticket |
        | Tom   | an unknown responder_email | new       | phone     | recording  |
        | Tom   | an unknown responder_email | open      | unknown   | new_ticket |
        | Tom   | an unknown responder_email | filed     | id        | nothing    |
        | Tom   | an unknown ticket_id       | new       | unknown   | nothing    |
        | Tom   | an unknown ticket_id       | open      | id        | recording  |
        | Tom   | an unknown ticket_id       | filed     | phone     | recording  |
        | Tom   | no responder               | new       | phone     | recording  |
        | Tom   | no responder               | open      | phone     | recording  |
        | Tom   | no responder               | filed     | unknown   | nothing    |
        | Tom   | wrong credentials          | new       | unknown   | nothing    |
        | Tom   | wrong credentials          | open      | phone     | recording  |
        | Tom   | wrong credentials          | filed     | unknown   | new_ticket |

  @CTI-CALL-05 @exclusive
  Rule: With the New Ticket option on, the attributes of a pop can be combined as well

    Scenario Outline: an agent who is <state>, with the New Ticket option
      Given a call of Omar, named by <requester>
      And for an agent, named by id
      And with reference <reference> and ticket none
      And with new_ticket <new_ticket>, a recording: <rec>, information: <info>
      And the admin has switched on the New Ticket option
      And the agent is <state>
      When the pop is sent once; at the desktop: <done>
      Then everything is accepted

      Examples:
        | state   | requester | reference | new_ticket | rec | info | done    |
        | offline | id        | none      | false      | no  | yes  | nothing |
        | offline | id        | none      | true       | no  | yes  | nothing |
        | offline | id        | new       | "true"     | yes | no   | nothing |
        | offline | phone     | none      | "false"    | no  | yes  | nothing |
        | offline | phone     | none      | true       | no  | yes  | nothing |
        | offline | phone     | none      | "true"     | no  | yes  | nothing |
        | offline | phone     | new       | false      | no  | yes  | nothing |
        | offline | phone     | known     | absent     | no  | yes  | nothing |
        | offline | mobile    | none      | absent     | no  | yes  | nothing |
        | offline | mobile    | none      | true       | no  | yes  | nothing |
        | offline | mobile    | none      | "true"     | no  | no   | nothing |
        | offline | mobile    | new       | "false"    | yes | yes  | nothing |
        | offline | mobile    | known     | false      | no  | yes  | nothing |
        | offline | email     | none      | absent     | no  | yes  | nothing |
        | offline | email     | none      | false      | no  | yes  | nothing |
        | offline | email     | none      | "false"    | no  | yes  | nothing |
        | offline | email     | new       | true       | yes | no   | nothing |
        | offline | email     | known     | "true"     | no  | yes  | nothing |
        | offline | both      | none      | absent     | yes | yes  | nothing |
        | offline | both      | none      | false      | no  | yes  | nothing |
        | offline | both      | new       | "true"     | no  | yes  | nothing |
        | offline | unknown   | none      | false      | no  | yes  | nothing |
        | offline | unknown   | none      | "false"    | yes | no   | nothing |
        | offline | unknown   | none      | true       | no  | yes  | nothing |
        | offline | unknown   | none      | "true"     | no  | yes  | nothing |
        | online  | id        | none      | false      | no  | no   | dismiss |
        | online  | id        | new       | absent     | no  | yes  | dismiss |
        | online  | id        | new       | true       | yes | no   | refresh |
        | online  | id        | known     | "false"    | yes | yes  | load    |
        | online  | phone     | none      | false      | yes | no   | nothing |
        | online  | phone     | new       | false      | yes | yes  | refresh |
        | online  | phone     | new       | "true"     | yes | yes  | dismiss |
        | online  | phone     | known     | true       | no  | no   | load    |
        | online  | mobile    | none      | "false"    | no  | yes  | dismiss |
        | online  | mobile    | none      | "true"     | no  | no   | load    |
        | online  | mobile    | none      | "true"     | yes | yes  | refresh |
        | online  | email     | new       | absent     | no  | yes  | dismiss |
        | online  | email     | known     | absent     | no  | no   | refresh |
        | online  | email     | known     | false      | yes | no   | load    |
        | online  | both      | new       | absent     | no  | yes  | load    |
        | online  | both      | known     | "false"    | yes | yes  | refresh |
        | online  | both      | known     | true       | yes | no   | dismiss |
        | online  | unknown   | none      | absent     | yes | no   | load    |
        | online  | unknown   | new       | absent     | no  | no   | refresh |
        | online  | unknown   | new       | absent     | no  | yes  | dismiss |
