Feature: Whole calls
  Attributes meet each other in one call. After each example all that became of the call (contacts,
  tickets, notes, time entries, call details and, if the agent is online, the widget) is held to all
  rules; a difference fails the rule that it breaks. Each pair of values of two columns is in some
  row, unless the rules leave open what becomes of such a call.

  @CTI-CALL-01
  Rule: The attributes of a pop can be combined, for an agent who is offline
    The requester is named by id, Phone, Mobile, email, by id and another's phone (both), by a
    number that three contacts have (shared), or by one that nobody has. A known reference has a
    ticket. The ticket is the requester's, the older one of two, somebody else's (other's), assigned
    to another agent (agent's), resolved, or closed. The pop is sent once, twice, or again with more
    or less.

    Scenario Outline: an agent who is offline
      Given a call of Omar, named by <requester>
      And for an agent, named by <agent>
      And with reference <reference> and ticket <ticket>
      And with new_ticket <new_ticket>, a recording: <rec>, information: <info>
      When the pop is sent <sent>
      Then every pop and every offered action is accepted

      Examples:
        | requester | agent | reference | ticket   | new_ticket | rec | info | sent  |
        | id        | id    | none      | own      | false      | yes | yes  | once  |
        | id        | id    | new       | none     | absent     | yes | yes  | once  |
        | id        | id    | new       | agent's  | false      | yes | yes  | twice |
        | id        | id    | new       | resolved | false      | yes | yes  | less  |
        | id        | phone | new       | none     | absent     | yes | yes  | once  |
        | id        | phone | known     | none     | true       | yes | yes  | once  |
        | id        | phone | known     | none     | "true"     | yes | no   | once  |
        | id        | email | none      | older    | false      | no  | yes  | once  |
        | id        | email | new       | none     | absent     | yes | yes  | once  |
        | id        | email | new       | other's  | "false"    | no  | no   | once  |
        | id        | email | new       | closed   | "false"    | yes | yes  | less  |
        | id        | email | known     | none     | "false"    | yes | yes  | more  |
        | phone     | id    | none      | own      | false      | yes | yes  | once  |
        | phone     | id    | new       | none     | absent     | yes | yes  | once  |
        | phone     | id    | new       | older    | absent     | yes | yes  | less  |
        | phone     | id    | new       | resolved | false      | yes | no   | twice |
        | phone     | id    | new       | closed   | absent     | yes | yes  | more  |
        | phone     | id    | known     | none     | true       | no  | no   | once  |
        | phone     | id    | known     | none     | "true"     | yes | yes  | once  |
        | phone     | phone | new       | none     | absent     | yes | yes  | once  |
        | phone     | email | none      | agent's  | "false"    | yes | yes  | once  |
        | phone     | email | new       | none     | absent     | yes | yes  | once  |
        | phone     | email | new       | other's  | "false"    | yes | yes  | once  |
        | phone     | email | known     | none     | false      | yes | yes  | twice |
        | mobile    | id    | none      | own      | absent     | no  | no   | once  |
        | mobile    | id    | none      | other's  | "false"    | yes | yes  | once  |
        | mobile    | id    | new       | none     | absent     | yes | yes  | once  |
        | mobile    | id    | new       | older    | "false"    | yes | yes  | less  |
        | mobile    | phone | new       | none     | absent     | yes | yes  | once  |
        | mobile    | phone | new       | resolved | "false"    | yes | yes  | more  |
        | mobile    | email | new       | none     | absent     | yes | yes  | once  |
        | mobile    | email | new       | agent's  | "false"    | yes | yes  | twice |
        | mobile    | email | new       | closed   | absent     | yes | yes  | more  |
        | mobile    | email | known     | none     | false      | yes | yes  | less  |
        | mobile    | email | known     | none     | true       | yes | yes  | once  |
        | mobile    | email | known     | none     | "true"     | yes | yes  | once  |
        | email     | id    | new       | none     | absent     | yes | yes  | once  |
        | email     | id    | new       | agent's  | false      | yes | yes  | more  |
        | email     | id    | new       | closed   | "false"    | no  | no   | twice |
        | email     | id    | known     | none     | true       | yes | yes  | once  |
        | email     | id    | known     | none     | "true"     | yes | yes  | once  |
        | email     | phone | none      | resolved | absent     | yes | yes  | once  |
        | email     | phone | new       | none     | absent     | yes | yes  | once  |
        | email     | phone | new       | own      | false      | yes | yes  | more  |
        | email     | email | new       | none     | absent     | yes | yes  | once  |
        | email     | email | new       | older    | false      | yes | yes  | twice |
        | email     | email | new       | other's  | false      | yes | yes  | twice |
        | email     | email | known     | none     | "false"    | yes | yes  | less  |
        | both      | id    | none      | none     | "true"     | no  | yes  | once  |
        | both      | id    | new       | none     | absent     | yes | yes  | once  |
        | both      | id    | new       | own      | absent     | yes | yes  | less  |
        | both      | id    | new       | older    | "false"    | yes | no   | more  |
        | both      | id    | new       | other's  | "false"    | yes | yes  | less  |
        | both      | id    | new       | resolved | "false"    | yes | yes  | more  |
        | both      | id    | known     | none     | false      | yes | yes  | twice |
        | both      | phone | none      | closed   | absent     | yes | yes  | once  |
        | both      | phone | new       | none     | absent     | yes | yes  | once  |
        | both      | phone | new       | agent's  | absent     | yes | yes  | less  |
        | both      | phone | known     | none     | absent     | yes | yes  | twice |
        | both      | phone | known     | none     | "false"    | yes | yes  | more  |
        | both      | email | new       | none     | absent     | yes | yes  | once  |
        | both      | email | known     | none     | true       | yes | yes  | once  |
        | both      | email | known     | none     | "true"     | yes | yes  | once  |
        | shared    | id    | new       | none     | absent     | yes | yes  | once  |
        | shared    | id    | new       | resolved | "false"    | yes | yes  | less  |
        | shared    | id    | known     | none     | "true"     | yes | yes  | once  |
        | shared    | phone | none      | older    | false      | yes | yes  | once  |
        | shared    | phone | new       | none     | absent     | yes | yes  | once  |
        | shared    | phone | new       | own      | "false"    | yes | yes  | twice |
        | shared    | phone | new       | agent's  | absent     | no  | no   | once  |
        | shared    | phone | known     | none     | "false"    | yes | yes  | less  |
        | shared    | email | new       | none     | absent     | yes | yes  | once  |
        | shared    | email | new       | other's  | false      | yes | yes  | more  |
        | shared    | email | new       | closed   | absent     | yes | no   | less  |
        | shared    | email | known     | none     | true       | yes | yes  | once  |
        | unknown   | id    | none      | none     | true       | yes | yes  | once  |
        | unknown   | id    | new       | none     | absent     | yes | yes  | once  |
        | unknown   | id    | new       | resolved | "false"    | no  | no   | more  |
        | unknown   | phone | none      | other's  | absent     | yes | yes  | once  |
        | unknown   | phone | new       | none     | absent     | yes | yes  | once  |
        | unknown   | phone | new       | none     | true       | yes | yes  | once  |
        | unknown   | phone | new       | none     | "true"     | yes | yes  | once  |
        | unknown   | email | none      | own      | absent     | yes | yes  | once  |
        | unknown   | email | none      | older    | "false"    | yes | yes  | once  |
        | unknown   | email | none      | closed   | false      | yes | yes  | once  |
        | unknown   | email | new       | none     | absent     | yes | yes  | once  |
        | unknown   | email | new       | agent's  | absent     | no  | yes  | less  |
        | unknown   | email | new       | resolved | "false"    | yes | yes  | twice |

  @CTI-CALL-02
  Rule: The attributes of a pop can be combined, for an agent who is online

    Scenario Outline: an agent who is online
      Given a call of Omar, named by <requester>
      And for an agent, named by <agent>
      And with reference <reference> and ticket <ticket>
      And with new_ticket <new_ticket>, a recording: <rec>, information: <info>
      And the agent is online
      When the pop is sent <sent>; at the desktop: <done>
      Then every pop and every offered action is accepted

      Examples:
        | requester | agent | reference | ticket   | new_ticket | rec | info | sent  | done    |
        | id        | id    | new       | none     | absent     | yes | yes  | once  | nothing |
        | id        | id    | new       | agent's  | "false"    | no  | no   | less  | refresh |
        | id        | id    | known     | none     | "true"     | yes | yes  | once  | refresh |
        | id        | phone | none      | other's  | false      | yes | yes  | once  | nothing |
        | id        | phone | new       | none     | absent     | yes | yes  | once  | ticket  |
        | id        | phone | new       | own      | false      | yes | yes  | more  | ticket  |
        | id        | phone | new       | closed   | false      | yes | yes  | twice | close   |
        | id        | phone | known     | none     | "false"    | yes | yes  | more  | dismiss |
        | id        | email | new       | none     | absent     | yes | yes  | once  | link    |
        | id        | email | new       | older    | "false"    | no  | yes  | less  | close   |
        | id        | email | new       | resolved | absent     | yes | yes  | twice | refresh |
        | id        | email | known     | none     | true       | yes | yes  | once  | nothing |
        | phone     | id    | new       | none     | absent     | yes | yes  | once  | close   |
        | phone     | id    | new       | own      | absent     | yes | yes  | once  | nothing |
        | phone     | id    | new       | older    | absent     | yes | no   | twice | close   |
        | phone     | id    | new       | closed   | absent     | yes | no   | twice | ticket  |
        | phone     | id    | known     | none     | true       | yes | yes  | once  | nothing |
        | phone     | id    | known     | none     | "true"     | yes | yes  | once  | dismiss |
        | phone     | phone | new       | none     | absent     | yes | yes  | once  | refresh |
        | phone     | phone | new       | resolved | "false"    | yes | no   | less  | link    |
        | phone     | phone | known     | none     | "true"     | yes | yes  | once  | nothing |
        | phone     | email | none      | agent's  | "false"    | yes | yes  | once  | ticket  |
        | phone     | email | new       | none     | absent     | yes | yes  | once  | dismiss |
        | phone     | email | new       | other's  | "false"    | yes | no   | more  | dismiss |
        | phone     | email | known     | none     | false      | no  | no   | less  | nothing |
        | mobile    | id    | none      | none     | "true"     | no  | no   | once  | dismiss |
        | mobile    | id    | new       | none     | absent     | yes | yes  | once  | nothing |
        | mobile    | id    | known     | none     | "false"    | yes | yes  | less  | nothing |
        | mobile    | phone | none      | own      | false      | yes | yes  | once  | close   |
        | mobile    | phone | new       | none     | absent     | yes | yes  | once  | ticket  |
        | mobile    | phone | new       | older    | false      | yes | yes  | less  | nothing |
        | mobile    | phone | new       | agent's  | absent     | yes | yes  | less  | close   |
        | mobile    | phone | known     | none     | true       | yes | yes  | once  | nothing |
        | mobile    | email | new       | none     | absent     | yes | yes  | once  | link    |
        | mobile    | email | new       | other's  | "false"    | yes | yes  | more  | refresh |
        | mobile    | email | new       | resolved | false      | yes | yes  | twice | dismiss |
        | mobile    | email | new       | closed   | absent     | yes | yes  | twice | dismiss |
        | mobile    | email | known     | none     | true       | yes | yes  | once  | refresh |
        | mobile    | email | known     | none     | "true"     | yes | yes  | once  | dismiss |
        | email     | id    | none      | resolved | absent     | yes | yes  | once  | ticket  |
        | email     | id    | new       | none     | absent     | yes | yes  | once  | close   |
        | email     | id    | new       | older    | absent     | yes | no   | more  | refresh |
        | email     | id    | known     | none     | absent     | yes | yes  | twice | dismiss |
        | email     | id    | known     | none     | true       | yes | yes  | once  | dismiss |
        | email     | id    | known     | none     | "true"     | yes | yes  | once  | nothing |
        | email     | phone | new       | none     | absent     | yes | yes  | once  | refresh |
        | email     | phone | new       | agent's  | absent     | yes | yes  | twice | dismiss |
        | email     | email | new       | none     | absent     | yes | yes  | once  | dismiss |
        | email     | email | new       | own      | "false"    | yes | yes  | twice | refresh |
        | email     | email | new       | other's  | absent     | no  | yes  | less  | link    |
        | email     | email | new       | closed   | absent     | yes | yes  | less  | link    |
        | email     | email | known     | none     | false      | yes | yes  | more  | refresh |
        | both      | id    | new       | none     | absent     | yes | yes  | once  | nothing |
        | both      | id    | new       | own      | false      | no  | yes  | less  | refresh |
        | both      | id    | new       | older    | false      | yes | yes  | twice | ticket  |
        | both      | id    | known     | none     | false      | yes | yes  | less  | dismiss |
        | both      | phone | new       | none     | absent     | yes | yes  | once  | ticket  |
        | both      | phone | new       | agent's  | absent     | yes | yes  | more  | nothing |
        | both      | phone | new       | closed   | false      | yes | no   | more  | nothing |
        | both      | email | none      | other's  | "false"    | yes | yes  | once  | close   |
        | both      | email | new       | none     | absent     | yes | yes  | once  | link    |
        | both      | email | new       | none     | true       | yes | yes  | once  | dismiss |
        | both      | email | new       | resolved | false      | yes | yes  | more  | close   |
        | both      | email | known     | none     | "true"     | yes | yes  | once  | refresh |
        | shared    | id    | none      | none     | true       | yes | yes  | once  | refresh |
        | shared    | id    | new       | none     | absent     | yes | yes  | once  | close   |
        | shared    | id    | new       | other's  | "false"    | yes | yes  | more  | ticket  |
        | shared    | id    | new       | closed   | false      | no  | yes  | more  | ticket  |
        | shared    | id    | known     | none     | "true"     | yes | yes  | once  | nothing |
        | shared    | phone | none      | older    | false      | yes | yes  | once  | link    |
        | shared    | phone | new       | none     | absent     | yes | yes  | once  | refresh |
        | shared    | phone | new       | agent's  | "false"    | yes | yes  | twice | link    |
        | shared    | email | none      | resolved | absent     | yes | yes  | once  | refresh |
        | shared    | email | new       | none     | absent     | yes | yes  | once  | dismiss |
        | shared    | email | new       | own      | "false"    | yes | no   | less  | dismiss |
        | unknown   | id    | none      | older    | absent     | yes | yes  | once  | dismiss |
        | unknown   | id    | none      | closed   | "false"    | yes | yes  | once  | refresh |
        | unknown   | id    | new       | none     | absent     | yes | yes  | once  | nothing |
        | unknown   | id    | new       | own      | absent     | yes | yes  | more  | link    |
        | unknown   | id    | new       | agent's  | false      | yes | yes  | less  | ticket  |
        | unknown   | phone | new       | none     | absent     | yes | yes  | once  | ticket  |
        | unknown   | phone | new       | none     | true       | no  | no   | once  | dismiss |
        | unknown   | phone | new       | none     | "true"     | yes | yes  | once  | refresh |
        | unknown   | phone | new       | other's  | absent     | yes | yes  | twice | close   |
        | unknown   | email | new       | none     | absent     | yes | yes  | once  | link    |
        | unknown   | email | new       | resolved | false      | no  | yes  | twice | nothing |

  @CTI-CALL-03
  Rule: A change of a contact takes effect at the next call

    Scenario Outline: <field>: Omar <change>
      Given Omar is a contact with a <field>
      And an earlier call has named him by it: <called>
      And Omar then <change>
      When calls come in by Omar's former value and by his present value
      Then each call has the requester whom the contacts' records now name

      Examples:
        | field  | called | change                                |
        | phone  | yes    | gets another one                      |
        | phone  | yes    | loses it                              |
        | phone  | yes    | gives it to Priya                     |
        | phone  | yes    | gives it to Priya as her other number |
        | phone  | yes    | is deleted                            |
        | phone  | yes    | is deleted and restored               |
        | phone  | yes    | is renamed                            |
        | mobile | yes    | gets another one                      |
        | mobile | yes    | loses it                              |
        | mobile | yes    | gives it to Priya                     |
        | mobile | yes    | gives it to Priya as her other number |
        | mobile | yes    | is deleted                            |
        | mobile | yes    | is deleted and restored               |
        | mobile | yes    | is renamed                            |
        | email  | yes    | gets another one                      |
        | email  | yes    | loses it                              |
        | email  | yes    | gives it to Priya                     |
        | email  | yes    | is deleted                            |
        | email  | yes    | is deleted and restored               |
        | email  | yes    | is renamed                            |
        | phone  | no     | gets another one                      |
        | phone  | no     | loses it                              |
        | phone  | no     | gives it to Priya                     |
        | phone  | no     | gives it to Priya as her other number |
        | phone  | no     | is deleted                            |
        | phone  | no     | is deleted and restored               |
        | phone  | no     | is renamed                            |

    Scenario Outline: Omar gets the <field> that a refused pop has brought
      Given Omar is a contact with a <field>
      And a refused pop has brought another <field>
      And Omar then gets another one
      When calls come in by Omar's former value and by his present value
      Then each call has the requester whom the contacts' records now name

      Examples:
        | field  |
        | phone  |
        | mobile |
        | email  |

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
        | Ines  | an unknown requester_id    | new       | phone     | recording  |
        | Ines  | an unknown requester_id    | open      | phone     | new_ticket |
        | Ines  | an unknown requester_id    | filed     | both      | new_ticket |
        | Ines  | an unknown requester_id    | filed     | unknown   | nothing    |
        | Ines  | an unknown responder_id    | new       | phone     | nothing    |
        | Ines  | an unknown responder_id    | open      | unknown   | recording  |
        | Ines  | an unknown responder_id    | filed     | both      | new_ticket |
        | Ines  | an unknown responder_email | new       | phone     | recording  |
        | Ines  | an unknown responder_email | open      | id        | recording  |
        | Ines  | an unknown responder_email | filed     | unknown   | recording  |
        | Ines  | an unknown ticket_id       | new       | unknown   | new_ticket |
        | Ines  | an unknown ticket_id       | open      | phone     | recording  |
        | Ines  | an unknown ticket_id       | open      | both      | nothing    |
        | Ines  | an unknown ticket_id       | filed     | id        | nothing    |
        | Ines  | no responder               | new       | id        | nothing    |
        | Ines  | no responder               | new       | both      | new_ticket |
        | Ines  | no responder               | open      | unknown   | recording  |
        | Ines  | no responder               | filed     | phone     | new_ticket |
        | Ines  | wrong credentials          | new       | phone     | new_ticket |
        | Ines  | wrong credentials          | open      | id        | new_ticket |
        | Ines  | wrong credentials          | filed     | phone     | nothing    |
        | Tom   | an unknown requester_id    | new       | id        | nothing    |
        | Tom   | an unknown requester_id    | open      | both      | new_ticket |
        | Tom   | an unknown requester_id    | filed     | id        | nothing    |
        | Tom   | an unknown responder_id    | new       | id        | nothing    |
        | Tom   | an unknown responder_id    | new       | both      | nothing    |
        | Tom   | an unknown responder_id    | open      | phone     | nothing    |
        | Tom   | an unknown responder_id    | filed     | unknown   | new_ticket |
        | Tom   | an unknown responder_email | new       | both      | recording  |
        | Tom   | an unknown responder_email | open      | both      | new_ticket |
        | Tom   | an unknown responder_email | open      | unknown   | nothing    |
        | Tom   | an unknown responder_email | filed     | id        | nothing    |
        | Tom   | an unknown ticket_id       | new       | id        | new_ticket |
        | Tom   | an unknown ticket_id       | open      | phone     | recording  |
        | Tom   | an unknown ticket_id       | filed     | unknown   | recording  |
        | Tom   | no responder               | new       | both      | recording  |
        | Tom   | no responder               | open      | unknown   | recording  |
        | Tom   | no responder               | filed     | phone     | new_ticket |
        | Tom   | wrong credentials          | new       | id        | nothing    |
        | Tom   | wrong credentials          | new       | unknown   | recording  |
        | Tom   | wrong credentials          | open      | both      | recording  |
        | Tom   | wrong credentials          | filed     | both      | recording  |

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
      Then every pop and every offered action is accepted

      Examples:
        | state   | requester | reference | new_ticket | rec | info | done    |
        | offline | id        | none      | "false"    | yes | yes  | nothing |
        | offline | id        | new       | false      | yes | yes  | nothing |
        | offline | phone     | none      | "true"     | yes | yes  | nothing |
        | offline | phone     | known     | false      | yes | yes  | nothing |
        | offline | phone     | known     | true       | no  | no   | nothing |
        | offline | mobile    | none      | true       | yes | yes  | nothing |
        | offline | mobile    | new       | false      | no  | yes  | nothing |
        | offline | email     | none      | absent     | yes | yes  | nothing |
        | offline | email     | none      | false      | yes | yes  | nothing |
        | offline | email     | none      | true       | yes | yes  | nothing |
        | offline | email     | new       | false      | yes | yes  | nothing |
        | offline | email     | known     | "true"     | yes | yes  | nothing |
        | offline | both      | none      | absent     | yes | yes  | nothing |
        | offline | both      | known     | false      | yes | yes  | nothing |
        | offline | shared    | none      | "true"     | yes | yes  | nothing |
        | offline | shared    | new       | true       | yes | yes  | nothing |
        | offline | shared    | known     | absent     | yes | yes  | nothing |
        | offline | unknown   | none      | absent     | yes | yes  | nothing |
        | offline | unknown   | none      | false      | yes | yes  | nothing |
        | offline | unknown   | none      | true       | yes | yes  | nothing |
        | offline | unknown   | none      | "true"     | yes | yes  | nothing |
        | offline | unknown   | new       | "false"    | yes | yes  | nothing |
        | online  | id        | none      | absent     | no  | yes  | load    |
        | online  | id        | new       | "true"     | yes | no   | refresh |
        | online  | id        | known     | true       | yes | yes  | dismiss |
        | online  | phone     | new       | absent     | yes | yes  | refresh |
        | online  | phone     | new       | false      | yes | yes  | load    |
        | online  | phone     | new       | "false"    | yes | yes  | dismiss |
        | online  | mobile    | none      | "true"     | yes | yes  | refresh |
        | online  | mobile    | new       | absent     | yes | no   | dismiss |
        | online  | mobile    | known     | "false"    | yes | yes  | load    |
        | online  | email     | none      | false      | no  | no   | refresh |
        | online  | email     | none      | "false"    | yes | yes  | dismiss |
        | online  | email     | known     | true       | yes | yes  | load    |
        | online  | both      | new       | "true"     | yes | no   | load    |
        | online  | both      | known     | "false"    | yes | yes  | dismiss |
        | online  | both      | known     | true       | no  | yes  | refresh |
        | online  | shared    | none      | false      | yes | yes  | nothing |
        | online  | shared    | none      | "false"    | no  | no   | load    |
        | online  | shared    | known     | false      | yes | yes  | dismiss |
        | online  | shared    | known     | "false"    | yes | yes  | refresh |
        | online  | unknown   | none      | "true"     | yes | no   | refresh |
        | online  | unknown   | new       | true       | yes | yes  | load    |
        | online  | unknown   | new       | "true"     | no  | yes  | dismiss |

  @CTI-CALL-06
  Rule: A change of an agent takes effect at the next call

    Scenario Outline: <field>: Ines <change>
      Given Ines is an agent with a <field>
      And an earlier call has named her by it: <called>
      And Ines then <change>
      When calls come in for Ines's former value and for her present value
      Then each call has the agent whom the agents' records now name

      Examples:
        | field | called | change           |
        | phone | yes    | gets another one |
        | phone | yes    | gives it to Tom  |
        | phone | yes    | is deleted       |
        | phone | no     | gets another one |
        | phone | no     | gives it to Tom  |
        | email | yes    | gets another one |
        | email | yes    | gives it to Tom  |
        | email | no     | gets another one |

    @since-0.2.0
    Example: the agent who had the number was deleted
      Given Tom is an agent
      And the agent Tom has been deleted
      When a call from an unknown number comes in for Tom's phone
      Then the pop is refused

  @CTI-CALL-07
  Rule: Calls of one contact at two desks stay apart

    Scenario Outline: <first> is the first to <do>, the other then to <then>
      Given Omar calls Ines and then Tom, and both take notes
      When <first> does <do> at the desktop, and the other then does <then>
      Then every pop and every offered action is accepted

      Examples:
        | first | do      | then   |
        | Ines  | ticket  | close  |
        | Ines  | link    | ticket |
        | Ines  | close   | link   |
        | Tom   | ticket  | link   |
        | Tom   | close   | ticket |
        | Tom   | dismiss | close  |

    Scenario Outline: <first> is the first to <do>, the other then to <then>, about one ticket
      Given Omar calls Ines and then Tom about one ticket, and both take notes
      When <first> does <do> at the desktop, and the other then does <then>
      Then every pop and every offered action is accepted

      Examples:
        | first | do                          | then                        |
        | Ines  | close with the ticket shown | close with the ticket shown |
        | Tom   | close with the ticket shown | link                        |
        | Tom   | ticket                      | close with the ticket shown |

    @exclusive
    Scenario Outline: <first> is the first to <do>, with the New Ticket option
      Given the admin has switched on the New Ticket option
      And Omar calls Ines and then Tom, and both take notes
      When <first> does <do> at the desktop, and the other then does <then>
      Then every pop and every offered action is accepted

      Examples:
        | first | do      | then    |
        | Ines  | dismiss | load    |
        | Tom   | load    | dismiss |
