Feature: The life of a call
  Each path is a short sequence of events. Every pair of consecutive events that the rules allow is
  in at least one path. After each event the suite checks the widgets of the agents that the event
  concerns. It checks another agent's widget just before an event could change it. After the last
  event it checks all widgets, tickets, notes, time entries and call details. A difference fails the
  rule that it violates. The events:
  - call: a new call from Omar for Ines, with a call reference and without a ticket
  - ticket call: a call about a ticket of his
  - new-ticket call: a call that asks for a new ticket
  - unnamed call: a call without a call reference
  - Priya's call: a call from Priya
  - call while away: a call while Ines is offline
  - Tom's call: a further call from Omar, for Tom; the latest call stays the one before
  - again, to Ines, to Tom: a further pop of the latest call; "again" is for the same agent and
  repeats the recording and information of the pop before, one for the other agent leaves them out;
  after Ines has forwarded the call, "to Ines" is for the same agent
  - news: the same as "again", with another recording, other information, or both, and no other
  - news while away: the same, while Ines is offline
  - ticket news while away: the same, with both, and about a ticket of Omar's
  - anew to Tom: the same as "to Tom", asking for a new ticket
  - second ticket: the agent tries to make a ticket of the latest call, which has one already
  - notes, added note, forward, dismiss: actions in the latest call's widget
  - ticket, link: the agent associates the latest call with a new ticket, or with one of Priya's
  - close, close with ticket: the agent closes the call with a new ticket, or with the ticket that
  the widget shows
  - end: the agent closes the call, which has its ticket already
  - refresh, leave, return: Ines reloads, closes or opens the desktop
  - Tom's refresh: Tom reloads the desktop
  - rename: Omar gets another name through REST v2
  - tickets closed: all tickets of both contacts are closed through REST v2, and Omar gets another
  - crash: the server crashes, and both agents open their desktops again
  - option on, option off: the admin switches the New Ticket option
  - page: the agent loads the page of the ticket of the latest call

  @CTI-LIFE-01
  Rule: Pops and offered actions succeed in any order of events

    Scenario Outline: a path
      Given Ines and Tom are online, and Omar and Priya are contacts
      When this happens: <path>
      Then every pop and every offered action is accepted

      Examples:
        | path                                                                                 |
        | call · Priya's call · Priya's call · Tom's call · Priya's call · Tom's refresh       |
        | call · Tom's call · Tom's refresh · Priya's call · again · Priya's call              |
        | call · again · Tom's call · again · Tom's refresh · Tom's refresh · again · again    |
        | call · anew to Tom · Tom's refresh · added note · Tom's refresh · dismiss            |
        | call · call · close · Priya's call · anew to Tom · added note · added note · dismiss |
        | call · dismiss · Priya's call · call · forward · Priya's call · close · Tom's call   |
        | call · leave · Tom's call · anew to Tom · dismiss · Tom's call · call while away     |
        | call · link · Priya's call · dismiss · call · new-ticket call · Priya's call         |
        | call · news · Priya's call · forward · Tom's call · call · Tom's refresh             |
        | call · notes · Priya's call · leave · anew to Tom · end · Tom's call                 |
        | call · refresh · Priya's call · link · Tom's call · dismiss · Tom's refresh · call   |
        | call · rename · Priya's call · new-ticket call · Tom's call · added note             |
        | call · ticket · Priya's call · news · Tom's call · close · Tom's refresh · leave     |
        | call · ticket call · Priya's call · notes · Tom's call · forward · Tom's refresh     |
        | call · to Tom · Tom's refresh · close · call · unnamed call · Priya's call · refresh |
        | new-ticket call · added note · Priya's call · rename · Tom's call · leave            |
        | new-ticket call · anew to Tom · forward · call · Priya's call · ticket · Tom's call  |
        | new-ticket call · call · Priya's call · ticket call · Tom's call · close with ticket |
        | new-ticket call · dismiss · leave · call while away · Tom's call · news while away   |
        | new-ticket call · end · Priya's call · to Tom · close · leave · news while away      |
        | new-ticket call · forward · leave · return · Priya's call · unnamed call             |
        | new-ticket call · leave · tickets closed · Tom's call · return · Tom's refresh       |
        | new-ticket call · new-ticket call · refresh · Tom's call · end · Tom's refresh       |
        | new-ticket call · rename · added note · Tom's call · new-ticket call · Tom's refresh |
        | new-ticket call · second ticket · Priya's call · Tom's call · link · Tom's refresh   |
        | new-ticket call · ticket call · call · Tom's call · news · Tom's refresh             |
        | new-ticket call · tickets closed · Priya's call · Tom's call · notes · Tom's refresh |
        | new-ticket call · to Tom · added note · end · call · Tom's call · refresh            |
        | new-ticket call · unnamed call · Tom's call · rename · Tom's refresh · forward       |
        | ticket call · close · new-ticket call · Tom's call · second ticket · Tom's refresh   |
        | ticket call · close with ticket · Priya's call · Tom's call · ticket · Tom's refresh |
        | ticket call · dismiss · new-ticket call · Tom's call · ticket call · Tom's refresh   |
        | ticket call · forward · new-ticket call · Tom's call · tickets closed                |
        | ticket call · leave · call while away · call while away · news while away            |
        | ticket call · link · again · anew to Tom · refresh · Tom's refresh · end · leave     |
        | ticket call · new-ticket call · Tom's call · to Tom · dismiss · refresh · call       |
        | ticket call · refresh · close · refresh · leave · to Tom · end · call while away     |
        | ticket call · rename · call · Tom's call · unnamed call · Tom's refresh · link       |
        | ticket call · ticket · again · call · again · close · ticket call · ticket call      |
        | ticket call · unnamed call · call · again · dismiss · ticket call                    |
        | unnamed call · close · tickets closed · call · again · forward · refresh             |
        | unnamed call · dismiss · unnamed call · forward · ticket call · close · to Tom       |
        | unnamed call · link · call · again · leave · anew to Tom · rename · dismiss          |
        | unnamed call · new-ticket call · added note · anew to Tom · second ticket            |
        | unnamed call · notes · call · again · link · anew to Tom · tickets closed            |
        | unnamed call · refresh · dismiss · refresh · new-ticket call · added note · call     |
        | unnamed call · rename · close · unnamed call · ticket · call                         |
        | unnamed call · ticket call · close with ticket · Tom's call                          |
        | unnamed call · unnamed call · forward · unnamed call · link · dismiss                |
        | call · again · new-ticket call · added note · forward · tickets closed · leave       |
        | call · again · news · again · notes · again · refresh · again                        |
        | call · again · rename · again · ticket · anew to Tom · to Ines · Priya's call        |
        | call · again · ticket call · close with ticket · call · again · to Tom · forward     |
        | call · again · unnamed call · link · end · new-ticket call · added note · leave      |
        | call · dismiss · to Tom · link · forward · to Tom · refresh · end                    |
        | call · forward · to Ines · Tom's call · Tom's refresh · anew to Tom                  |
        | call · link · leave · anew to Tom · return · added note · refresh · added note       |
        | call · link · new-ticket call · added note · new-ticket call · added note · rename   |
        | call · link · news · anew to Tom · Tom's refresh · refresh · forward                 |
        | call · link · refresh · anew to Tom · Tom's refresh · rename · end · refresh         |
        | call · link · rename · anew to Tom · Tom's refresh · second ticket · added note      |
        | call · link · second ticket · Tom's call · Tom's refresh · new-ticket call           |
        | call · link · ticket call · close with ticket · leave · call while away · return     |
        | call · link · tickets closed · again · end · ticket call                             |
        | call · link · to Tom · rename · forward · refresh · refresh · ticket call            |
        | call · link · unnamed call · notes · close · refresh · tickets closed                |
        | call · news · call · news · close · refresh · to Tom · second ticket                 |
        | call · news · dismiss · leave · ticket news while away · Tom's call                  |
        | call · news · forward · Tom's call · to Ines · Tom's refresh · news · leave          |
        | call · news · link · again · second ticket · again · tickets closed · anew to Tom    |
        | call · news · new-ticket call · added note · second ticket · anew to Tom             |
        | call · news · news · notes · anew to Tom · Tom's refresh · tickets closed            |
        | call · news · refresh · link · dismiss · tickets closed · new-ticket call            |
        | call · news · rename · leave · call while away · tickets closed · call while away    |
        | call · news · ticket · dismiss · refresh · unnamed call · notes · dismiss            |
        | call · news · ticket call · close with ticket · new-ticket call                      |
        | call · news · to Tom · notes · forward · to Tom · ticket · end                       |
        | call · news · unnamed call · notes · link · end · tickets closed · refresh           |
        | call · notes · leave · call while away · to Tom · return · dismiss                   |
        | call · notes · new-ticket call · added note · ticket call                            |
        | call · notes · news · notes · notes · refresh · news                                 |
        | call · notes · rename · link · end · to Tom · tickets closed · Tom's refresh         |
        | call · notes · ticket · forward · refresh · to Ines · again                          |
        | call · notes · ticket call · close with ticket · refresh                             |
        | call · notes · to Tom · to Ines · anew to Tom · Tom's refresh · to Ines · added note |
        | call · notes · unnamed call · refresh · notes · refresh · rename · new-ticket call   |
        | call · refresh · ticket · leave · news while away · Tom's call                       |
        | call · rename · news · rename · notes · rename · refresh                             |
        | call · rename · rename · ticket · new-ticket call · added note · tickets closed      |
        | call · rename · ticket call · close with ticket · ticket call                        |
        | call · rename · to Tom · Tom's refresh · notes · to Ines · call                      |
        | call · rename · unnamed call · ticket · refresh · second ticket · call               |
        | call · ticket · news · end · unnamed call · ticket · rename · second ticket          |
        | call · ticket · second ticket · dismiss · tickets closed · ticket call               |
        | call · ticket · ticket call · close with ticket · tickets closed · tickets closed    |
        | call · ticket · tickets closed · dismiss · tickets closed · to Tom                   |
        | call · ticket · to Tom · rename · tickets closed · end                               |
        | call · ticket · unnamed call · Tom's call · Tom's refresh · ticket                   |
        | new-ticket call · added note · to Tom · added note · to Ines · dismiss               |
        | new-ticket call · added note · unnamed call                                          |
        | new-ticket call · second ticket · end · tickets closed · unnamed call                |
        | new-ticket call · second ticket · forward · tickets closed · to Ines · end           |
        | new-ticket call · second ticket · leave · news while away · call while away          |
        | new-ticket call · second ticket · new-ticket call · second ticket · refresh          |
        | new-ticket call · second ticket · rename · second ticket · second ticket             |
        | new-ticket call · second ticket · ticket call · close with ticket · to Tom           |
        | new-ticket call · second ticket · tickets closed · added note                        |
        | new-ticket call · second ticket · to Tom · rename · to Ines · forward                |
        | new-ticket call · second ticket · unnamed call                                       |
        | new-ticket call · tickets closed · forward · to Ines · leave                         |
        | new-ticket call · tickets closed · rename · tickets closed · second ticket           |
        | ticket call · close with ticket · unnamed call                                       |
        | ticket call · refresh · close with ticket · Tom's call · Tom's refresh · ticket call |
        | ticket call · rename · close with ticket · Tom's call · Tom's refresh · to Tom       |
        | call · Tom's call · Tom's refresh · unnamed call · call · leave · Tom's refresh      |
        | call · anew to Tom · second ticket · to Ines · new-ticket call                       |
        | call · anew to Tom · to Ines · refresh · leave · news while away · news while away   |
        | call · anew to Tom · to Ines · rename · leave · news while away · return             |
        | call · anew to Tom · to Ines · second ticket                                         |
        | call · anew to Tom · to Ines · ticket call                                           |
        | call · anew to Tom · to Ines · tickets closed                                        |
        | call · anew to Tom · to Ines · to Tom · to Ines · unnamed call                       |
        | call · leave · news while away · tickets closed · news while away · to Tom           |
        | call · leave · return · Tom's call · forward · to Ines · close                       |
        | call · leave · return · again · leave · return · anew to Tom                         |
        | call · leave · return · call · leave · return · close                                |
        | call · leave · return · forward · to Ines · link · news · second ticket              |
        | call · leave · return · leave · return · link · news · tickets closed                |
        | call · leave · return · new-ticket call · leave · return · end                       |
        | call · leave · return · news · leave · return · notes                                |
        | call · leave · return · refresh · leave · return · rename                            |
        | call · leave · return · ticket · second ticket · news · tickets closed · news        |
        | call · leave · return · ticket call · Tom's call · Tom's refresh · close with ticket |
        | call · leave · return · to Tom · link · to Ines · news                               |
        | call · leave · return · unnamed call · call · to Tom · ticket · to Ines              |
        | call · to Tom · to Ines · notes · to Tom · to Ines · ticket                          |
        | new-ticket call · leave · return · second ticket · leave · return · tickets closed   |
        | new-ticket call · leave · tickets closed · return                                    |
        | ticket call · Tom's call · close with ticket · Tom's refresh                         |
        | ticket call · leave · return · close with ticket                                     |
        | call · Tom's call · leave · Tom's refresh · call while away · Tom's refresh          |
        | call · Tom's call · leave · Tom's refresh · news while away · Tom's refresh · return |
        | call · dismiss · leave · Tom's call · ticket news while away · Tom's refresh         |
        | call · forward · leave · return · to Ines                                            |
        | call · forward · leave · ticket news while away · call while away                    |
        | call · forward · leave · ticket news while away · news while away                    |
        | call · forward · leave · ticket news while away · return                             |
        | call · forward · leave · ticket news while away · tickets closed                     |
        | call · forward · leave · ticket news while away · to Tom · dismiss · call while away |
        | call · leave · anew to Tom · added note · return                                     |
        | call · leave · anew to Tom · dismiss · news while away · to Tom · dismiss · return   |
        | call · leave · anew to Tom · end · news while away · to Tom · end · return           |
        | call · leave · anew to Tom · forward · call while away                               |
        | call · leave · anew to Tom · forward · news while away · to Tom · forward · return   |
        | call · leave · anew to Tom · rename · return                                         |
        | call · leave · anew to Tom · second ticket · return                                  |
        | call · leave · to Tom · close · call while away                                      |
        | call · leave · to Tom · close · news while away                                      |
        | call · leave · to Tom · close · return                                               |
        | call · leave · to Tom · dismiss · ticket news while away                             |
        | call · leave · to Tom · forward · ticket news while away                             |
        | call · leave · to Tom · link · return                                                |
        | call · leave · to Tom · notes · return                                               |
        | call · leave · to Tom · ticket · return                                              |
        | call · Tom's call · dismiss · leave · Tom's refresh · ticket news while away         |

  @CTI-LIFE-02 @exclusive
  Rule: Pops and offered actions succeed after a crash

    Scenario Outline: a path with crashes
      Given Ines and Tom are online, and Omar and Priya are contacts
      When this happens, with a crash: <path>
      Then every pop and every offered action is accepted

      Examples:
        | path                                                                       |
        | call · crash · Priya's call · crash · Tom's call · crash · to Tom · ticket |
        | new-ticket call · crash · call · again · crash · crash · to Tom · ticket   |
        | ticket call · crash · leave · crash · new-ticket call · to Tom             |
        | call · anew to Tom · crash · refresh · crash · ticket call                 |
        | call · close · crash · tickets closed · crash · to Tom                     |
        | call · crash · unnamed call · link · crash                                 |
        | call · dismiss · crash · to Tom · crash · to Tom · ticket                  |
        | call · forward · crash · to Ines · crash · to Tom · ticket                 |
        | call · news · crash · Tom's call · Tom's refresh · crash · to Tom · ticket |
        | call · notes · crash · call · rename · crash · to Tom · ticket             |
        | call · ticket · crash · leave · call while away · crash · to Tom           |
        | new-ticket call · added note · crash · to Tom                              |
        | new-ticket call · end · crash · leave · news while away · crash · to Tom   |
        | new-ticket call · second ticket · crash · leave · return · crash · to Tom  |
        | ticket call · close with ticket · crash · to Tom                           |
        | call · forward · leave · ticket news while away · crash · to Tom           |

  @CTI-LIFE-03 @exclusive
  Rule: Pops and offered actions succeed while the New Ticket option is switched

    Scenario Outline: a path with the New Ticket option
      Given Ines and Tom are online, and Omar and Priya are contacts
      When this happens, with the New Ticket option: <path>
      Then every pop and every offered action is accepted

      Examples:
        | path                                                                                |
        | call · Priya's call · Priya's call · again · Priya's call · call · again · again    |
        | call · call · close · Priya's call · close · call · dismiss · Priya's call          |
        | call · forward · Priya's call · dismiss · call · leave · call while away            |
        | call · link · Priya's call · forward · call · notes · Priya's call · leave          |
        | call · option on · Priya's call · Priya's call · again · Priya's call · call        |
        | call · refresh · Priya's call · link · again · call · ticket · Priya's call         |
        | call · to Tom · close · leave · option on · call while away · call while away       |
        | option on · call · Priya's call · dismiss · Priya's call · end · Priya's call       |
        | option on · option off · call · Priya's call · notes · again · close · option on    |
        | call · Priya's call · option on · dismiss · call · again · again · call             |
        | call · Priya's call · refresh · again · dismiss · leave · return · Priya's call     |
        | call · Priya's call · ticket · again · end · Priya's call · to Tom · dismiss        |
        | call · again · forward · leave · to Tom · forward · call while away · option on     |
        | call · again · leave · call while away · return · call · again · link               |
        | call · again · notes · call · again · option on · forward · Priya's call            |
        | call · again · refresh · call · again · ticket · call                               |
        | call · again · to Tom · link · dismiss · option on · leave · option off             |
        | call · close · page · Priya's call · close · refresh · leave                        |
        | call · close · to Tom · end · call · dismiss · refresh · option on                  |
        | call · dismiss · to Tom · notes · close · option on · page · Priya's call           |
        | call · forward · option on · refresh · Priya's call · forward · call · call         |
        | call · forward · refresh · refresh · to Ines · Priya's call · forward · to Ines     |
        | call · forward · to Tom · option on · dismiss · option off · Priya's call           |
        | call · link · call · link · end · leave · call while away · to Tom                  |
        | call · link · forward · page · call · link · leave                                  |
        | call · link · option on · again · option off · again · page · again                 |
        | call · link · page · dismiss · page · leave · option on · return                    |
        | call · link · refresh · dismiss · option on · to Tom · option off · dismiss         |
        | call · link · to Tom · page · end · option on · Priya's call · leave                |
        | call · notes · dismiss · refresh · to Tom · refresh · close                         |
        | call · notes · forward · to Ines · again · notes · leave                            |
        | call · notes · link · end · page · option on · Priya's call · option off            |
        | call · notes · notes · option on · Priya's call · page · again · dismiss            |
        | call · notes · refresh · forward · to Ines · call · notes · ticket                  |
        | call · notes · to Tom · ticket · dismiss · page · page · refresh                    |
        | call · refresh · link · end · refresh · page · to Tom · to Ines                     |
        | call · refresh · notes · refresh · ticket · end · to Tom                            |
        | call · ticket · forward · option on · to Ines · Priya's call · refresh              |
        | call · ticket · leave · return · again · option on · end · call                     |
        | call · ticket · option on · Priya's call · to Tom · dismiss · leave · option off    |
        | call · ticket · page · forward · page · to Ines · dismiss                           |
        | call · ticket · refresh · end · call · ticket · to Tom                              |
        | option on · call · dismiss · option off · leave · option on · option off            |
        | option on · call · end · leave · return · Priya's call · again · end                |
        | option on · call · forward · leave · to Tom · end · call while away · option off    |
        | option on · call · leave · call while away · option off · call while away           |
        | option on · call · option off · Priya's call · leave · return · close               |
        | option on · call · page · call · refresh · Priya's call · again · forward           |
        | option on · call · to Tom · forward · option off · option on · leave                |
        | option on · option off · option on · call · again · leave · option off · return     |
        | call · leave · return · dismiss · leave · return · leave                            |
        | call · leave · return · forward · to Ines · close                                   |
        | call · leave · return · link · leave · return · end                                 |
        | call · leave · return · notes · leave · return · option on                          |
        | call · leave · return · refresh · leave · return · ticket                           |
        | call · leave · return · to Tom · link · to Ines · end                               |
        | call · leave · to Tom · return · to Ines · forward · to Ines · leave                |
        | call · option on · forward · option off · leave · call while away · return · page   |
        | call · option on · option off · close · option on · option off · page               |
        | call · option on · option off · forward · to Ines · link                            |
        | call · option on · option off · link · option on · end · option off · refresh       |
        | call · option on · option off · notes · option on · option off · ticket             |
        | call · option on · option off · to Tom · notes · to Ines · notes                    |
        | call · option on · refresh · call · again · option off · again · option on          |
        | call · option on · refresh · option off · to Tom · ticket · to Ines · option on     |
        | call · to Tom · to Ines · refresh · to Tom · to Ines · ticket                       |
        | call · to Tom · to Ines · to Tom · option on · option off · to Ines                 |
        | option on · call · again · page · dismiss · page · leave                            |
        | option on · call · again · refresh · again · to Tom · option off · dismiss          |
        | option on · call · dismiss · refresh · leave · option off · to Tom · option on      |
        | option on · call · dismiss · to Tom · page · end · option off · page                |
        | option on · call · end · page · option off · refresh · option on · page             |
        | option on · call · end · refresh · option off · option on · refresh · page          |
        | option on · call · end · to Tom · refresh · dismiss · page · page                   |
        | option on · call · forward · page · refresh · refresh · to Ines · again             |
        | option on · call · forward · refresh · to Tom · to Ines · call                      |
        | option on · call · forward · to Ines · dismiss · page · to Tom                      |
        | option on · call · forward · to Tom · option off · end · option on · to Tom         |
        | option on · call · leave · option off · call while away                             |
        | option on · call · leave · return · Priya's call · leave · to Tom · return          |
        | option on · call · option off · again · dismiss · option on                         |
        | option on · call · option off · call · close · option on · page · option off        |
        | option on · call · option off · dismiss · page · option on                          |
        | option on · call · option off · end · leave · option on · return · call             |
        | option on · call · option off · forward · option on · to Ines · end                 |
        | option on · call · option off · leave · option on · call while away                 |
        | option on · call · option off · option on · Priya's call · option off · page        |
        | option on · call · option off · refresh · Priya's call                              |
        | option on · call · option off · to Tom · option on · dismiss                        |
        | option on · call · page · forward · option off · to Ines · forward                  |
        | option on · call · refresh · again · option off · forward · page · to Ines          |
        | option on · call · refresh · call · refresh · dismiss                               |
        | option on · call · refresh · end · call · refresh · forward                         |
        | option on · call · refresh · leave · option off · return · Priya's call             |
        | option on · call · refresh · option off · option on · again · refresh · end         |
        | option on · call · refresh · page · refresh · forward · to Ines · leave             |
        | option on · call · refresh · refresh · to Tom · to Ines · option off                |
        | call · leave · to Tom · close · call while away · option on · option off · return   |
        | call · leave · to Tom · close · return · to Tom · to Ines · page                    |
        | call · leave · to Tom · dismiss · call while away · option on · return · option off |
        | call · leave · to Tom · dismiss · return                                            |
        | call · leave · to Tom · forward · return                                            |
        | call · leave · to Tom · link · return · option on · option off · end                |
        | call · leave · to Tom · notes · return                                              |
        | call · leave · to Tom · ticket · return · option on · to Ines · option off          |
        | option on · call · leave · return · again · leave · return · again                  |
        | option on · call · leave · return · call · leave · return · dismiss                 |
        | option on · call · leave · return · end · leave · return · leave                    |
        | option on · call · leave · return · forward · to Ines · page                        |
        | option on · call · leave · return · leave · return · option off                     |
        | option on · call · leave · return · page · leave · return · dismiss                 |
        | option on · call · leave · return · refresh · leave · return · to Tom               |
        | option on · call · option off · option on · call · option off · option on · dismiss |
        | option on · call · option off · option on · end · leave · return · option off       |
        | option on · call · option off · option on · forward · to Ines · refresh             |
        | option on · call · option off · option on · leave                                   |
        | option on · call · option off · option on · option off · option on · page           |
        | option on · call · option off · option on · refresh                                 |
        | option on · call · option off · option on · to Tom · to Ines · to Tom               |
        | option on · call · option off · refresh · call                                      |
        | option on · call · option off · refresh · option on                                 |
        | call · ticket · leave · to Tom · end · return                                       |
        | call · ticket · leave · to Tom · page · return                                      |
        | option on · call · end · leave · return · page                                      |
        | option on · call · end · leave · return · refresh                                   |
        | option on · call · end · leave · return · to Tom                                    |
        | option on · call · forward · leave · return · to Ines                               |
        | option on · call · leave · to Tom · dismiss · return                                |
        | option on · call · leave · to Tom · end · return                                    |
        | option on · call · leave · to Tom · forward · return                                |
        | option on · call · leave · to Tom · page · return · end                             |
        | option on · call · leave · to Tom · return · forward                                |
        | option on · call · option off · leave · option on · return                          |
        | option on · call · option off · leave · return · call                               |
        | option on · call · option off · leave · return · option on                          |
        | option on · call · option off · page · option on · again                            |
        | option on · call · option off · page · option on · end                              |
        | option on · call · option off · page · option on · forward                          |
        | option on · call · option off · to Tom · to Ines · option on                        |
        | option on · call · option off · end · leave · return · option on                    |
