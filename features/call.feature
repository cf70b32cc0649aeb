Feature: Whole calls
  Attributes meet each other in one call. After each example all that became of the call (contacts,
  tickets, notes, time entries, call details and, if the agent is online, the widget) is held to all
  rules; a difference fails the rule that it breaks. Each pair of values of two columns is in some
  row, unless the rules leave open what becomes of such a call.

  @CTI-CALL-01
  Rule: The attributes of a pop can be combined, for an agent who is offline
    The requester is named by id, Phone, Mobile, email, by id and another's phone (both), or by a
    number that nobody has. A known reference has a ticket. The ticket is the requester's, the older
    one of two, somebody else's, or closed. The pop is sent once, twice, or again with more or less.

    Scenario Outline: an agent who is offline
      Given a call of Omar, named by <requester>
      And for an agent, named by <agent>
      And with reference <reference> and ticket <ticket>
      And with new_ticket <new_ticket>, a recording: <rec>, information: <info>
      When the pop is sent <sent>
      Then everything is accepted

      Examples:
        | requester | agent | reference | ticket  | new_ticket | rec | info | sent  |
        | id        | id    | none      | closed  | false      | yes | yes  | once  |
        | id        | id    | new       | none    | absent     | yes | yes  | once  |
        | id        | id    | known     | none    | true       | yes | yes  | once  |
        | id        | phone | new       | none    | absent     | yes | yes  | once  |
        | id        | phone | new       | none    | "true"     | yes | yes  | once  |
        | id        | phone | new       | own     | absent     | no  | no   | less  |
        | id        | email | new       | none    | absent     | yes | yes  | once  |
        | id        | email | new       | older   | "false"    | yes | no   | twice |
        | id        | email | new       | other's | absent     | yes | yes  | more  |
        | phone     | id    | none      | other's | false      | yes | yes  | once  |
        | phone     | id    | new       | none    | absent     | yes | yes  | once  |
        | phone     | id    | new       | own     | "false"    | yes | yes  | more  |
        | phone     | phone | none      | older   | false      | yes | no   | once  |
        | phone     | phone | new       | none    | absent     | yes | yes  | once  |
        | phone     | phone | known     | none    | true       | yes | yes  | once  |
        | phone     | email | none      | closed  | "false"    | yes | yes  | once  |
        | phone     | email | new       | none    | absent     | yes | yes  | once  |
        | phone     | email | new       | own     | "false"    | no  | yes  | twice |
        | phone     | email | new       | own     | "false"    | yes | yes  | less  |
        | phone     | email | known     | none    | "true"     | yes | yes  | once  |
        | mobile    | id    | new       | none    | absent     | yes | yes  | once  |
        | mobile    | id    | new       | none    | "true"     | yes | no   | once  |
        | mobile    | id    | known     | none    | absent     | yes | yes  | less  |
        | mobile    | phone | none      | other's | absent     | yes | no   | once  |
        | mobile    | phone | new       | none    | absent     | yes | yes  | once  |
        | mobile    | phone | new       | closed  | absent     | yes | yes  | twice |
        | mobile    | email | none      | own     | false      | yes | yes  | once  |
        | mobile    | email | none      | older   | "false"    | no  | yes  | once  |
        | mobile    | email | new       | none    | absent     | yes | yes  | once  |
        | mobile    | email | new       | older   | false      | yes | yes  | more  |
        | mobile    | email | known     | none    | true       | yes | yes  | once  |
        | email     | id    | none      | older   | "false"    | yes | yes  | once  |
        | email     | id    | new       | none    | absent     | yes | yes  | once  |
        | email     | id    | new       | closed  | false      | yes | yes  | more  |
        | email     | id    | known     | none    | false      | no  | yes  | twice |
        | email     | id    | known     | none    | "true"     | yes | yes  | once  |
        | email     | phone | new       | none    | absent     | yes | yes  | once  |
        | email     | email | none      | own     | absent     | yes | yes  | once  |
        | email     | email | none      | other's | absent     | yes | yes  | once  |
        | email     | email | new       | none    | absent     | yes | yes  | once  |
        | email     | email | new       | none    | true       | no  | yes  | once  |
        | email     | email | new       | older   | absent     | yes | no   | less  |
        | both      | id    | none      | own     | absent     | yes | yes  | once  |
        | both      | id    | new       | none    | absent     | yes | yes  | once  |
        | both      | id    | new       | other's | absent     | no  | yes  | less  |
        | both      | id    | new       | other's | "false"    | yes | yes  | twice |
        | both      | phone | new       | none    | absent     | yes | yes  | once  |
        | both      | phone | known     | none    | "false"    | yes | yes  | more  |
        | both      | phone | known     | none    | "true"     | yes | yes  | once  |
        | both      | email | none      | older   | absent     | yes | yes  | once  |
        | both      | email | none      | other's | false      | yes | yes  | once  |
        | both      | email | none      | closed  | absent     | yes | yes  | once  |
        | both      | email | new       | none    | absent     | yes | yes  | once  |
        | both      | email | known     | none    | true       | yes | no   | once  |
        | unknown   | id    | none      | none    | "true"     | no  | yes  | once  |
        | unknown   | id    | new       | none    | absent     | yes | yes  | once  |
        | unknown   | phone | none      | own     | absent     | yes | yes  | once  |
        | unknown   | phone | new       | none    | absent     | yes | yes  | once  |
        | unknown   | phone | new       | closed  | false      | yes | yes  | less  |
        | unknown   | email | none      | none    | true       | yes | yes  | once  |
        | unknown   | email | none      | own     | "false"    | yes | yes  | once  |
        | unknown   | email | none      | older   | absent     | yes | yes  | once  |
        | unknown   | email | none      | other's | "false"    | yes | yes  | once  |
        | unknown   | email | new       | none    | absent     | yes | yes  | once  |
        | unknown   | email | new       | none    | false      | yes | yes  | twice |
        | unknown   | email | new       | closed  | false      | no  | no   | more  |

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
        | id        | id    | none      | older   | false      | no  | yes  | once  | dismiss |
        | id        | id    | new       | none    | absent     | yes | yes  | once  | nothing |
        | id        | id    | new       | other's | "false"    | yes | yes  | twice | dismiss |
        | id        | id    | known     | none    | "false"    | yes | yes  | more  | refresh |
        | id        | id    | known     | none    | "true"     | yes | yes  | once  | dismiss |
        | id        | phone | new       | none    | absent     | yes | yes  | once  | ticket  |
        | id        | phone | new       | own     | "false"    | yes | no   | less  | close   |
        | id        | email | none      | own     | false      | yes | yes  | once  | refresh |
        | id        | email | new       | none    | absent     | yes | yes  | once  | link    |
        | id        | email | new       | closed  | absent     | yes | yes  | more  | ticket  |
        | id        | email | known     | none    | true       | yes | yes  | once  | dismiss |
        | id        | email | known     | none    | "true"     | yes | yes  | once  | nothing |
        | phone     | id    | new       | none    | absent     | yes | yes  | once  | close   |
        | phone     | id    | new       | older   | false      | yes | yes  | more  | nothing |
        | phone     | id    | new       | closed  | absent     | yes | no   | once  | nothing |
        | phone     | id    | known     | none    | absent     | yes | no   | twice | nothing |
        | phone     | id    | known     | none    | true       | yes | yes  | once  | nothing |
        | phone     | phone | none      | older   | false      | yes | yes  | once  | link    |
        | phone     | phone | new       | none    | absent     | yes | yes  | once  | refresh |
        | phone     | phone | new       | other's | false      | no  | yes  | more  | ticket  |
        | phone     | phone | known     | none    | "true"     | yes | yes  | once  | nothing |
        | phone     | email | new       | none    | absent     | yes | yes  | once  | dismiss |
        | phone     | email | new       | own     | false      | yes | yes  | more  | nothing |
        | phone     | email | known     | none    | "false"    | yes | yes  | less  | dismiss |
        | mobile    | id    | none      | closed  | "false"    | yes | yes  | once  | dismiss |
        | mobile    | id    | new       | none    | absent     | yes | yes  | once  | nothing |
        | mobile    | id    | new       | older   | absent     | yes | yes  | more  | close   |
        | mobile    | id    | known     | none    | true       | yes | yes  | once  | refresh |
        | mobile    | phone | new       | none    | absent     | yes | yes  | once  | ticket  |
        | mobile    | phone | new       | other's | false      | yes | yes  | twice | ticket  |
        | mobile    | phone | known     | none    | false      | yes | yes  | less  | nothing |
        | mobile    | email | none      | none    | "true"     | yes | no   | once  | dismiss |
        | mobile    | email | new       | none    | absent     | yes | yes  | once  | link    |
        | mobile    | email | new       | own     | "false"    | yes | yes  | once  | dismiss |
        | mobile    | email | known     | none    | "true"     | no  | yes  | once  | nothing |
        | email     | id    | none      | own     | "false"    | yes | yes  | once  | ticket  |
        | email     | id    | new       | none    | absent     | yes | yes  | once  | close   |
        | email     | id    | new       | other's | absent     | yes | yes  | less  | link    |
        | email     | id    | known     | none    | true       | yes | yes  | once  | nothing |
        | email     | id    | known     | none    | "true"     | yes | yes  | once  | refresh |
        | email     | phone | new       | none    | absent     | yes | yes  | once  | refresh |
        | email     | phone | new       | older   | absent     | yes | no   | less  | ticket  |
        | email     | email | new       | none    | absent     | yes | yes  | once  | dismiss |
        | email     | email | new       | closed  | absent     | no  | yes  | more  | link    |
        | email     | email | known     | none    | false      | yes | yes  | twice | dismiss |
        | both      | id    | none      | other's | false      | yes | yes  | once  | close   |
        | both      | id    | new       | none    | absent     | yes | yes  | once  | nothing |
        | both      | id    | new       | own     | "false"    | no  | no   | twice | link    |
        | both      | phone | none      | none    | true       | no  | no   | once  | nothing |
        | both      | phone | new       | none    | absent     | yes | yes  | once  | ticket  |
        | both      | phone | known     | none    | "false"    | yes | yes  | more  | dismiss |
        | both      | email | new       | none    | absent     | yes | yes  | once  | link    |
        | both      | email | new       | older   | absent     | yes | yes  | less  | refresh |
        | both      | email | new       | closed  | absent     | no  | yes  | twice | refresh |
        | both      | email | known     | none    | "true"     | yes | yes  | once  | refresh |
        | unknown   | id    | new       | none    | absent     | yes | yes  | once  | close   |
        | unknown   | phone | none      | own     | absent     | yes | yes  | once  | link    |
        | unknown   | phone | new       | none    | absent     | yes | yes  | once  | refresh |
        | unknown   | phone | new       | closed  | false      | no  | yes  | less  | close   |
        | unknown   | email | none      | other's | "false"    | yes | yes  | once  | nothing |
        | unknown   | email | new       | none    | absent     | yes | yes  | once  | dismiss |
        | unknown   | email | new       | none    | true       | yes | yes  | once  | nothing |
        | unknown   | email | new       | none    | "true"     | yes | yes  | once  | refresh |
        | unknown   | email | new       | own     | absent     | yes | yes  | more  | ticket  |
        | unknown   | email | new       | older   | "false"    | yes | yes  | twice | close   |
        | unknown   | email | new       | other's | false      | yes | no   | more  | refresh |

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
        | offline | id        | none      | true       | yes | yes  | nothing |
        | offline | id        | new       | "true"     | yes | yes  | nothing |
        | offline | phone     | none      | "false"    | yes | yes  | nothing |
        | offline | phone     | none      | true       | yes | yes  | nothing |
        | offline | phone     | none      | "true"     | yes | yes  | nothing |
        | offline | phone     | new       | false      | yes | yes  | nothing |
        | offline | phone     | known     | absent     | yes | yes  | nothing |
        | offline | mobile    | none      | absent     | yes | yes  | nothing |
        | offline | mobile    | none      | true       | yes | yes  | nothing |
        | offline | mobile    | none      | "true"     | yes | yes  | nothing |
        | offline | mobile    | new       | "false"    | yes | yes  | nothing |
        | offline | mobile    | known     | false      | yes | yes  | nothing |
        | offline | email     | none      | absent     | yes | yes  | nothing |
        | offline | email     | none      | false      | yes | yes  | nothing |
        | offline | email     | none      | "false"    | yes | yes  | nothing |
        | offline | email     | new       | true       | yes | yes  | nothing |
        | offline | email     | known     | "true"     | yes | yes  | nothing |
        | offline | both      | none      | absent     | yes | yes  | nothing |
        | offline | both      | none      | false      | yes | yes  | nothing |
        | offline | both      | new       | "true"     | yes | yes  | nothing |
        | offline | unknown   | none      | false      | yes | yes  | nothing |
        | offline | unknown   | none      | "false"    | yes | no   | nothing |
        | offline | unknown   | none      | true       | yes | yes  | nothing |
        | offline | unknown   | none      | "true"     | yes | yes  | nothing |
        | online  | id        | none      | false      | yes | yes  | dismiss |
        | online  | id        | new       | absent     | yes | yes  | dismiss |
        | online  | id        | new       | true       | yes | no   | refresh |
        | online  | id        | known     | "false"    | yes | yes  | load    |
        | online  | phone     | none      | false      | yes | yes  | nothing |
        | online  | phone     | new       | false      | yes | yes  | refresh |
        | online  | phone     | new       | "true"     | yes | yes  | dismiss |
        | online  | phone     | known     | true       | no  | no   | load    |
        | online  | mobile    | none      | "false"    | no  | yes  | dismiss |
        | online  | mobile    | none      | "true"     | no  | no   | load    |
        | online  | mobile    | none      | "true"     | yes | yes  | refresh |
        | online  | email     | new       | absent     | yes | yes  | dismiss |
        | online  | email     | known     | absent     | no  | yes  | refresh |
        | online  | email     | known     | false      | yes | no   | load    |
        | online  | both      | new       | absent     | no  | yes  | load    |
        | online  | both      | known     | "false"    | yes | yes  | refresh |
        | online  | both      | known     | true       | yes | no   | dismiss |
        | online  | unknown   | none      | absent     | yes | no   | load    |
        | online  | unknown   | new       | absent     | no  | yes  | dismiss |
        | online  | unknown   | new       | absent     | yes | yes  | refresh |
