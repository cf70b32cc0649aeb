Feature: The Screenpop request
  A telephone system announces a call with POST /api/v2/integrations/cti/pop, the pop. Its body is a
  JSON object that names the requester (who is calling), the responder (which agent answers) and
  other known facts about the call. Unless an example says otherwise, a call has a call reference.

  @CTI-POP-01
  Rule: An accepted pop answers with an id made of digits

    Example: the answer to a screen pop
      Given a screen pop
      When the pop is sent
      Then the pop is accepted
      And the answer is a JSON object whose id is a string of digits

  @CTI-POP-02
  Rule: A pop that names no requester is refused

    Scenario Outline: the requester attributes are <requester>
      Given a screen pop
      And the pop's requester attributes are <requester>
      When the pop is sent
      Then the pop is refused
      And nothing is created for the call reference

      Examples:
        | requester       |
        | left out        |
        | null            |
        | an empty string |
        | a blank phone   |

  @CTI-POP-03
  Rule: A pop that names no responder is refused

    Scenario Outline: the responder attributes are <responder>
      Given a screen pop
      And the pop's responder attributes are <responder>
      When the pop is sent
      Then the pop is refused
      And nothing is created for the call reference

      Examples:
        | responder       |
        | left out        |
        | null            |
        | an empty string |

  @CTI-POP-04
  Rule: One requester attribute is enough

    Scenario Outline: only <attribute> names the requester
      Given a screen pop
      And the pop's only requester attribute is <attribute>
      When the pop is sent
      Then the pop is accepted

      Examples:
        | attribute       |
        | requester_id    |
        | requester_phone |
        | requester_email |

  @CTI-POP-05
  Rule: One responder attribute is enough

    Scenario Outline: only <attribute> names the responder
      Given a screen pop
      And the pop's only responder attribute is <attribute>
      When the pop is sent
      Then the pop is accepted

      Examples:
        | attribute       |
        | responder_id    |
        | responder_phone |
        | responder_email |

    @since-0.2.0
    Example: the phone is an internal extension
      Given Tom is an agent whose number is an extension
      When a call from an unknown number comes in for Tom's phone
      Then Tom is the responder of the call

  @CTI-POP-06
  Rule: A number or boolean sent as a string means the same

    Example: requester_id as a string of digits
      Given a screen pop
      And Omar is a contact
      And the pop's requester_id is the id of Omar, as a string
      When the pop is sent
      Then Omar is the requester of the call

    Example: responder_id as a string of digits
      Given a screen pop
      And Tom is an agent
      And the pop's responder_id is the id of Tom, as a string
      When the pop is sent
      Then Tom is the responder of the call

    Example: ticket_id as a string of digits
      Given a screen pop
      And the pop's ticket_id is the id of a ticket, as a string
      When the pop is sent
      Then call details report only the ticket from before the pop

    Example: new_ticket as the string "true"
      Given a screen pop whose call reference has a ticket
      And the pop's new_ticket is the JSON value "true"
      When the pop is sent
      Then call details report another ticket

    Example: new_ticket as the string "false"
      Given a screen pop whose call reference has a ticket
      And the pop's new_ticket is the JSON value "false"
      When the pop is sent
      Then call details report only the ticket from before the pop

  @CTI-POP-07
  Rule: Everything but the requester and the responder is optional

    Example: no optional attribute
      Given a screen pop
      And the pop's optional attributes are left out
      When the pop is sent
      Then the pop is accepted

    Scenario Outline: <attribute> is the only optional attribute
      Given a screen pop
      And the pop's only optional attribute is <attribute>
      When the pop is sent
      Then the pop is accepted

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
      And the pop's <attribute> is the JSON value <value>
      When the pop is sent
      Then the pop is refused
      And nothing is created for the call reference

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
      And the pop's call_reference_id is the JSON value <value>
      When the pop is sent
      Then the pop is refused

      Examples:
        | value     |
        | {"id": 1} |
        | [1]       |

    @since-0.2.0
    Scenario Outline: the id in <attribute> is <value>
      Given a screen pop
      And the pop's <attribute> is <value>
      When the pop is sent
      Then the pop is refused
      And nothing is created for the call reference

      Examples:
        | attribute    | value                              |
        | requester_id | an id with letters after it        |
        | requester_id | an id with a fraction              |
        | requester_id | an id in an object                 |
        | requester_id | an id with a fraction, as a string |
        | requester_id | an id in a list                    |
        | requester_id | the boolean true                   |
        | responder_id | an id with letters after it        |
        | responder_id | an id with a fraction              |
        | responder_id | an id in an object                 |
        | responder_id | an id with a fraction, as a string |
        | responder_id | an id in a list                    |
        | responder_id | the boolean true                   |
        | ticket_id    | an id with letters after it        |
        | ticket_id    | an id with a fraction              |
        | ticket_id    | an id in an object                 |
        | ticket_id    | an id with a fraction, as a string |
        | ticket_id    | an id in a list                    |
        | ticket_id    | the boolean true                   |

  @CTI-POP-09
  Rule: A body that is not a JSON object is refused

    Scenario Outline: the body is <body>
      When <body> is sent as a screen pop
      Then the pop is refused

      Examples:
        | body                     |
        | nothing                  |
        | text that is not JSON    |
        | a JSON object cut short  |
        | the JSON value null      |
        | a JSON number            |
        | bytes that are not UTF-8 |

    Scenario Outline: the screen pop is inside <body>
      Given a screen pop
      When the pop is sent inside <body>
      Then the pop is refused
      And nothing is created for the call reference

      Examples:
        | body          |
        | a JSON array  |
        | a JSON string |

  @CTI-POP-10
  Rule: An error says which field is wrong, and why

    Example: a value of the wrong type
      Given a screen pop
      And the pop's ticket_id is the JSON value "soon"
      When the pop is sent
      Then the error has a description
      And each entry of its errors has a field, a message and a code
      And an entry of its errors names ticket_id

    Example: an id that nobody has
      Given a screen pop
      And the pop has an unknown responder_id
      When the pop is sent
      Then the error has a description
      And each entry of its errors has a field, a message and a code
      And an entry of its errors names responder_id

  @CTI-POP-11
  Rule: An undocumented attribute is ignored or refused

    Example: an undocumented attribute
      Given a screen pop
      And the pop's shoe_size is the JSON value 43
      When the pop is sent
      Then the pop is accepted, or refused with the code invalid_field

  @CTI-POP-12
  Rule: A wrong method, or a content type other than JSON, has its own status

    Scenario Outline: <method> on the path of the Screenpop API
      When a <method> request is sent to the Screenpop API
      Then the request is refused with 405

      Examples:
        | method |
        | GET    |
        | PUT    |
        | DELETE |

    Scenario Outline: <method> on the path of the Call Details API
      When a <method> request is sent to the Call Details API
      Then the request is refused with 405

      Examples:
        | method |
        | POST   |
        | DELETE |

    Scenario Outline: a body declared as <type>
      Given a screen pop
      When the pop is sent as <type>
      Then the pop is refused with 415

      Examples:
        | type                              |
        | text/plain                        |
        | application/x-www-form-urlencoded |

    @since-0.2.0
    Example: the declaration of JSON has a charset
      Given a screen pop
      When the pop is sent as application/json; charset=utf-8
      Then the pop is accepted

  @CTI-POP-13
  Rule: A refused pop leaves no trace

    Scenario Outline: a pop from an unknown number has <fault>
      Given an unknown number
      And Omar is a contact who has a ticket
      And a call from that number about that ticket
      And the pop has <fault>
      When the pop is sent
      Then the pop is refused
      And no contact has that number
      And that ticket has no new note and no time entry of the call
      And nothing is created for the call reference

      Examples:
        | fault                      |
        | no credentials             |
        | wrong credentials          |
        | no responder               |
        | an unknown responder_id    |
        | an unknown responder_phone |
        | an unknown responder_email |
        | an unknown requester_id    |
        | an unknown ticket_id       |

    Scenario Outline: a pop from a contact has <fault>
      Given Omar is a contact
      And a call from Omar
      And the pop has <fault>
      When the pop is sent
      Then the pop is refused
      And Omar has no ticket
      And nothing is created for the call reference

      Examples:
        | fault                      |
        | no responder               |
        | an unknown responder_id    |
        | an unknown responder_email |

    @since-0.2.0
    Scenario Outline: a refused pop's <attribute> is <value>
      Given a screen pop
      And the pop's <attribute> is <value>
      When the pop is sent
      Then the pop is refused
      And nothing is created for the call reference

      Examples:
        | attribute    | value                        |
        | responder_id | zero                         |
        | responder_id | a negative id                |
        | responder_id | an id beyond 64 bits         |
        | responder_id | the id of a call             |
        | responder_id | the id of a ticket of a call |
        | responder_id | the id of a deleted agent    |
        | ticket_id    | the id of a note             |

    @since-0.2.0
    Scenario Outline: a call that has a ticket comes in again with a recording, and has <fault>
      Given Omar is a contact
      And a call from Omar has come in for an agent who is offline
      And the call has made a ticket
      And the pop has <fault>
      When the call comes in again with a recording
      Then the pop is refused
      And no note on the ticket has the recording

      Examples:
        | fault                      |
        | an unknown responder_email |
        | an unknown ticket_id       |

    @since-0.2.0
    Example: a refused pop is corrected, and sent again with the same call reference
      Given Omar is a contact
      And a call from Omar
      And the pop has an unknown responder_id
      And the pop has been refused
      When the call comes in for an agent who is offline
      Then exactly one new ticket is made, for Omar
      And call details report the ticket of the call

  @CTI-POP-14
  Rule: No request causes a server error

    Scenario Outline: a screen pop with <oddity>
      Given a screen pop with <oddity>
      When the pop is sent
      Then the answer is not a server error

      Examples:
        | oddity                         |
        | a string of 100,000 characters |
        | control characters             |
        | an emoji in every string       |
        | a lone surrogate               |
        | an id of thirty digits         |
        | an id of zero                  |
        | a negative id                  |
        | a fractional id                |
        | NaN as an id                   |
        | a hundred nested lists         |
        | ten thousand nested lists      |
        | a repeated attribute           |
        | quotes and semicolons          |
        | a thousand undocumented fields |
        | call information without pairs |

    @since-0.2.0
    Scenario Outline: <attribute> is the id of <kind>
      Given a screen pop
      And the pop's <attribute> is the id of <kind>
      When the pop is sent
      Then the answer is not a server error

      Examples:
        | attribute    | kind     |
        | requester_id | an agent |
        | requester_id | a call   |
        | responder_id | a ticket |
        | ticket_id    | an agent |

    @since-0.2.0
    Scenario Outline: the pop's <attribute> is <value>, which is nearly a number
      Given a screen pop
      And the pop's <attribute> is the JSON value <value>
      When the pop is sent
      Then the answer is not a server error

      Examples:
        | attribute    | value   |
        | requester_id | "²"     |
        | responder_id | "²"     |
        | ticket_id    | "²"     |
        | requester_id | "1e400" |
        | responder_id | "1e400" |
        | ticket_id    | "1e400" |

    Scenario Outline: call details for <oddity>
      When call details are requested for <oddity>
      Then the answer is not a server error

      Examples:
        | oddity                                 |
        | an empty call reference                |
        | a call reference of 5,000 characters   |
        | a call reference of control characters |
        | a call reference with quotes           |
        | two call references at once            |

  @CTI-POP-15
  Rule: An optional attribute that is null is the same as one left out

    Example: the pop's optional attributes are null
      Given a screen pop
      And the pop's optional attributes are null
      When the pop is sent
      Then the pop is accepted
