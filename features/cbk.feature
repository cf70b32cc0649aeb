Feature: The callback of click to dial
  An agent clicks a phone number, and the helpdesk calls the URL of the telephone system. The
  request leaves out the parameters that the helpdesk does not know: the agent may have picked no
  number, and the number may belong to no ticket and to no contact.

  @CTI-CBK-01
  Rule: A click by GET is accepted

    Scenario Outline: a GET request of a helpdesk that <knows>
      When a helpdesk that <knows> calls the callback by GET
      Then the callback accepts the request

      Examples:
        | knows                                             |
        | knows everything                                  |
        | does not know the agent's number                  |
        | does not know the ticket                          |
        | does not know the requester                       |
        | does not know the agent's number or the ticket    |
        | does not know the agent's number or the requester |
        | does not know the ticket or the requester         |
        | knows only the number and the agent               |

  @CTI-CBK-02
  Rule: A click by POST is accepted

    Scenario Outline: a POST request of a helpdesk that <knows>
      When a helpdesk that <knows> calls the callback by POST
      Then the callback accepts the request

      Examples:
        | knows                                             |
        | knows everything                                  |
        | does not know the agent's number                  |
        | does not know the ticket                          |
        | does not know the requester                       |
        | does not know the agent's number or the ticket    |
        | does not know the agent's number or the requester |
        | does not know the ticket or the requester         |
        | knows only the number and the agent               |

  @CTI-CBK-03
  Rule: A click without a usable number is refused

    Scenario Outline: a <method> request <number>
      When a <method> request <number> reaches the callback
      Then the callback refuses the request

      Examples:
        | method | number                        |
        | GET    | without a number              |
        | GET    | with an empty number          |
        | GET    | with a sentence as its number |
        | POST   | without a number              |
        | POST   | with an empty number          |
        | POST   | with a sentence as its number |
