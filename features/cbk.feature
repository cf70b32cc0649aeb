Feature: The callback of click to dial
  An agent clicks a phone number, and the helpdesk calls the telephony system's URL. What the
  helpdesk does not know is left out: the agent may have picked no number, the number may stand on
  no ticket, and it may be nobody's.

  @CTI-CBK-01
  Rule: A click is taken by GET

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
  Rule: A click is taken by POST

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
  Rule: What cannot be dialled is refused

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
