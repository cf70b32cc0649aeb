Feature: Whole calls
  Attributes meet each other in one call. After each example all that became of the call (contacts,
  tickets, notes, time entries, call details and, if the agent is online, the widget) is held to all
  rules; a difference fails the rule that it breaks. In the
  tables of CTI-CALL-01, -02, -04 and -05 each pair of values of two columns is in some row, unless
  it cannot occur or the rules leave its result open.

  @CTI-CALL-01
  Rule: The attributes of a pop can be combined, for an agent who is offline
    The requester is Omar, named by his id, Phone, Mobile or email, by his id and another contact's
    phone, or by a phone that two more contacts have (shared); or the phone is unknown. A known
    reference has a ticket. The ticket is one of Omar's, in some cases the older of two or assigned
    to Tom (Tom's), or it is Priya's. The pop may be sent again: the same, with another recording
    only (recorded), with other information only (informed), or without any (bare).

    Scenario Outline: an agent who is offline
      Given a call whose requester is named by <requester>
      And the agent is named by <agent>
      And the reference is <ref>, and the ticket <ticket>
      And new_ticket is <new>; a recording: <rec>; information: <info>
      When the pop is sent; again: <again>
      Then every pop and every offered action is accepted

      Examples:
        | requester     | agent | ref   | ticket   | new     | rec | info | again    |
        | id            | id    | none  | resolved | false   | no  | yes  | no       |
        | id            | id    | new   | none     | absent  | yes | yes  | no       |
        | id            | id    | new   | Omar's   | "false" | yes | yes  | bare     |
        | id            | id    | new   | Priya's  | absent  | yes | no   | the same |
        | id            | id    | new   | closed   | "false" | yes | yes  | the same |
        | id            | id    | known | none     | "false" | yes | yes  | recorded |
        | id            | phone | none  | older    | absent  | yes | yes  | no       |
        | id            | phone | new   | none     | absent  | yes | yes  | no       |
        | id            | phone | new   | none     | "true"  | no  | yes  | no       |
        | id            | phone | known | none     | absent  | yes | no   | informed |
        | id            | email | none  | Omar's   | false   | yes | yes  | no       |
        | id            | email | none  | Tom's    | absent  | yes | yes  | no       |
        | id            | email | none  | closed   | absent  | yes | yes  | no       |
        | id            | email | new   | none     | absent  | yes | yes  | no       |
        | id            | email | known | none     | true    | yes | yes  | no       |
        | phone         | id    | none  | Tom's    | absent  | yes | yes  | no       |
        | phone         | id    | new   | none     | absent  | yes | yes  | no       |
        | phone         | id    | new   | none     | true    | yes | yes  | no       |
        | phone         | id    | new   | Tom's    | "false" | yes | no   | the same |
        | phone         | id    | new   | closed   | absent  | yes | no   | bare     |
        | phone         | phone | new   | none     | absent  | yes | yes  | no       |
        | phone         | email | none  | Omar's   | "false" | yes | yes  | no       |
        | phone         | email | none  | older    | absent  | yes | yes  | no       |
        | phone         | email | none  | Priya's  | false   | yes | yes  | no       |
        | phone         | email | none  | resolved | absent  | yes | yes  | no       |
        | phone         | email | none  | closed   | absent  | yes | yes  | no       |
        | phone         | email | new   | none     | absent  | yes | yes  | no       |
        | phone         | email | new   | older    | "false" | no  | yes  | informed |
        | phone         | email | new   | closed   | "false" | no  | yes  | recorded |
        | phone         | email | known | none     | "true"  | yes | yes  | no       |
        | mobile        | id    | new   | none     | absent  | yes | yes  | no       |
        | mobile        | id    | new   | Priya's  | "false" | yes | yes  | informed |
        | mobile        | id    | new   | Tom's    | "false" | no  | yes  | bare     |
        | mobile        | id    | new   | resolved | false   | yes | no   | recorded |
        | mobile        | phone | none  | closed   | "false" | yes | yes  | no       |
        | mobile        | phone | new   | none     | absent  | yes | yes  | no       |
        | mobile        | phone | new   | older    | "false" | yes | yes  | the same |
        | mobile        | email | none  | Omar's   | false   | yes | yes  | no       |
        | mobile        | email | none  | resolved | absent  | yes | yes  | no       |
        | mobile        | email | new   | none     | absent  | yes | yes  | no       |
        | mobile        | email | known | none     | true    | yes | yes  | no       |
        | mobile        | email | known | none     | "true"  | yes | yes  | no       |
        | email         | id    | none  | older    | false   | yes | yes  | no       |
        | email         | id    | new   | none     | absent  | yes | yes  | no       |
        | email         | id    | new   | older    | false   | no  | no   | recorded |
        | email         | id    | known | none     | "true"  | yes | yes  | no       |
        | email         | phone | none  | Omar's   | "false" | yes | yes  | no       |
        | email         | phone | new   | none     | absent  | yes | yes  | no       |
        | email         | email | none  | Priya's  | absent  | yes | yes  | no       |
        | email         | email | none  | closed   | absent  | yes | yes  | no       |
        | email         | email | new   | none     | absent  | yes | yes  | no       |
        | email         | email | new   | Tom's    | absent  | yes | yes  | informed |
        | email         | email | new   | resolved | false   | yes | yes  | informed |
        | email         | email | new   | resolved | "false" | yes | yes  | bare     |
        | email         | email | known | none     | absent  | yes | yes  | the same |
        | email         | email | known | none     | true    | yes | yes  | no       |
        | id and phone  | id    | none  | Omar's   | absent  | yes | yes  | no       |
        | id and phone  | id    | new   | none     | absent  | yes | yes  | no       |
        | id and phone  | id    | new   | none     | "true"  | yes | yes  | no       |
        | id and phone  | id    | new   | Priya's  | absent  | no  | yes  | recorded |
        | id and phone  | phone | new   | none     | absent  | yes | yes  | no       |
        | id and phone  | phone | new   | Omar's   | false   | yes | yes  | the same |
        | id and phone  | phone | new   | closed   | "false" | yes | yes  | informed |
        | id and phone  | phone | known | none     | false   | yes | yes  | bare     |
        | id and phone  | email | none  | older    | "false" | yes | yes  | no       |
        | id and phone  | email | none  | Priya's  | absent  | yes | yes  | no       |
        | id and phone  | email | none  | Tom's    | absent  | yes | yes  | no       |
        | id and phone  | email | none  | resolved | "false" | yes | yes  | no       |
        | id and phone  | email | none  | closed   | absent  | yes | yes  | no       |
        | id and phone  | email | new   | none     | absent  | yes | yes  | no       |
        | id and phone  | email | new   | none     | true    | yes | no   | no       |
        | shared phone  | id    | new   | none     | absent  | yes | yes  | no       |
        | shared phone  | id    | new   | resolved | false   | no  | yes  | the same |
        | shared phone  | phone | new   | none     | absent  | yes | yes  | no       |
        | shared phone  | phone | new   | Priya's  | "false" | yes | yes  | bare     |
        | shared phone  | phone | new   | Tom's    | false   | yes | yes  | recorded |
        | shared phone  | phone | known | none     | true    | no  | yes  | no       |
        | shared phone  | email | none  | Omar's   | "false" | yes | yes  | no       |
        | shared phone  | email | none  | older    | absent  | yes | yes  | no       |
        | shared phone  | email | none  | closed   | absent  | yes | yes  | no       |
        | shared phone  | email | new   | none     | absent  | yes | yes  | no       |
        | shared phone  | email | new   | Omar's   | absent  | yes | no   | informed |
        | shared phone  | email | known | none     | "true"  | yes | yes  | no       |
        | unknown phone | id    | none  | closed   | false   | yes | yes  | no       |
        | unknown phone | id    | new   | none     | absent  | yes | yes  | no       |
        | unknown phone | phone | none  | none     | "true"  | yes | no   | no       |
        | unknown phone | phone | new   | none     | absent  | yes | yes  | no       |
        | unknown phone | phone | new   | resolved | false   | yes | yes  | the same |
        | unknown phone | phone | new   | closed   | "false" | yes | yes  | informed |
        | unknown phone | email | none  | none     | true    | yes | yes  | no       |
        | unknown phone | email | none  | Omar's   | absent  | yes | yes  | no       |
        | unknown phone | email | none  | older    | absent  | yes | yes  | no       |
        | unknown phone | email | none  | Priya's  | absent  | yes | yes  | no       |
        | unknown phone | email | none  | Tom's    | "false" | yes | yes  | no       |
        | unknown phone | email | new   | none     | absent  | yes | yes  | no       |
        | unknown phone | email | new   | Omar's   | absent  | no  | yes  | recorded |
        | unknown phone | email | new   | older    | absent  | yes | yes  | bare     |

  @CTI-CALL-02
  Rule: The attributes of a pop can be combined, for an agent who is online

    Scenario Outline: an agent who is online
      Given a call whose requester is named by <requester>
      And the agent is named by <agent>
      And the reference is <ref>, and the ticket <ticket>
      And new_ticket is <new>; a recording: <rec>; information: <info>
      And the agent is online
      When the pop is sent; again: <again>; at the desktop: <done>
      Then every pop and every offered action is accepted

      Examples:
        | requester     | agent | ref   | ticket   | new     | rec | info | again    | done       |
        | id            | id    | none  | closed   | false   | yes | yes  | no       | refresh    |
        | id            | id    | new   | none     | absent  | yes | yes  | no       | nothing    |
        | id            | id    | new   | older    | absent  | yes | yes  | bare     | close      |
        | id            | id    | new   | Tom's    | false   | yes | yes  | bare     | new ticket |
        | id            | id    | new   | resolved | "false" | no  | no   | recorded | refresh    |
        | id            | id    | known | none     | "false" | yes | yes  | recorded | dismiss    |
        | id            | id    | known | none     | "true"  | yes | yes  | no       | nothing    |
        | id            | phone | new   | none     | absent  | yes | yes  | no       | new ticket |
        | id            | phone | new   | Omar's   | false   | yes | yes  | the same | new ticket |
        | id            | phone | new   | Priya's  | absent  | yes | yes  | informed | dismiss    |
        | id            | phone | known | none     | true    | yes | yes  | no       | nothing    |
        | id            | email | new   | none     | absent  | yes | yes  | no       | link       |
        | phone         | id    | none  | Omar's   | false   | yes | yes  | no       | new ticket |
        | phone         | id    | new   | none     | absent  | yes | yes  | no       | close      |
        | phone         | id    | new   | Tom's    | false   | yes | no   | recorded | refresh    |
        | phone         | phone | new   | none     | absent  | yes | yes  | no       | refresh    |
        | phone         | phone | new   | Priya's  | absent  | yes | yes  | bare     | nothing    |
        | phone         | phone | new   | resolved | absent  | no  | yes  | the same | close      |
        | phone         | phone | known | none     | "false" | yes | yes  | the same | refresh    |
        | phone         | phone | known | none     | true    | yes | yes  | no       | nothing    |
        | phone         | email | new   | none     | absent  | yes | yes  | no       | dismiss    |
        | phone         | email | new   | older    | "false" | yes | yes  | informed | link       |
        | phone         | email | new   | closed   | absent  | yes | yes  | bare     | refresh    |
        | phone         | email | known | none     | "true"  | yes | yes  | no       | refresh    |
        | mobile        | id    | new   | none     | absent  | yes | yes  | no       | nothing    |
        | mobile        | id    | new   | older    | "false" | no  | no   | informed | dismiss    |
        | mobile        | id    | new   | Priya's  | false   | yes | yes  | recorded | close      |
        | mobile        | id    | new   | Tom's    | false   | yes | yes  | the same | dismiss    |
        | mobile        | id    | new   | resolved | "false" | yes | yes  | bare     | new ticket |
        | mobile        | phone | none  | none     | true    | no  | no   | no       | refresh    |
        | mobile        | phone | none  | none     | "true"  | yes | no   | no       | nothing    |
        | mobile        | phone | none  | closed   | "false" | yes | yes  | no       | dismiss    |
        | mobile        | phone | new   | none     | absent  | yes | yes  | no       | new ticket |
        | mobile        | email | new   | none     | absent  | yes | yes  | no       | link       |
        | mobile        | email | new   | Omar's   | "false" | no  | yes  | recorded | dismiss    |
        | mobile        | email | known | none     | true    | yes | yes  | no       | refresh    |
        | email         | id    | none  | older    | false   | yes | yes  | no       | link       |
        | email         | id    | new   | none     | absent  | yes | yes  | no       | close      |
        | email         | id    | new   | resolved | false   | yes | yes  | informed | dismiss    |
        | email         | id    | new   | closed   | false   | yes | yes  | informed | new ticket |
        | email         | id    | known | none     | "true"  | yes | yes  | no       | nothing    |
        | email         | phone | new   | none     | absent  | yes | yes  | no       | refresh    |
        | email         | phone | new   | Priya's  | "false" | yes | yes  | the same | link       |
        | email         | phone | new   | Tom's    | false   | no  | yes  | bare     | nothing    |
        | email         | phone | known | none     | true    | yes | yes  | no       | dismiss    |
        | email         | email | new   | none     | absent  | yes | yes  | no       | dismiss    |
        | email         | email | new   | Omar's   | absent  | yes | yes  | recorded | link       |
        | email         | email | known | none     | "false" | yes | no   | bare     | nothing    |
        | email         | email | known | none     | "true"  | yes | yes  | no       | nothing    |
        | id and phone  | id    | new   | none     | absent  | yes | yes  | no       | nothing    |
        | id and phone  | id    | new   | Omar's   | "false" | yes | yes  | bare     | nothing    |
        | id and phone  | id    | new   | Tom's    | absent  | yes | yes  | informed | close      |
        | id and phone  | id    | new   | closed   | false   | yes | no   | the same | close      |
        | id and phone  | id    | known | none     | true    | yes | yes  | no       | refresh    |
        | id and phone  | id    | known | none     | "true"  | no  | yes  | no       | nothing    |
        | id and phone  | phone | none  | resolved | "false" | yes | yes  | no       | link       |
        | id and phone  | phone | new   | none     | absent  | yes | yes  | no       | new ticket |
        | id and phone  | phone | new   | older    | false   | yes | yes  | recorded | new ticket |
        | id and phone  | phone | new   | closed   | "false" | no  | yes  | no       | link       |
        | id and phone  | phone | known | none     | false   | yes | yes  | bare     | dismiss    |
        | id and phone  | email | none  | Priya's  | "false" | yes | yes  | no       | new ticket |
        | id and phone  | email | new   | none     | absent  | yes | yes  | no       | link       |
        | shared phone  | id    | new   | none     | absent  | yes | yes  | no       | close      |
        | shared phone  | id    | new   | Omar's   | false   | yes | no   | no       | close      |
        | shared phone  | id    | new   | Priya's  | "false" | no  | yes  | bare     | refresh    |
        | shared phone  | phone | new   | none     | absent  | yes | yes  | no       | refresh    |
        | shared phone  | phone | new   | Tom's    | absent  | yes | no   | bare     | link       |
        | shared phone  | phone | new   | closed   | "false" | no  | no   | recorded | new ticket |
        | shared phone  | phone | known | none     | "false" | yes | yes  | recorded | nothing    |
        | shared phone  | phone | known | none     | true    | yes | yes  | no       | nothing    |
        | shared phone  | phone | known | none     | "true"  | yes | yes  | no       | dismiss    |
        | shared phone  | email | none  | resolved | absent  | yes | yes  | no       | nothing    |
        | shared phone  | email | new   | none     | absent  | yes | yes  | no       | dismiss    |
        | shared phone  | email | new   | older    | absent  | yes | yes  | the same | refresh    |
        | shared phone  | email | known | none     | absent  | yes | yes  | the same | nothing    |
        | shared phone  | email | known | none     | false   | yes | yes  | informed | nothing    |
        | unknown phone | id    | new   | none     | absent  | yes | yes  | no       | nothing    |
        | unknown phone | id    | new   | none     | "true"  | yes | yes  | no       | dismiss    |
        | unknown phone | phone | new   | none     | absent  | yes | yes  | no       | new ticket |
        | unknown phone | phone | new   | none     | true    | yes | yes  | no       | dismiss    |
        | unknown phone | phone | new   | Omar's   | "false" | yes | yes  | informed | refresh    |
        | unknown phone | phone | new   | Priya's  | absent  | yes | no   | the same | dismiss    |
        | unknown phone | phone | new   | resolved | false   | yes | yes  | the same | close      |
        | unknown phone | email | none  | Tom's    | "false" | yes | yes  | no       | close      |
        | unknown phone | email | new   | none     | absent  | yes | yes  | no       | link       |
        | unknown phone | email | new   | older    | false   | yes | yes  | bare     | nothing    |
        | unknown phone | email | new   | closed   | absent  | no  | yes  | recorded | nothing    |

  @CTI-CALL-03
  Rule: A change of a contact takes effect at the next call

    Scenario Outline: <field>: Omar <change>
      Given Omar is a contact who has his own <field>
      And an earlier call has named him by it: <called>
      And Omar then <change>
      When calls name Omar by the former value, and by the new one, if there is one
      Then each call has the requester whom the contacts' records now name

      Examples:
        | field  | called | change                                  |
        | phone  | yes    | gets another one                        |
        | phone  | yes    | loses it                                |
        | phone  | yes    | gives it to Priya                       |
        | phone  | yes    | gives it to Priya as her other number   |
        | phone  | yes    | is deleted                              |
        | phone  | yes    | is deleted and restored                 |
        | phone  | yes    | is renamed                              |
        | mobile | yes    | gets another one                        |
        | mobile | yes    | loses it                                |
        | mobile | yes    | gives it to Priya                       |
        | mobile | yes    | gives it to Priya as her other number   |
        | mobile | yes    | shares it with Priya, whose Phone it is |
        | mobile | yes    | is deleted                              |
        | mobile | yes    | is deleted and restored                 |
        | mobile | yes    | is renamed                              |
        | email  | yes    | gets another one                        |
        | email  | yes    | loses it                                |
        | email  | yes    | gives it to Priya                       |
        | email  | yes    | is deleted                              |
        | email  | yes    | is deleted and restored                 |
        | email  | yes    | is renamed                              |
        | phone  | no     | gets another one                        |
        | phone  | no     | loses it                                |
        | phone  | no     | gives it to Priya                       |
        | phone  | no     | gives it to Priya as her other number   |
        | phone  | no     | is deleted                              |
        | phone  | no     | is deleted and restored                 |
        | phone  | no     | is renamed                              |

    @since-0.2.0
    Scenario Outline: <field>: Omar is deleted, and another contact gets it
      Given Omar is a contact who has his own <field>
      And an earlier call has named him by it: no
      And Omar then is deleted, and Priya gets it
      When calls name Omar by the former value, and by the new one, if there is one
      Then each call has the requester whom the contacts' records now name

      Examples:
        | field  |
        | phone  |
        | mobile |

    Scenario Outline: a contact whom a call made, and who <change>
      Given Omar is a contact whom a call from an unknown number has made
      And Omar then <change>
      When calls name Omar by the former value, and by the new one, if there is one
      Then each call has the requester whom the contacts' records now name

      Examples:
        | change            |
        | gets another one  |
        | gives it to Priya |
        | is deleted        |

    Scenario Outline: Omar gets the <field> that a refused pop has brought
      Given Omar is a contact who has his own <field>
      And a refused pop has brought another <field>
      And Omar then gets that one
      When calls name Omar by the former value, and by the new one, if there is one
      Then each call has the requester whom the contacts' records now name

      Examples:
        | field  |
        | phone  |
        | mobile |
        | email  |

  @CTI-CALL-04
  Rule: A refused pop changes nothing, whatever comes with it

    Scenario Outline: <fault>, with <reference> reference
      Given Ines has an open call of Omar, and Priya's call has a ticket
      And a pop meant for <agent>, with <fault>
      And its reference is <reference>, its requester named by <requester>, with <extra>
      When the pop is sent, and then the same without its fault
      Then the first is refused, and the second is accepted

      Examples:
        | agent | fault                      | reference | requester        | extra        |
        | Ines  | an unknown requester_id    | new       | phone            | a recording  |
        | Ines  | an unknown requester_id    | Omar's    | new phone        | nothing else |
        | Ines  | an unknown requester_id    | Priya's   | id and new phone | new_ticket   |
        | Ines  | an unknown responder_id    | new       | phone            | nothing else |
        | Ines  | an unknown responder_id    | Omar's    | new phone        | new_ticket   |
        | Ines  | an unknown responder_id    | Priya's   | phone            | new_ticket   |
        | Ines  | an unknown responder_email | new       | phone            | a recording  |
        | Ines  | an unknown responder_email | Omar's    | id and new phone | nothing else |
        | Ines  | an unknown responder_email | Priya's   | new phone        | a recording  |
        | Ines  | an unknown ticket_id       | new       | new phone        | new_ticket   |
        | Ines  | an unknown ticket_id       | Omar's    | new phone        | nothing else |
        | Ines  | an unknown ticket_id       | Priya's   | phone            | new_ticket   |
        | Ines  | no responder               | new       | id and new phone | new_ticket   |
        | Ines  | no responder               | Omar's    | new phone        | a recording  |
        | Ines  | no responder               | Priya's   | id               | nothing else |
        | Ines  | wrong credentials          | new       | phone            | new_ticket   |
        | Ines  | wrong credentials          | Omar's    | new phone        | nothing else |
        | Ines  | wrong credentials          | Priya's   | id and new phone | a recording  |
        | Tom   | an unknown requester_id    | new       | id               | nothing else |
        | Tom   | an unknown requester_id    | Omar's    | id and new phone | nothing else |
        | Tom   | an unknown requester_id    | Priya's   | phone            | nothing else |
        | Tom   | an unknown responder_id    | new       | id               | a recording  |
        | Tom   | an unknown responder_id    | new       | id and new phone | nothing else |
        | Tom   | an unknown responder_id    | Omar's    | id               | new_ticket   |
        | Tom   | an unknown responder_id    | Priya's   | id and new phone | new_ticket   |
        | Tom   | an unknown responder_email | new       | id and new phone | a recording  |
        | Tom   | an unknown responder_email | Omar's    | id               | new_ticket   |
        | Tom   | an unknown responder_email | Priya's   | id               | new_ticket   |
        | Tom   | an unknown ticket_id       | new       | id               | new_ticket   |
        | Tom   | an unknown ticket_id       | Omar's    | id and new phone | nothing else |
        | Tom   | an unknown ticket_id       | Omar's    | new phone        | a recording  |
        | Tom   | an unknown ticket_id       | Priya's   | id               | new_ticket   |
        | Tom   | no responder               | new       | id and new phone | a recording  |
        | Tom   | no responder               | Omar's    | phone            | a recording  |
        | Tom   | no responder               | Priya's   | phone            | new_ticket   |
        | Tom   | wrong credentials          | new       | id               | nothing else |
        | Tom   | wrong credentials          | Omar's    | phone            | new_ticket   |
        | Tom   | wrong credentials          | Priya's   | id               | new_ticket   |

  @CTI-CALL-05 @exclusive
  Rule: With the New Ticket option on, the attributes of a pop can be combined as well

    Scenario Outline: an agent who is <state>, with the New Ticket option
      Given a call whose requester is named by <requester>
      And the agent is named by id
      And the reference is <ref>, and the ticket none
      And new_ticket is <new>; a recording: <rec>; information: <info>
      And the admin has switched on the New Ticket option
      And the agent is <state>
      When the pop is sent; again: no; at the desktop: <done>
      Then every pop and every offered action is accepted

      Examples:
        | state   | requester     | ref   | new     | rec | info | done    |
        | offline | id            | new   | "true"  | yes | yes  | nothing |
        | offline | id            | known | true    | yes | yes  | nothing |
        | offline | phone         | none  | "true"  | yes | yes  | nothing |
        | offline | phone         | new   | "false" | yes | yes  | nothing |
        | offline | mobile        | none  | false   | yes | no   | nothing |
        | offline | mobile        | known | "false" | yes | yes  | nothing |
        | offline | email         | none  | true    | no  | yes  | nothing |
        | offline | email         | new   | "false" | yes | yes  | nothing |
        | offline | email         | new   | "true"  | yes | yes  | nothing |
        | offline | email         | known | absent  | yes | yes  | nothing |
        | offline | id and phone  | none  | "true"  | yes | yes  | nothing |
        | offline | id and phone  | new   | false   | yes | yes  | nothing |
        | offline | shared phone  | none  | absent  | yes | yes  | nothing |
        | offline | shared phone  | new   | false   | yes | yes  | nothing |
        | offline | shared phone  | new   | "false" | yes | yes  | nothing |
        | offline | shared phone  | new   | true    | yes | yes  | nothing |
        | offline | shared phone  | known | "true"  | yes | yes  | nothing |
        | offline | unknown phone | none  | "true"  | yes | yes  | nothing |
        | offline | unknown phone | new   | absent  | yes | yes  | nothing |
        | offline | unknown phone | new   | false   | yes | yes  | nothing |
        | offline | unknown phone | new   | "false" | yes | yes  | nothing |
        | offline | unknown phone | new   | true    | yes | yes  | nothing |
        | online  | id            | none  | absent  | no  | yes  | refresh |
        | online  | id            | none  | false   | yes | no   | load    |
        | online  | id            | none  | "false" | yes | yes  | dismiss |
        | online  | phone         | new   | true    | yes | yes  | refresh |
        | online  | phone         | new   | "true"  | yes | yes  | load    |
        | online  | phone         | known | absent  | no  | no   | dismiss |
        | online  | phone         | known | false   | yes | yes  | refresh |
        | online  | mobile        | none  | true    | yes | yes  | dismiss |
        | online  | mobile        | none  | "true"  | yes | yes  | refresh |
        | online  | mobile        | new   | absent  | no  | yes  | load    |
        | online  | email         | new   | "true"  | no  | no   | refresh |
        | online  | email         | known | false   | yes | yes  | dismiss |
        | online  | email         | known | "false" | yes | yes  | load    |
        | online  | id and phone  | new   | absent  | no  | yes  | load    |
        | online  | id and phone  | new   | "false" | yes | yes  | refresh |
        | online  | id and phone  | new   | "true"  | yes | yes  | dismiss |
        | online  | id and phone  | known | true    | yes | no   | load    |
        | online  | shared phone  | none  | absent  | yes | yes  | dismiss |
        | online  | shared phone  | new   | false   | no  | no   | load    |
        | online  | shared phone  | new   | "true"  | yes | yes  | nothing |
        | online  | shared phone  | new   | "true"  | yes | yes  | refresh |
        | online  | unknown phone | none  | absent  | yes | yes  | dismiss |
        | online  | unknown phone | none  | "false" | no  | no   | refresh |
        | online  | unknown phone | none  | "false" | yes | yes  | load    |

  @CTI-CALL-06
  Rule: A change of an agent takes effect at the next call

    Scenario Outline: <field>: Ines <change>
      Given Ines is an agent who has her own <field>
      And an earlier call has named her by it: <called>
      And Ines then <change>
      When calls name Ines by the former value, and by the new one, if there is one
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
      Examples:
        | field  | called | change           |
        | mobile | yes    | gets another one |
        | mobile | no     | gives it to Tom  |

    @since-0.2.0 @thorough
    Example: the agent who had the phone was deleted, and another has got it
      Given Ines is an agent who has her own phone
      And Ines then is deleted, and Tom gets it
      When calls name Ines by the former value, and by the new one, if there is one
      Then each call has the agent whom the agents' records now name

    @since-0.2.0 @thorough
    Scenario Outline: Ines gets the <field> that a refused pop has brought
      Given Ines is an agent who has her own <field>
      And a refused pop has named her by another <field>
      And Ines then gets that one
      When calls name Ines by the former value, and by the new one, if there is one
      Then each call has the agent whom the agents' records now name

      Examples:
        | field |
        | phone |
        | email |

    @since-0.2.0
    Example: the agent who had the number was deleted
      Given Tom is an agent
      And the agent Tom has been deleted
      When a call from an unknown number comes in for Tom's phone
      Then the pop is refused

  @CTI-CALL-07
  Rule: Calls of one contact with two agents stay apart

    Scenario Outline: <first> is the first to <do>, the other then to <then>
      Given Omar calls Ines and then Tom, and both take notes
      When <first> is the first to <do>, and the other agent then to <then>
      Then every pop and every offered action is accepted

      Examples:
        | first | do                      | then                    |
        | Ines  | make a ticket           | close with a new ticket |
        | Ines  | link to a ticket        | make a ticket           |
        | Ines  | close with a new ticket | link to a ticket        |
        | Tom   | make a ticket           | link to a ticket        |
        | Tom   | close with a new ticket | make a ticket           |
        | Tom   | dismiss                 | close with a new ticket |

    Scenario Outline: <first> is the first to <do>, the other then to <then>, about one ticket
      Given Omar calls Ines and then Tom about one ticket, and both take notes
      When <first> is the first to <do>, and the other agent then to <then>
      Then every pop and every offered action is accepted

      Examples:
        | first | do                          | then                        |
        | Ines  | close with the ticket shown | close with the ticket shown |
        | Tom   | close with the ticket shown | link to a ticket            |
        | Tom   | make a ticket               | close with the ticket shown |

    @exclusive
    Scenario Outline: <first> is the first to <do>, with the New Ticket option
      Given the admin has switched on the New Ticket option
      And Omar calls Ines and then Tom, and both take notes
      When <first> is the first to <do>, and the other agent then to <then>
      Then every pop and every offered action is accepted

      Examples:
        | first | do                     | then                   |
        | Ines  | dismiss                | load the ticket's page |
        | Tom   | load the ticket's page | dismiss                |
