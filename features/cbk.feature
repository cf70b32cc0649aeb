Feature: The callback of click to dial
  An agent clicks a phone number, and the helpdesk calls the telephony system's URL. What the
  helpdesk does not know is left out: the agent may have picked no number, the number may stand on
  no ticket, and it may be nobody's.

  @CTI-CBK-01
  Rule: A click is taken by GET

    Scenario Outline: a GET of a helpdesk that <knows>
      When the helpdesk <knows> and calls the callback by GET
      Then the call is taken

      Examples:
        | knows                                             |
        | knows all there is to know                        |
        | does not know the agent's number                  |
        | does not know the ticket                          |
        | does not know the requester                       |
        | does not know the agent's number or the ticket    |
        | does not know the agent's number or the requester |
        | does not know the ticket or the requester         |
        | knows only the number and the agent               |

  @CTI-CBK-02
  Rule: A click is taken by POST

    Scenario Outline: a POST of a helpdesk that <knows>
      When the helpdesk <knows> and calls the callback by POST
      Then the call is taken

      Examples:
        | knows                                             |
        | knows all there is to know                        |
        | does not know the agent's number                  |
        | does not know the ticket                          |
        | does not know the requester                       |
        | does not know the agent's number or the ticket    |
        | does not know the agent's number or the requester |
        | does not know the ticket or the requester         |
        | knows only the number and the agent               |

  @CTI-CBK-03
  Rule: What cannot be dialled is refused

    Scenario Outline: a request by <method> <says>
      When a request by <method> <says>
      Then the callback refuses it

      Examples:
        | method | says                            |
        | GET    | has no number                   |
        | GET    | has a number that is empty      |
        | GET    | has a number that is a sentence |
        | POST   | has no number                   |
        | POST   | has a number that is empty      |
        | POST   | has a number that is a sentence |
