Feature: Click to dial
  An agent clicks a phone number at the desktop, and the helpdesk sends a dial request to the
  callback of the telephone system. It names the number to call, the agent, the agent's own number,
  the ticket and the requester, as far as they are known. The telephone system then dials.

  @CTI-DIAL-01 @exclusive_pages
  Rule: A click on a number calls the callback with the known parameters

    Example: a number on a contact's page
      Given the admin has switched on click to dial
      And Omar is a contact whose Phone is a number
      And Tom is an agent who is online
      When Tom clicks Omar's number on the contact's page
      Then exactly one dial request reaches the callback
      And the dial request names Omar's number, Tom and Omar
      And the dial request names no ticket

    Example: a number on a ticket's page
      Given the admin has switched on click to dial
      And Omar is a contact whose Phone is a number
      And Omar has a ticket
      And Tom is an agent who is online
      When Tom clicks Omar's number on the ticket's page
      Then exactly one dial request reaches the callback
      And the dial request names Omar's number, Tom and Omar
      And the dial request names that ticket

    @since-0.2.0
    Example: the contact's Mobile on a ticket's page
      Given the admin has switched on click to dial
      And Omar is a contact whose Mobile is a number
      And Omar has a ticket
      And Tom is an agent who is online
      When Tom clicks Omar's number on the ticket's page
      Then exactly one dial request reaches the callback
      And the dial request names Omar's number, Tom and Omar
      And the dial request names that ticket

    @since-0.2.0
    Example: the callback's address names no parameter, but an account
      Given the admin has switched on click to dial, by GET, with an address without parameters
      And Omar is a contact whose Phone is a number
      And Tom is an agent who is online
      When Tom clicks Omar's number on the contact's page
      Then exactly one dial request reaches the callback

    @since-0.2.0
    Example: the agent came from the page of a ticket
      Given the admin has switched on click to dial
      And Omar is a contact whose Phone is a number
      And Omar has a ticket
      And Tom is an agent who is online
      When Tom follows the ticket's link to Omar, and clicks the number there
      Then exactly one dial request reaches the callback
      And the dial request names Omar's number, Tom and Omar
      And the dial request names no ticket

    @since-0.2.0
    Scenario Outline: one request, though the callback <fails>
      Given the admin has switched on click to dial, with a callback that <fails>
      And Omar is a contact whose Phone is a number
      And Tom is an agent who is online
      When Tom clicks Omar's number on the contact's page
      Then exactly one dial request reaches the callback

      Examples:
        | fails                 |
        | answers with an error |
        | hangs up              |

    Example: the agent has picked a helpdesk number
      Given the admin has switched on click to dial
      And Omar is a contact whose Phone is a number
      And the admin has added two helpdesk numbers
      And Tom is an agent who is online
      And Tom has picked the second helpdesk number
      When Tom clicks Omar's number on the contact's page
      Then exactly one dial request reaches the callback
      And the dial request names the second helpdesk number as the agent's number

  @CTI-DIAL-02 @exclusive_pages
  Rule: The configured request type is used

    Scenario Outline: the admin has chosen <method>
      Given the admin has switched on click to dial, by <method>
      And Omar is a contact whose Phone is a number
      And Tom is an agent who is online
      When Tom clicks Omar's number on the contact's page
      Then exactly one dial request reaches the callback
      And the dial request is a <method> request

      Examples:
        | method |
        | GET    |
        | POST   |

    @since-0.2.0
    Example: the admin has chosen another request type since
      Given the admin has switched on click to dial, by GET
      And Omar is a contact whose Phone is a number
      And Priya is a contact whose Phone is another number
      And Tom is an agent who is online
      And Tom has clicked Omar's number on the contact's page
      And the admin has switched on click to dial, by POST
      When Tom clicks Priya's number on the contact's page
      Then the dial request is a POST request

  @CTI-DIAL-03 @exclusive_pages
  Rule: The number sent is the number clicked

    Scenario Outline: each number of a contact, by <method>
      Given the admin has switched on click to dial, by <method>
      And Omar is a contact whose Phone and Mobile are numbers
      And Tom is an agent who is online
      When Tom clicks each number on Omar's page
      Then each number has reached the callback as it was clicked

      Examples:
        | method |
        | GET    |
        | POST   |

    Example: a number with punctuation and an extension
      Given the admin has switched on click to dial
      And Omar is a contact whose Phone is written "+1 (212) 555-0142 ext. 5 & #7"
      And Tom is an agent who is online
      When Tom clicks each number on Omar's page
      Then each number has reached the callback as it was clicked

    @since-0.2.0
    Scenario Outline: <number> on a contact's page, by POST
      Given the admin has switched on click to dial, by POST
      And Omar is a contact whose Phone is written "<number>"
      And Tom is an agent who is online
      When Tom clicks each number on Omar's page
      Then each number has reached the callback as it was clicked

      Examples:
        | number                        |
        | +1 (212) 555-0142 ext. 5 & #7 |
        | +44 20 7946 0018              |
        | +44 (0)20 7946 0018           |

    @since-0.2.0
    Scenario Outline: the callback's address names no parameter, by <method>
      Given the admin has switched on click to dial, by <method>, with an address without parameters
      And Omar is a contact whose Phone is written "+1 (212) 555-0142 ext. 5 & #7"
      And Tom is an agent who is online
      When Tom clicks each number on Omar's page
      Then a number that has reached the callback is the one that was clicked

      Examples:
        | method |
        | GET    |
        | POST   |

  @CTI-DIAL-04 @exclusive_pages
  Rule: While click to dial is off, a click sends no request

    Example: the number is clicked while click to dial is off, and again when it is on
      Given the admin has switched off click to dial
      And Omar is a contact whose Phone is a number
      And Priya is a contact whose Phone is another number
      And Tom is an agent who is online
      And Tom has clicked Omar's number on the contact's page
      And the admin has switched on click to dial
      When Tom clicks Priya's number on the contact's page
      Then only Priya's number has reached the callback

  @CTI-DIAL-05 @exclusive_pages
  Rule: When the callback fails, the desktop keeps working and alerts the agent

    Scenario Outline: the callback <fails>
      Given the admin has switched on click to dial, with a callback that <fails>
      And Omar is a contact whose Phone is a number
      And Tom is an agent who is online
      When Tom clicks Omar's number on the contact's page
      Then Tom sees an alert that the call was not placed
      And Tom can retry once the callback works

      Examples:
        | fails                 |
        | answers with an error |
        | redirects elsewhere   |
        | hangs up              |
        | does not answer       |

    Example: a call comes in while the callback does not answer
      Given the admin has switched on click to dial, with a callback that does not answer
      And Omar is a contact whose Phone is a number
      And Priya is a contact
      And Tom is an agent who is online
      And Tom has clicked Omar's number on the contact's page
      When a call from Priya comes in for Tom
      Then Tom's widget shows Priya
