Feature: The Screenpop request
  A telephone system announces a call with POST /api/v2/integrations/cti/pop. The body is a JSON
  object that names who is calling, which agent answers, and what else is known of the call.

  @CTI-POP-01
  Rule: An accepted pop answers with an id made of digits

    Example: the answer to a screen pop
      Given a screen pop
      When it is sent
      Then it is accepted
      And the answer is a JSON object whose id is a string of digits

  @CTI-POP-02
  Rule: A pop that names no requester is refused

    Scenario Outline: the requester attributes are <requester>
      Given a screen pop
      And its requester attributes are <requester>
      When it is sent
      Then it is refused
      And nothing is created for its call reference

      Examples:
        | requester     |
        | left out      |
        | null          |
        | an empty text |
        | a blank phone |

  @CTI-POP-03
  Rule: A pop that names no responder is refused

    Scenario Outline: the responder attributes are <responder>
      Given a screen pop
      And its responder attributes are <responder>
      When it is sent
      Then it is refused
      And nothing is created for its call reference

      Examples:
        | responder     |
        | left out      |
        | null          |
        | an empty text |

  @CTI-POP-04
  Rule: One requester attribute is enough

    Scenario Outline: only <attribute> names the requester
      Given a screen pop
      And its only requester attribute is <attribute>
      When it is sent
      Then it is accepted

      Examples:
        | attribute       |
        | requester_id    |
        | requester_phone |
        | requester_email |

  @CTI-POP-05
  Rule: One responder attribute is enough

    Scenario Outline: only <attribute> names the responder
      Given a screen pop
      And its only responder attribute is <attribute>
      When it is sent
      Then it is accepted

      Examples:
        | attribute       |
        | responder_id    |
        | responder_phone |
        | responder_email |

  @CTI-POP-06
  Rule: A number or boolean sent as a string means the same

    Example: requester_id as a string of digits
      Given a screen pop
      And its requester_id is a contact's id, written as a string
      When it is sent
      Then call details name that contact as the requester

    Example: responder_id as a string of digits
      Given a screen pop
      And its responder_id is an agent's id, written as a string
      When it is sent
      Then call details name that agent as the responder

    Example: ticket_id as a string of digits
      Given a screen pop
      And its ticket_id is the id of a ticket, written as a string
      When it is sent
      Then call details name that ticket

    Example: new_ticket as the string "true"
      Given a screen pop whose call reference has a ticket
      And its new_ticket is "true"
      When it is sent
      Then call details name another ticket

    Example: new_ticket as the string "false"
      Given a screen pop whose call reference has a ticket
      And its new_ticket is "false"
      When it is sent
      Then call details name the same ticket

  @CTI-POP-07
  Rule: Everything but the requester and the responder is optional

    Example: no optional attribute
      Given a screen pop
      And it has no optional attribute
      When it is sent
      Then it is accepted

    Scenario Outline: <attribute> is the only optional attribute
      Given a screen pop
      And its only optional attribute is <attribute>
      When it is sent
      Then it is accepted

      Examples:
        | attribute         |
        | call_reference_id |
        | ticket_id         |
        | new_ticket        |
        | call_url          |
        | call_info         |

  @CTI-POP-08
  Rule: An attribute of an unreadable type is refused

    Scenario Outline: <attribute> is <value>
      Given a screen pop
      And its <attribute> is the JSON value <value>
      When it is sent
      Then it is refused
      And nothing is created for its call reference

      Examples:
        | attribute       | value             |
        | requester_id    | "somebody"        |
        | requester_id    | {"id": 1}         |
        | requester_phone | {"number": "1"}   |
        | requester_phone | ["+12125550100"]  |
        | requester_email | {"to": "a@b.com"} |
        | responder_id    | "somebody"        |
        | responder_phone | {"number": "1"}   |
        | responder_email | ["a@example.com"] |
        | ticket_id       | "soon"            |
        | ticket_id       | [1]               |
        | new_ticket      | "maybe"           |
        | new_ticket      | {}                |
        | call_url        | {"at": "here"}    |
        | call_info       | ["Organisation"]  |
        | call_info       | "Organisation"    |

    Scenario Outline: call_reference_id is <value>
      Given a screen pop
      And its call_reference_id is the JSON value <value>
      When it is sent
      Then it is refused

      Examples:
        | value     |
        | {"id": 1} |
        | [1]       |

  @CTI-POP-09
  Rule: A body that is not a JSON object is refused

    Scenario Outline: the body is <body>
      When <body> is sent as a screen pop
      Then it is refused

      Examples:
        | body                     |
        | nothing                  |
        | a word that is no JSON   |
        | a JSON object cut short  |
        | the JSON value null      |
        | a JSON number            |
        | bytes that are not UTF-8 |

    Scenario Outline: the screen pop is inside <body>
      Given a screen pop
      When it is sent inside <body>
      Then it is refused
      And nothing is created for its call reference

      Examples:
        | body          |
        | a JSON array  |
        | a JSON string |

  @CTI-POP-10
  Rule: An error says which field is wrong, and why

    Example: a value of the wrong type
      Given a screen pop
      And its ticket_id is the JSON value "soon"
      When it is sent
      Then the error has a description
      And each of its errors has a field, a message and a code
      And one of them names ticket_id

    Example: an id that nobody has
      Given a screen pop
      And its responder_id is an id that nobody has
      When it is sent
      Then the error has a description
      And each of its errors has a field, a message and a code
      And one of them names responder_id

  @CTI-POP-11
  Rule: An attribute that nobody documented is ignored or refused

    Example: an attribute that is in no documentation
      Given a screen pop
      And its shoe_size is the JSON value 43
      When it is sent
      Then it is accepted, or refused with the code invalid_field

  @CTI-POP-12
  Rule: A wrong method, or a content type other than JSON, has its own status

    Scenario Outline: <method> on the path of the Screenpop API
      When <method> is sent to the Screenpop API
      Then it is refused with 405

      Examples:
        | method |
        | GET    |
        | PUT    |
        | DELETE |

    Scenario Outline: <method> on the path of the Call Details API
      When <method> is sent to the Call Details API
      Then it is refused with 405

      Examples:
        | method |
        | POST   |
        | DELETE |

    Scenario Outline: a body declared as <type>
      Given a screen pop
      When it is sent as <type>
      Then it is refused with 415

      Examples:
        | type                              |
        | text/plain                        |
        | application/x-www-form-urlencoded |

  @CTI-POP-13
  Rule: A refused pop leaves no trace

    Scenario Outline: it is refused because of <fault>
      Given a screen pop from a number that nobody has, about a ticket
      And the pop is at fault: <fault>
      When it is sent
      Then it is refused
      And no contact has that number
      And the ticket has no new note and no time entry
      And nothing is created for its call reference

      Examples:
        | fault                               |
        | no credentials                      |
        | wrong credentials                   |
        | no responder                        |
        | a responder id that nobody has      |
        | a responder phone that no agent has |
        | a responder email that no agent has |
        | a requester id that nobody has      |
        | a ticket id that nobody has         |

    Scenario Outline: a call of a contact is refused because of <fault>
      Given Omar is a contact
      And a screen pop from Omar
      And the pop is at fault: <fault>
      When it is sent
      Then it is refused
      And Omar has no ticket
      And nothing is created for its call reference

      Examples:
        | fault                               |
        | no responder                        |
        | a responder id that nobody has      |
        | a responder email that no agent has |

  @CTI-POP-14
  Rule: No request makes a server error

    Scenario Outline: a screen pop with <oddity>
      Given a screen pop with <oddity>
      When it is sent
      Then it is not answered with a server error

      Examples:
        | oddity                         |
        | a text of 100,000 characters   |
        | control characters             |
        | an emoji in every text         |
        | half of a surrogate pair       |
        | an id of thirty digits         |
        | an id of zero                  |
        | a negative id                  |
        | a fraction for an id           |
        | NaN for an id                  |
        | a hundred nested lists         |
        | ten thousand nested lists      |
        | the same attribute twice       |
        | quotes and semicolons          |
        | a thousand undocumented fields |
        | call information without pairs |

    Scenario Outline: call details for <oddity>
      When call details are asked for <oddity>
      Then they are not answered with a server error

      Examples:
        | oddity                                 |
        | an empty call reference                |
        | a call reference of 5,000 characters   |
        | a call reference of control characters |
        | a call reference with quotes           |
        | two call references at once            |

  @CTI-POP-15
  Rule: An optional attribute that is null is the same as one left out

    Example: every optional attribute is null
      Given a screen pop
      And every optional attribute is null
      When it is sent
      Then it is accepted
