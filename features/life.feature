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
  repeats the recording and information, one for the other agent leaves them out
  - news: the same as "again", with another recording and other information
  - anew to Tom: the same as "to Tom", asking for a new ticket
  - second ticket: the agent tries to make a ticket of the latest call, which has one already
  - notes, added note, forward, dismiss: actions in the latest call's widget
  - ticket, link: the agent associates the latest call with a new ticket, or with one of Priya's
  - close, close with ticket: the agent closes the call with a new ticket, or with the ticket that
  the widget shows
  - refresh, leave, return: Ines reloads, closes or opens the desktop
  - Tom's refresh: Tom reloads the desktop
  - rename: Omar gets another name through REST v2
  - tickets closed: all tickets of both contacts are closed through REST v2
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
        | call · notes · Priya's call · leave · anew to Tom · forward · call while away        |
        | call · refresh · Priya's call · link · Tom's call · dismiss · Tom's refresh · call   |
        | call · rename · Priya's call · new-ticket call · Tom's call · added note             |
        | call · ticket · Priya's call · news · Tom's call · close · Tom's refresh · leave     |
        | call · ticket call · Priya's call · notes · Tom's call · forward · Tom's refresh     |
        | call · to Tom · Tom's refresh · close · call · unnamed call · Priya's call · refresh |
        | new-ticket call · added note · Priya's call · rename · Tom's call · leave            |
        | new-ticket call · anew to Tom · refresh · Tom's refresh · forward · call             |
        | new-ticket call · call · Priya's call · ticket · Tom's call · new-ticket call        |
        | new-ticket call · dismiss · leave · call while away · Tom's call · return            |
        | new-ticket call · forward · leave · return · Priya's call · ticket call · Tom's call |
        | new-ticket call · leave · tickets closed · Tom's call · tickets closed               |
        | new-ticket call · new-ticket call · refresh · Tom's call · refresh · added note      |
        | new-ticket call · rename · added note · Tom's call · rename · Tom's refresh          |
        | new-ticket call · second ticket · Priya's call · to Tom · close · leave · to Tom     |
        | new-ticket call · ticket call · call · Priya's call · unnamed call · Tom's call      |
        | new-ticket call · tickets closed · Priya's call · Tom's call · link · Tom's refresh  |
        | new-ticket call · to Tom · added note · forward · new-ticket call · unnamed call     |
        | ticket call · close · new-ticket call · Tom's call · second ticket · Tom's refresh   |
        | ticket call · close with ticket · Priya's call · Tom's call · news · Tom's refresh   |
        | ticket call · dismiss · new-ticket call · Tom's call · ticket call · Tom's refresh   |
        | ticket call · forward · refresh · call · Tom's call · notes · Tom's refresh          |
        | ticket call · leave · call while away · call while away · return · Tom's call        |
        | ticket call · link · again · anew to Tom · rename · dismiss · refresh · leave        |
        | ticket call · new-ticket call · Tom's call · to Tom · dismiss · ticket call          |
        | ticket call · refresh · close · refresh · new-ticket call                            |
        | ticket call · rename · call · Tom's call · ticket · Tom's refresh · anew to Tom      |
        | ticket call · ticket · again · call · Tom's call · unnamed call · Tom's refresh      |
        | ticket call · ticket call · unnamed call · call · again · close · ticket call        |
        | unnamed call · close · tickets closed · call · again · dismiss · to Tom · forward    |
        | unnamed call · dismiss · unnamed call · forward · ticket call                        |
        | unnamed call · link · anew to Tom · second ticket · added note · refresh · dismiss   |
        | unnamed call · new-ticket call · added note · anew to Tom · tickets closed           |
        | unnamed call · notes · call · again · forward · to Tom · link · dismiss              |
        | unnamed call · refresh · forward · unnamed call · rename · close · to Tom · refresh  |
        | unnamed call · ticket · anew to Tom · to Ines · Priya's call · again · leave         |
        | unnamed call · ticket call · Tom's call · close with ticket · Tom's refresh          |
        | unnamed call · unnamed call · close · unnamed call · link · call · again · link      |
        | call · again · new-ticket call · added note · call · again · news · again            |
        | call · again · notes · again · refresh · again · rename · again                      |
        | call · again · ticket · call · again · ticket call · close with ticket · Tom's call  |
        | call · again · to Tom · notes · close · refresh · refresh · ticket call              |
        | call · again · unnamed call · link · forward · tickets closed · leave                |
        | call · link · leave · anew to Tom · return · Tom's refresh · refresh · rename        |
        | call · link · new-ticket call · added note · leave                                   |
        | call · link · news · anew to Tom · Tom's refresh · rename · forward                  |
        | call · link · refresh · anew to Tom · Tom's refresh · second ticket · dismiss        |
        | call · link · rename · anew to Tom · Tom's refresh · tickets closed · Tom's refresh  |
        | call · link · second ticket · Tom's call · Tom's refresh · new-ticket call           |
        | call · link · ticket call · close with ticket · call · link · tickets closed · again |
        | call · link · to Tom · rename · refresh · second ticket · forward                    |
        | call · link · unnamed call · notes · dismiss · refresh · unnamed call                |
        | call · news · call · news · close · refresh · tickets closed · new-ticket call       |
        | call · news · dismiss · refresh · to Tom · ticket · dismiss · tickets closed         |
        | call · news · forward · to Tom · to Ines · Tom's call · Tom's refresh · link         |
        | call · news · leave · call while away · tickets closed · call while away · to Tom    |
        | call · news · link · again · second ticket · again · tickets closed · anew to Tom    |
        | call · news · new-ticket call · added note · new-ticket call · added note · rename   |
        | call · news · news · notes · anew to Tom · Tom's refresh · to Ines · added note      |
        | call · news · refresh · link · news · rename · leave                                 |
        | call · news · ticket · forward · tickets closed · refresh                            |
        | call · news · ticket call · close with ticket · leave · return · call                |
        | call · news · to Tom · Tom's refresh · notes · forward                               |
        | call · news · unnamed call · notes · link · news · second ticket · anew to Tom       |
        | call · notes · leave · return · again · notes · new-ticket call                      |
        | call · notes · news · notes · notes · refresh · news                                 |
        | call · notes · rename · link · news · tickets closed · dismiss                       |
        | call · notes · ticket · leave · return · anew to Tom · added note · second ticket    |
        | call · notes · ticket call · close with ticket · new-ticket call                     |
        | call · notes · to Tom · Tom's refresh · ticket · refresh · to Ines · again           |
        | call · notes · unnamed call · refresh · notes · refresh · ticket · new-ticket call   |
        | call · rename · new-ticket call · added note · ticket call                           |
        | call · rename · news · rename · notes · rename · rename · ticket                     |
        | call · rename · ticket call · close with ticket · refresh                            |
        | call · rename · to Tom · link · to Ines · anew to Tom · added note · tickets closed  |
        | call · rename · unnamed call · ticket · news · rename · second ticket · call         |
        | call · ticket · rename · tickets closed · forward · tickets closed · ticket call     |
        | call · ticket · second ticket · leave · return · dismiss                             |
        | call · ticket · ticket call · close with ticket · ticket call                        |
        | call · ticket · tickets closed · news · second ticket · new-ticket call              |
        | call · ticket · to Tom · second ticket · refresh · rename · to Ines · call           |
        | call · ticket · unnamed call · Tom's call · Tom's refresh · ticket call              |
        | new-ticket call · added note · to Tom · tickets closed · added note · to Ines        |
        | new-ticket call · added note · unnamed call                                          |
        | new-ticket call · second ticket · rename · second ticket · second ticket             |
        | new-ticket call · second ticket · ticket call · close with ticket · tickets closed   |
        | new-ticket call · second ticket · tickets closed · rename · second ticket · to Tom   |
        | new-ticket call · second ticket · unnamed call                                       |
        | new-ticket call · tickets closed · second ticket · tickets closed · tickets closed   |
        | new-ticket call · tickets closed · to Tom · second ticket · to Ines · dismiss        |
        | new-ticket call · tickets closed · unnamed call                                      |
        | ticket call · close with ticket · to Tom · tickets closed · to Ines · forward        |
        | ticket call · close with ticket · unnamed call                                       |
        | ticket call · refresh · close with ticket · Tom's call · Tom's refresh · to Tom      |
        | ticket call · rename · close with ticket · Tom's call · Tom's refresh · unnamed call |
        | call · Tom's call · Tom's refresh · news · leave · Tom's refresh · call while away   |
        | call · Tom's call · new-ticket call · Tom's refresh · leave · Tom's refresh · return |
        | call · anew to Tom · to Ines · leave · return · added note                           |
        | call · anew to Tom · to Ines · new-ticket call · leave · return · forward            |
        | call · anew to Tom · to Ines · refresh · leave · return · leave                      |
        | call · anew to Tom · to Ines · rename · leave · return · new-ticket call             |
        | call · anew to Tom · to Ines · second ticket · leave · return · refresh              |
        | call · anew to Tom · to Ines · ticket call                                           |
        | call · anew to Tom · to Ines · tickets closed · leave · return · rename              |
        | call · anew to Tom · to Ines · to Tom · to Ines · unnamed call                       |
        | call · leave · return · close · leave · return · ticket call                         |
        | call · leave · return · link · second ticket · news                                  |
        | call · leave · return · news · leave · return · notes                                |
        | call · leave · return · ticket · leave · return · second ticket                      |
        | call · leave · return · to Tom · notes · to Ines · close                             |
        | call · leave · return · unnamed call · call · leave · to Tom · return                |
        | call · to Tom · ticket · to Ines · news · leave · return · tickets closed            |
        | call · to Tom · to Ines · link · leave · tickets closed · return                     |
        | call · to Tom · to Ines · notes · to Tom · to Ines · ticket                          |
        | ticket call · Tom's call · Tom's refresh · close with ticket                         |
        | ticket call · leave · return · close with ticket                                     |
        | call · Tom's call · leave · call while away · Tom's refresh                          |
        | call · leave · anew to Tom · added note · return · to Ines                           |
        | call · leave · anew to Tom · dismiss · call while away · to Tom · dismiss · return   |
        | call · leave · anew to Tom · forward · return                                        |
        | call · leave · anew to Tom · rename · return                                         |
        | call · leave · anew to Tom · second ticket · return                                  |
        | call · leave · to Tom · close · call while away                                      |
        | call · leave · to Tom · close · return                                               |
        | call · leave · to Tom · link · return                                                |
        | call · leave · to Tom · notes · return                                               |
        | call · leave · to Tom · ticket · return                                              |

  @CTI-LIFE-02 @exclusive
  Rule: Pops and offered actions succeed after a crash

    Scenario Outline: a path with crashes
      Given Ines and Tom are online, and Omar and Priya are contacts
      When this happens, with a crash: <path>
      Then every pop and every offered action is accepted

      Examples:
        | path                                                                          |
        | call · crash · Priya's call · crash · Tom's call · crash · to Tom · ticket    |
        | new-ticket call · crash · call · again · crash · crash · to Tom · ticket      |
        | ticket call · crash · leave · crash · new-ticket call · to Tom                |
        | call · anew to Tom · crash · refresh · crash · ticket call                    |
        | call · close · crash · tickets closed · crash · to Tom                        |
        | call · crash · unnamed call · link · crash · to Tom                           |
        | call · dismiss · crash · to Tom · crash · to Tom · ticket                     |
        | call · forward · crash · Tom's call · Tom's refresh · crash · to Tom · ticket |
        | call · news · crash · call · notes · crash · to Tom · ticket                  |
        | call · rename · crash · call · ticket · crash · to Tom                        |
        | new-ticket call · added note · crash · to Tom                                 |
        | new-ticket call · second ticket · crash · to Tom                              |
        | ticket call · close with ticket · crash · to Tom                              |
        | call · anew to Tom · to Ines · crash · to Tom                                 |
        | call · leave · call while away · crash · to Tom                               |
        | call · leave · return · crash · to Tom · ticket                               |

  @CTI-LIFE-03 @exclusive
  Rule: Pops and offered actions succeed while the New Ticket option is switched

    Scenario Outline: a path with the New Ticket option
      Given Ines and Tom are online, and Omar and Priya are contacts
      When this happens, with the New Ticket option: <path>
      Then every pop and every offered action is accepted

      Examples:
        | path                                                                               |
        | call · Priya's call · Priya's call · again · Priya's call · call · again · again   |
        | call · call · close · Priya's call · close · call · dismiss · Priya's call         |
        | call · forward · Priya's call · dismiss · call · leave · call while away           |
        | call · link · Priya's call · forward · call · notes · Priya's call · leave         |
        | call · option on · Priya's call · Priya's call · again · Priya's call · call       |
        | call · refresh · Priya's call · link · again · call · ticket · Priya's call        |
        | call · to Tom · close · leave · option on · call while away · call while away      |
        | option on · call · Priya's call · dismiss · Priya's call · forward · Priya's call  |
        | option on · option off · call · Priya's call · notes · again · close · option on   |
        | call · Priya's call · option on · dismiss · call · again · again · call            |
        | call · Priya's call · refresh · again · dismiss · leave · return · Priya's call    |
        | call · Priya's call · ticket · again · forward · leave · to Tom · dismiss          |
        | call · Priya's call · to Tom · forward · option on · leave · option off            |
        | call · again · leave · call while away · option on · return · Priya's call · leave |
        | call · again · link · call · again · notes · call                                  |
        | call · again · option on · forward · call · call · dismiss · leave                 |
        | call · again · refresh · call · again · ticket · call                              |
        | call · again · to Tom · link · dismiss · option on · page · Priya's call           |
        | call · close · page · Priya's call · close · refresh · leave                       |
        | call · close · to Tom · option on · refresh · dismiss · option off · Priya's call  |
        | call · dismiss · refresh · option on · Priya's call · option off · again · dismiss |
        | call · dismiss · to Tom · notes · close · option on · to Tom · option off          |
        | call · forward · refresh · refresh · to Tom · refresh · close                      |
        | call · forward · to Tom · ticket · dismiss · page · call                           |
        | call · link · forward · page · leave · call while away · return · call             |
        | call · link · leave · call while away · to Tom · page · dismiss · call while away  |
        | call · link · option on · again · option off · again · page · again                |
        | call · link · page · forward · page · option on · Priya's call · page              |
        | call · link · refresh · forward · page · page · refresh · page                     |
        | call · link · to Tom · to Ines · Priya's call · notes · dismiss                    |
        | call · notes · forward · call · notes · leave · return · again                     |
        | call · notes · link · page · to Tom · option on · to Ines · Priya's call           |
        | call · notes · notes · option on · Priya's call · refresh · Priya's call · to Tom  |
        | call · notes · refresh · link · call · notes · ticket · forward                    |
        | call · notes · to Tom · link · to Ines · again                                     |
        | call · refresh · notes · refresh · ticket · leave · return · dismiss               |
        | call · ticket · option on · call · forward · leave · option off · call while away  |
        | call · ticket · page · call · ticket · refresh                                     |
        | call · ticket · to Tom · page · to Ines · call                                     |
        | option on · call · leave · return · again · forward · option off · leave           |
        | option on · call · option off · dismiss · option on · leave · to Tom · dismiss     |
        | option on · call · page · again · leave · call while away · option off · option on |
        | option on · call · refresh · again · option off · forward · option on · option off |
        | option on · call · to Tom · forward · page · call · again · page                   |
        | call · leave · return · close · leave · return · leave                             |
        | call · leave · return · forward · leave · return · option on                       |
        | call · leave · return · link · leave · return · page                               |
        | call · leave · return · notes · leave · return · refresh                           |
        | call · leave · return · ticket · leave · return · to Tom                           |
        | call · leave · to Tom · return · to Ines · close                                   |
        | call · option on · forward · option off · leave · option on · option off · return  |
        | call · option on · option off · close · option on · option off · page              |
        | call · option on · option off · dismiss · option on · option off · refresh         |
        | call · option on · option off · forward · option on · option off · to Tom          |
        | call · option on · option off · link · option on · page · option off               |
        | call · option on · option off · notes · option on · option off · ticket            |
        | call · option on · refresh · call · again · refresh · dismiss · option off         |
        | call · option on · refresh · option off · to Tom · notes · to Ines · dismiss       |
        | call · to Tom · refresh · to Ines · forward · to Tom · ticket · to Ines            |
        | call · to Tom · to Ines · leave · option on · return · call                        |
        | call · to Tom · to Ines · link · to Tom · to Ines · option on                      |
        | call · to Tom · to Ines · notes · to Tom · to Ines · refresh                       |
        | call · to Tom · to Ines · ticket · to Tom · to Ines · page                         |
        | call · to Tom · to Ines · to Tom · option on · option off · to Ines                |
        | option on · call · again · to Tom · option off · option on · dismiss · page        |
        | option on · call · dismiss · refresh · leave · option off · return · leave         |
        | option on · call · dismiss · to Tom · page · dismiss · option off · page           |
        | option on · call · forward · refresh · option off · refresh · option on · page     |
        | option on · call · forward · to Tom · refresh · forward · option off · to Tom      |
        | option on · call · page · forward · page · leave · return · option off             |
        | option on · call · page · option off · again · option on · again                   |
        | option on · call · page · page · refresh · page · to Tom · to Ines                 |
        | option on · call · refresh · refresh · to Tom · option off · to Ines · again       |
        | call · leave · to Tom · close · call while away · option on · return · option off  |
        | call · leave · to Tom · close · return                                             |
        | call · leave · to Tom · dismiss · return                                           |
        | call · leave · to Tom · forward · call while away · to Tom · forward · return      |
        | call · leave · to Tom · link · return · option on · to Ines · call                 |
        | call · leave · to Tom · notes · return                                             |
        | call · leave · to Tom · ticket · return · option on · to Ines · option off         |
        | option on · call · leave · return · dismiss · leave · return · page                |
        | option on · call · leave · return · forward · leave · return · refresh             |
        | option on · call · leave · return · to Tom · page · to Ines · dismiss              |
        | option on · call · leave · to Tom · return · to Ines · forward                     |
        | option on · call · option off · leave · option on · return                         |
        | option on · call · option off · option on · forward                                |
        | option on · call · option off · option on · refresh                                |
        | option on · call · option off · option on · to Tom · refresh · to Ines · leave     |
        | option on · call · option off · page · option on · option off · to Tom · option on |
        | option on · call · to Tom · to Ines · option off · leave · return · option on      |
        | option on · call · to Tom · to Ines · page · to Tom · to Ines · refresh            |
        | option on · call · to Tom · to Ines · to Tom · option off · option on · to Ines    |
        | call · ticket · leave · to Tom · page · return                                     |
        | option on · call · leave · to Tom · dismiss · return                               |
        | option on · call · leave · to Tom · forward · return                               |
        | option on · call · leave · to Tom · page · return                                  |
        | option on · call · option off · to Tom · to Ines · option on                       |
