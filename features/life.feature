Feature: The life of a call
  Each path is a short sequence of events. Every pair of consecutive events that the rules allow is
  in at least one path. After each event the suite checks the widgets of the agents whom it
  concerns; the other agents' before anything can hide what is wrong there; after the last one all
  widgets, tickets, notes, time entries and call details. A difference fails the rule that it
  violates. The events:
  - call: a new call from Omar for Ines, with a call reference and without a ticket
  - ticket call: the same about a ticket of his
  - new-ticket call: the same, asking for a new ticket
  - unnamed call: the same without a call reference
  - Priya's call: the same from Priya
  - call while away: the same while Ines is offline
  - again, to Ines, to Tom: a further pop of the latest call; "again" is for the same agent
  - notes, ticket, link, added note, forward, dismiss, close: actions in the latest call's widget
  - close with ticket: the same, with the ticket that the widget shows
  - refresh, leave, return: Ines reloads, closes or opens the desktop
  - Tom's refresh: Tom reloads the desktop
  - rename: Omar gets another name through REST v2
  - tickets closed: all tickets of both contacts are closed through REST v2
  - crash: the server crashes, and both agents open their desktops again

  @CTI-LIFE-01
  Rule: Pops and offered actions succeed in any order of events

    Scenario Outline: a path
      Given Ines and Tom are online, and Omar and Priya are contacts
      When this happens: <path>
      Then everything is accepted

      Examples:
        | path                                                                                 |
        | call · Priya's call · Priya's call · again · Priya's call · call · again · again     |
        | call · call · close · Priya's call · close · call · dismiss · Priya's call           |
        | call · forward · Priya's call · dismiss · call · leave · call while away             |
        | call · link · Priya's call · forward · call · new-ticket call · Priya's call · leave |
        | call · notes · Priya's call · link · again · call · refresh · Priya's call           |
        | call · rename · Priya's call · new-ticket call · added note · Priya's call · notes   |
        | call · ticket · Priya's call · refresh · again · close · leave · return              |
        | call · ticket call · Priya's call · rename · again · dismiss · leave · to Tom        |
        | call · to Tom · Tom's refresh · Tom's refresh · close · new-ticket call · call       |
        | call · unnamed call · Priya's call · ticket · again · forward · leave                |
        | new-ticket call · dismiss · new-ticket call · forward · new-ticket call · leave      |
        | new-ticket call · new-ticket call · refresh · added note · added note · call         |
        | new-ticket call · rename · added note · dismiss · refresh · call                     |
        | new-ticket call · ticket call · call · Priya's call · ticket call · close · refresh  |
        | new-ticket call · tickets closed · Priya's call · to Tom · close · ticket call       |
        | new-ticket call · to Tom · added note · Tom's refresh · added note · forward         |
        | new-ticket call · unnamed call · call · Priya's call · unnamed call · close          |
        | ticket call · close with ticket · Priya's call · again · leave                       |
        | ticket call · dismiss · ticket call · forward · refresh · leave                      |
        | ticket call · leave · call while away · call while away · return · Priya's call      |
        | ticket call · link · call · again · link · dismiss · tickets closed · call           |
        | ticket call · new-ticket call · added note · leave · tickets closed                  |
        | ticket call · refresh · close · tickets closed · leave                               |
        | ticket call · rename · call · again · new-ticket call · added note · new-ticket call |
        | ticket call · ticket · call · again · notes · again · refresh · dismiss              |
        | ticket call · ticket call · unnamed call · dismiss · unnamed call · forward          |
        | unnamed call · link · forward · ticket call · close · to Tom · dismiss · to Tom      |
        | unnamed call · new-ticket call · added note · refresh · forward · tickets closed     |
        | unnamed call · notes · call · again · rename · close · unnamed call · refresh        |
        | unnamed call · rename · dismiss · refresh · new-ticket call · added note · rename    |
        | unnamed call · ticket · dismiss · refresh · refresh · ticket call                    |
        | unnamed call · ticket call · close with ticket · call · again · ticket · forward     |
        | unnamed call · unnamed call · forward · unnamed call · link · leave                  |
        | call · again · ticket call · close with ticket · leave                               |
        | call · again · to Tom · forward · to Tom · link · Tom's refresh · dismiss            |
        | call · again · unnamed call · link · new-ticket call · added note · ticket call      |
        | call · link · refresh · rename · forward · refresh · tickets closed                  |
        | call · link · rename · leave · call while away · tickets closed · call while away    |
        | call · link · ticket call · close with ticket · new-ticket call                      |
        | call · link · tickets closed · again · tickets closed · dismiss · refresh · to Tom   |
        | call · link · to Tom · refresh · Tom's refresh · forward · refresh · unnamed call    |
        | call · link · unnamed call · notes · close · tickets closed · new-ticket call        |
        | call · notes · dismiss · to Tom · notes · Tom's refresh · link · to Ines             |
        | call · notes · forward · to Tom · rename · Tom's refresh · notes · link              |
        | call · notes · leave · call while away · to Tom · return · Tom's refresh · refresh   |
        | call · notes · new-ticket call · added note · tickets closed · added note · to Tom   |
        | call · notes · notes · refresh · link · rename · new-ticket call                     |
        | call · notes · rename · link · rename · refresh · rename · rename                    |
        | call · notes · ticket · leave · return · again · rename · ticket call                |
        | call · notes · ticket call · close with ticket · refresh · tickets closed · refresh  |
        | call · notes · to Tom · ticket · Tom's refresh · rename · tickets closed             |
        | call · notes · unnamed call · refresh · notes · refresh · ticket · new-ticket call   |
        | call · rename · notes · rename · ticket · refresh · rename · to Tom                  |
        | call · rename · unnamed call · ticket · rename · tickets closed · forward            |
        | call · ticket · ticket call · close with ticket · ticket call                        |
        | call · ticket · tickets closed · rename · tickets closed · ticket call               |
        | call · ticket · to Tom · tickets closed · Tom's refresh · tickets closed             |
        | call · ticket · unnamed call · call · to Tom · to Ines · Priya's call                |
        | new-ticket call · added note · unnamed call                                          |
        | new-ticket call · tickets closed · tickets closed · to Tom · Tom's refresh · to Ines |
        | new-ticket call · tickets closed · unnamed call                                      |
        | ticket call · close with ticket · tickets closed · leave · return · call             |
        | ticket call · close with ticket · to Tom · refresh · to Ines · again                 |
        | ticket call · close with ticket · unnamed call                                       |
        | ticket call · refresh · close with ticket · leave · return · leave                   |
        | ticket call · rename · close with ticket · leave · return · new-ticket call          |
        | call · leave · return · close · leave · return · refresh                             |
        | call · leave · return · dismiss · leave · return · ticket call                       |
        | call · leave · return · forward · leave · return · to Tom                            |
        | call · leave · return · link · leave · return · rename                               |
        | call · leave · return · notes · leave · return · ticket                              |
        | call · leave · return · unnamed call · call · to Tom · Tom's refresh · ticket        |
        | call · to Tom · notes · to Ines · call · to Tom · rename · to Ines                   |
        | call · to Tom · ticket · to Ines · dismiss · leave · return · tickets closed         |
        | call · to Tom · to Ines · close · leave · tickets closed · return                    |
        | call · to Tom · to Ines · forward · to Tom · to Ines · leave                         |
        | call · to Tom · to Ines · link · to Tom · tickets closed · to Ines · new-ticket call |
        | call · to Tom · to Ines · notes · to Tom · to Ines · refresh                         |
        | call · to Tom · to Ines · rename · to Tom · to Ines · ticket                         |
        | call · to Tom · to Ines · ticket call · leave · return · close with ticket           |
        | call · to Tom · to Ines · to Tom · to Ines · unnamed call                            |
        | new-ticket call · leave · return · added note · to Tom · added note · to Ines        |
        | new-ticket call · to Tom · to Ines · added note · to Tom · to Ines · tickets closed  |
        | call · leave · to Tom · Tom's refresh · return · to Ines                             |
        | call · leave · to Tom · close · call while away · to Tom · dismiss · call while away |
        | call · leave · to Tom · close · return                                               |
        | call · leave · to Tom · dismiss · return                                             |
        | call · leave · to Tom · forward · call while away · to Tom · forward · return        |
        | call · leave · to Tom · link · return                                                |
        | call · leave · to Tom · notes · return                                               |
        | call · leave · to Tom · rename · return                                              |
        | call · leave · to Tom · ticket · return                                              |
        | new-ticket call · leave · to Tom · added note · return                               |

  @CTI-LIFE-02 @exclusive
  Rule: Pops and offered actions succeed after a crash

    Scenario Outline: a path with crashes
      Given Ines and Tom are online, and Omar and Priya are contacts
      When this happens, with a crash: <path>
      Then everything is accepted

      Examples:
        | path                                                                                 |
        | call · crash · Priya's call · crash · call · again · crash · crash                   |
        | new-ticket call · crash · leave · crash · new-ticket call · added note · crash       |
        | ticket call · crash · refresh · crash · ticket call · close · crash · tickets closed |
        | call · crash · to Tom · crash · unnamed call · link · crash                          |
        | call · dismiss · crash · call · forward · crash                                      |
        | call · notes · crash · call · rename · crash                                         |
        | call · ticket · crash · tickets closed · crash · leave · call while away · crash     |
        | ticket call · close with ticket · crash · leave · return · crash                     |
        | call · to Tom · Tom's refresh · crash · to Tom · to Ines · crash                     |
