Feature: The calls that a telephone system sends
  A telephone system announces each call to the helpdesk by a pop: when it rings at an agent's
  telephone, when it is transferred, and when its recording is there. Afterwards somebody can ask
  where the call went. Omar and Priya are contacts of the helpdesk, Ines and Tom are agents. The
  system has the ids of all four, and the line signals the caller's number.

  @CTI-TEL-01
  Rule: Every call to the helpdesk carries Basic credentials

    @observed
    Example: the credentials of a morning's requests
      When the calls of a morning are over
      Then every request carries the credentials

  @CTI-TEL-02
  Rule: Credentials are in the header only

    @observed
    Example: the addresses and bodies of a morning's requests
      When the calls of a morning are over
      Then every request has its credentials in the header only

  @CTI-TEL-03
  Rule: A pop is a POST of a JSON object

    @observed
    Example: the form of a morning's pops
      When the calls of a morning are over
      Then every request that announces a call is a POST of a JSON object

  @CTI-TEL-04
  Rule: A pop names a requester and a responder

    @observed
    Example: the people of a morning's pops
      When the calls of a morning are over
      Then every request that announces a call names a requester and a responder

  @CTI-TEL-05
  Rule: A pop has documented attributes only

    @observed
    Example: the attributes of a morning's pops
      When the calls of a morning are over
      Then every request that announces a call has documented attributes only

  @CTI-TEL-06
  Rule: Every attribute has a documented type

    @observed
    Example: the types of a morning's pops
      When the calls of a morning are over
      Then every request that announces a call has attributes of the documented types

  @CTI-TEL-07
  Rule: The caller is named by what the system knows

    Scenario Outline: the system knows the caller's <attribute>
      Given the system knows Omar by <attribute> alone
      When Omar calls Ines
      Then the pop names Omar as the caller

      Examples:
        | attribute |
        | id        |
        | number    |
        | email     |

  @CTI-TEL-08
  Rule: The called agent is named by what the system knows

    Scenario Outline: the system knows the agent's <attribute>
      Given the system knows Ines by <attribute> alone
      When Omar calls Ines
      Then the pop names Ines as the agent

      Examples:
        | attribute |
        | id        |
        | number    |
        | email     |

  @CTI-TEL-09
  Rule: A known id and a known number are both sent

    Example: the system knows Omar's id, and the line signals his number
      When Omar calls Ines
      Then the pop has both Omar's id and number

  @CTI-TEL-10
  Rule: The number sent is the caller's

    Example: the number of somebody whom the system knows by nothing else
      Given the system knows Omar by number alone
      When Omar calls Ines
      Then the pop has the number that Omar calls from

  @CTI-TEL-11
  Rule: A number is sent in a form that another system can read

    @observed
    Example: the numbers of a morning's pops
      When the calls of a morning are over
      Then every request that announces a call has a number that another system can read

    Scenario Outline: the line signals the number <notation>
      Given Omar's line signals a foreign number <notation>
      When Omar calls Ines
      Then the pop has the number that Omar calls from

      Examples:
        | notation                  |
        | without its plus          |
        | with 00 for its plus      |
        | in its country's own form |

  @CTI-TEL-12
  Rule: A caller who withholds the number gets no invented one

    Example: nothing is known of the caller
      Given Omar withholds the number
      When Omar calls Ines
      Then no pop is sent

  @CTI-TEL-13
  Rule: A call from a short number is announced

    Example: the call comes from an extension
      Given Omar calls from an extension
      When Omar calls Ines
      Then one pop is sent
      And the pop names Omar as the caller

  @CTI-TEL-14
  Rule: A ringing call is announced once

    Example: a call that the helpdesk accepts
      When Omar calls Ines
      Then one pop is sent
      And the helpdesk accepts the pop
      And the client reports success

  @CTI-TEL-15
  Rule: Every pop has a call reference

    @observed
    Example: the references of a morning's pops
      When the calls of a morning are over
      Then every request that announces a call has a call reference

  @CTI-TEL-16
  Rule: All pops of a call have the same reference

    Example: the call is transferred
      Given Omar has called Ines
      When the call is transferred to Tom
      Then the pop has the reference of the call's first pop

    Example: the call has a recording
      Given Omar has called Ines
      When Omar's call ends with a recording
      Then the pop has the reference of the call's first pop

    Example: the call is transferred, and has a recording
      Given Omar has called Ines
      And the call has been transferred to Tom
      When Omar's call ends with a recording
      Then the pop has the reference of the call's first pop

  @CTI-TEL-17
  Rule: No two calls share a reference

    @observed
    Example: the references of a morning's callers
      When the calls of a morning are over
      Then every request that announces a call has a reference of its own

    Example: the same caller calls once more
      Given Omar has called Ines
      When Omar calls Ines
      Then the pop has a reference that no earlier pop had

    Example: the caller was cut off
      Given Omar has called Ines
      When Omar is cut off and calls Ines again
      Then the pop has a reference that no earlier pop had

  @CTI-TEL-18
  Rule: A transferred call is announced to the other agent

    Example: Ines transfers the call to Tom
      Given Omar has called Ines
      When the call is transferred to Tom
      Then the pop names Tom as the agent
      And the pop names Omar as the caller

  @CTI-TEL-19
  Rule: A new ticket is asked for only where one is meant

    Example: an ordinary call
      When Omar calls Ines
      Then the pop does not ask for a new ticket

    Example: a call that is meant to have a new ticket
      Given the next call is meant to have a new ticket
      When Omar calls Ines
      Then the pop asks for a new ticket

    Example: the call was meant to have a new ticket, and has a recording
      Given the next call is meant to have a new ticket
      And Omar has called Ines
      When Omar's call ends with a recording
      Then the pop does not ask for a new ticket

  @CTI-TEL-20
  Rule: The ticket that the caller entered is named

    Example: the caller has entered a ticket
      Given Omar enters the number of a ticket
      When Omar calls Ines
      Then the pop names the ticket

    Example: the caller has entered nothing
      When Omar calls Ines
      Then the pop names no ticket

  @CTI-TEL-21
  Rule: The address of the recording is sent as it is

    Example: a signed address with encoded characters
      Given Omar has called Ines
      When Omar's call ends with a recording
      Then the pop has the address of the recording, character by character

  @CTI-TEL-22
  Rule: Only an http(s) address is sent as a recording

    @observed
    Example: the recordings of a morning's pops
      When the calls of a morning are over
      Then every request that announces a recording gives its http address

    Example: the recording is a file on a disk
      Given Omar has called Ines
      When Omar's call ends with a recording on a disk
      Then no pop has the path of the file

  @CTI-TEL-23
  Rule: What else is known of a call is sent as an object

    Example: names and values of many kinds
      Given the system knows more of the next call
      When Omar calls Ines
      Then the pop has everything that the system knows of the call

  @CTI-TEL-24
  Rule: Details are requested by the reference, percent-encoded

    @observed
    Example: the requests of a morning for details
      When the calls of a morning are over
      Then every request for details names the reference of a call

    Scenario Outline: the id of the call has <characters>
      Given the system's id of the next call has <characters>
      And Omar has called Ines
      When somebody asks where the call went
      Then the details are requested by the reference of the pop

      Examples:
        | characters                |
        | a plus                    |
        | a space and an ampersand  |
        | a percent sign and a hash |
        | letters of another script |

  @CTI-TEL-25
  Rule: The ticket and the note of a call are read from its details

    Example: the call was linked to a ticket
      Given Omar has called Ines
      And the details of the call hold a ticket and a note
      When somebody asks where the call went
      Then the client reports the ticket
      And the client reports the note

    Example: the call made a ticket
      Given Omar has called Ines
      And the details of the call hold a ticket and no note
      When somebody asks where the call went
      Then the client reports the ticket
      And the client reports no note

    Example: the note is null
      Given Omar has called Ines
      And the details of the call hold a ticket and an empty note
      When somebody asks where the call went
      Then the client reports the ticket
      And the client reports no note

    Example: the id is a string, as the sample of the pop has it
      Given Omar has called Ines
      And the details of the call hold a ticket as a string of digits
      When somebody asks where the call went
      Then the client reports the ticket

  @CTI-TEL-26
  Rule: The agent of a call is read under either name

    Example: the details have responder_id
      Given Omar has called Ines
      And the details of the call hold a ticket and its agent
      When somebody asks where the call went
      Then the client reports the agent of the details

    Example: the details have the name of the sample
      Given Omar has called Ines
      And the details of the call hold a ticket and its agent as responder_idl
      When somebody asks where the call went
      Then the client reports the agent of the details

  @CTI-TEL-27
  Rule: Details without a call are no error

    Example: the details are an empty array
      Given Omar has called Ines
      And the details of the call hold nothing
      When somebody asks where the call went
      Then the client reports that the call went nowhere

    Example: there are no details
      Given Omar has called Ines
      And the helpdesk finds nothing at the address
      When somebody asks where the call went
      Then the client reports that the call went nowhere

  @CTI-TEL-28
  Rule: A call that was not accepted is reported

    Scenario Outline: the helpdesk <trouble> when a call comes in
      Given the helpdesk <trouble>
      When Omar calls Ines
      Then the client reports the trouble, with a message

      Examples:
        | trouble                      |
        | finds a mistake              |
        | refuses the credentials      |
        | denies access                |
        | finds nothing at the address |
        | fails                        |

    Example: the helpdesk fails when the call is looked up
      Given Omar has called Ines
      And the helpdesk fails
      When somebody asks where the call went
      Then the client reports the trouble, with a message

  @CTI-TEL-29
  Rule: A refused pop is not sent again

    @observed
    Example: the refusals of a morning
      When the calls of a morning are over
      Then every request that was refused is not sent again

    Scenario Outline: the helpdesk <trouble>
      Given the helpdesk <trouble>
      When Omar calls Ines
      Then the pop is sent once

      Examples:
        | trouble                      |
        | finds a mistake              |
        | denies access                |
        | finds nothing at the address |

  @CTI-TEL-30
  Rule: A request is not repeated without end

    Scenario Outline: the helpdesk <trouble> all the time
      Given the helpdesk <trouble>
      When Omar calls Ines
      Then the pop is sent up to 5 times

      Examples:
        | trouble                     |
        | fails                       |
        | is down for maintenance     |
        | gives no answer             |
        | breaks off its answer       |
        | asks for a pause in seconds |

  @CTI-TEL-31
  Rule: Refused credentials are not tried over and over

    Example: the helpdesk refuses every login
      Given the helpdesk refuses the credentials
      When Omar calls Ines
      Then the pop is sent up to 2 times

  @CTI-TEL-32
  Rule: After 429 nothing is sent until the pause is over

    Scenario Outline: the helpdesk <trouble> first
      Given the helpdesk <trouble> once
      When Omar calls Ines
      Then no request is sent before the pause is over

      Examples:
        | trouble                       |
        | asks for a pause in seconds   |
        | asks for a pause until a date |

  @CTI-TEL-33
  Rule: After the pause the call is announced

    Scenario Outline: the helpdesk <trouble> one time
      Given the helpdesk <trouble> once
      When Omar calls Ines
      Then the pop is sent again
      And the client reports success

      Examples:
        | trouble                       |
        | asks for a pause in seconds   |
        | asks for a pause until a date |

  @CTI-TEL-34
  Rule: A pop without an answer is sent again

    Scenario Outline: the helpdesk <trouble> for a moment
      Given the helpdesk <trouble> once
      When Omar calls Ines
      Then the pop is sent again
      And the client reports success

      Examples:
        | trouble                 |
        | gives no answer         |
        | breaks off its answer   |
        | is down for maintenance |

  @CTI-TEL-35
  Rule: A repeated pop is the same pop

    Scenario Outline: a pop is repeated since the helpdesk <trouble>
      Given the helpdesk <trouble> once
      When Omar calls Ines
      Then every repetition is the same pop

      Examples:
        | trouble                     |
        | gives no answer             |
        | breaks off its answer       |
        | is down for maintenance     |
        | asks for a pause in seconds |

  @CTI-TEL-36
  Rule: An agent of whom there is none is not announced to again

    Example: another call for the agent
      Given the helpdesk does not know Ines
      And Omar has called Ines in vain
      When Priya calls Ines
      Then no pop is sent

    Example: a call for another agent
      Given the helpdesk does not know Ines
      And Omar has called Ines in vain
      When Priya calls Tom
      Then one pop is sent

  @CTI-TEL-37
  Rule: Credentials do not follow a redirect to another host

    Scenario Outline: a redirect with status <status>
      Given the helpdesk redirects to another host with status <status>
      When Omar calls Ines
      Then no credentials reach the other host

      Examples:
        | status |
        | 302    |
        | 307    |

  @CTI-TEL-38
  Rule: The certificate of the helpdesk is checked

    Example: the helpdesk itself
      Given the helpdesk is reached by https
      When Omar calls Ines
      Then the helpdesk accepts the pop

    Scenario Outline: a host certified <how>
      Given the helpdesk's address leads to a host certified <how>
      When Omar calls Ines
      Then no request reaches that host

      Examples:
        | how                     |
        | by an unknown authority |
        | for another name        |

  @CTI-TEL-39
  Rule: Credentials do not appear in output

    Example: a call that is accepted
      When Omar calls Ines
      Then nothing that the client writes holds credentials

    Scenario Outline: the helpdesk <trouble>, and a log says so
      Given the helpdesk <trouble>
      When Omar calls Ines
      Then nothing that the client writes holds credentials

      Examples:
        | trouble                 |
        | refuses the credentials |
        | finds a mistake         |
        | gives no answer         |

    Example: an address without a helpdesk
      Given the helpdesk's address leads to a host certified for another name
      When Omar calls Ines
      Then nothing that the client writes holds credentials

  @CTI-TEL-40
  Rule: Calls at the same time are kept apart

    Example: two calls at the same moment
      When Omar and Priya call Ines and Tom at the same moment
      Then each pop has the caller, the agent and the reference of its own call

    Example: the first call ends after the second has begun
      Given Omar has called Ines
      And Priya has called Tom
      When Omar's call ends with a recording
      Then the pop has the reference of the call's first pop
      And the pop names Omar as the caller
      And the pop names Ines as the agent

  @CTI-TEL-41
  Rule: The end of a call without a recording is not announced

    Example: nobody has answered
      Given Omar has called Ines
      When Omar's call ends unanswered
      Then no pop is sent

    Example: the call was answered and not recorded
      Given Omar has called Ines
      When Omar's call ends without a recording
      Then no pop is sent

  @CTI-TEL-42
  Rule: A page is not taken for an accepted call

    Example: a page instead of the answer to a pop
      Given the helpdesk answers with a page
      When Omar calls Ines
      Then the client reports no success

    Example: a page instead of details
      Given Omar has called Ines
      And the helpdesk answers with a page
      When somebody asks where the call went
      Then the client reports no success

  @CTI-TEL-43
  Rule: Additions to an answer do no harm

    Scenario Outline: the helpdesk <trouble> to a pop
      Given the helpdesk <trouble>
      When Omar calls Ines
      Then the pop is sent once
      And the client reports success

      Examples:
        | trouble                         |
        | answers with more fields        |
        | answers with a number as the id |
        | answers with letters in the id  |

    Example: details with more fields
      Given Omar has called Ines
      And the helpdesk answers with more fields
      When somebody asks where the call went
      Then the client reports success

  @CTI-TEL-44
  Rule: A slow answer is waited for

    Example: the answer takes a second
      Given the helpdesk answers slowly
      When Omar calls Ines
      Then the pop is sent once
      And the client reports success

  @CTI-TEL-45
  Rule: Trouble with one call does not stop the next

    Scenario Outline: the helpdesk <trouble>, then another call comes in
      Given the helpdesk <trouble>
      And Omar has called Ines in vain
      And the helpdesk answers as usual again
      When Priya calls Tom
      Then the helpdesk accepts the pop

      Examples:
        | trouble                 |
        | fails                   |
        | refuses the credentials |
        | finds a mistake         |

  @CTI-TEL-46
  Rule: Every ticket of a call is read from its details

    Example: the call was given two tickets
      Given Omar has called Ines
      And the details of the call hold two tickets
      When somebody asks where the call went
      Then the client reports both tickets
