Feature: The life of a call
  Each pair of events that may follow each other is in some path, and each path is short. After each
  event the widget of every agent is compared with what the rules say, and in the end so are the
  tickets, notes, time entries and call details of every call; a difference fails the rule that it
  breaks. A pop that comes again, or for the other agent, is one of the latest call.

  @CTI-LIFE-01
  Rule: Whatever happens to a call after whatever, everything is done

    Scenario Outline: a path
      Given Ines and Tom are online, and Omar and Priya are contacts
      When this happens: <path>
      Then everything is accepted

      Examples:
        | path                                                                                                                                                                                                         |
        | Omar calls · Ines leaves · Ines returns · Ines leaves · Omar calls Ines, who is away · Ines returns · Ines refreshes · Ines leaves                                                                           |
        | Omar calls · Ines refreshes · Ines refreshes · Omar calls · Omar calls · Omar calls about a ticket · Ines leaves                                                                                             |
        | Omar calls · Omar calls for a new ticket · Ines leaves · the pop comes for Tom · Ines returns · Tom refreshes · Ines refreshes · Tom refreshes                                                               |
        | Omar calls · Omar calls without reference · Ines refreshes · Omar calls about a ticket · Ines refreshes · Omar calls for a new ticket · Ines refreshes · Omar calls without reference                        |
        | Omar calls · Priya calls · Ines leaves · Ines returns · Omar calls · a ticket is linked · Ines leaves                                                                                                        |
        | Omar calls · a ticket is made · Ines leaves · Ines returns · Omar calls about a ticket · Omar calls · closed with a new ticket · Ines leaves                                                                 |
        | Omar calls · dismissed · Ines leaves · Ines returns · Omar calls for a new ticket · Omar calls · forwarded · Ines leaves                                                                                     |
        | Omar calls · notes · Ines leaves · Ines returns · Omar calls without reference · Omar calls · the pop comes again · Ines leaves                                                                              |
        | Omar calls · the pop comes for Tom · Ines refreshes · a ticket is linked · Ines refreshes · dismissed · Ines refreshes · Priya calls                                                                         |
        | Omar calls about a ticket · Omar calls about a ticket · Omar calls for a new ticket · Omar calls about a ticket · Omar calls without reference · Omar calls about a ticket · Priya calls · Ines refreshes    |
        | Omar calls about a ticket · a ticket is linked · Omar calls · Ines refreshes · a ticket is made · Ines refreshes · forwarded · Ines refreshes                                                                |
        | Omar calls about a ticket · a ticket is made · Omar calls · Ines refreshes · closed with a new ticket · Ines refreshes · the pop comes for Tom · Tom refreshes                                               |
        | Omar calls about a ticket · closed with a new ticket · Omar calls · Ines refreshes · notes · Ines refreshes · the pop comes again · Ines refreshes                                                           |
        | Omar calls about a ticket · closed with the ticket shown · Ines leaves · Ines returns · Priya calls · Omar calls · Omar calls about a ticket · dismissed                                                     |
        | Omar calls about a ticket · forwarded · Omar calls · Omar calls for a new ticket · Omar calls for a new ticket · Omar calls without reference · Omar calls for a new ticket · Priya calls                    |
        | Omar calls for a new ticket · a note is added · Ines leaves · Ines returns · a note is added · Ines refreshes · a note is added · Omar calls                                                                 |
        | Omar calls for a new ticket · dismissed · Omar calls · Omar calls for a new ticket · forwarded · Omar calls about a ticket · Ines refreshes · closed with the ticket shown                                   |
        | Omar calls for a new ticket · the pop comes for Tom · a note is added · Tom refreshes · Tom refreshes · a note is added · a note is added · dismissed                                                        |
        | Omar calls without reference · Omar calls without reference · Priya calls · Omar calls about a ticket · Omar calls without reference · a ticket is linked · Omar calls about a ticket                        |
        | Omar calls without reference · a ticket is made · Omar calls about a ticket · Omar calls without reference · closed with a new ticket · Omar calls about a ticket · Omar calls without reference · dismissed |
        | Omar calls without reference · forwarded · Omar calls for a new ticket · Omar calls without reference · notes · Omar calls · Priya calls · Omar calls for a new ticket                                       |
        | Omar calls · Priya calls · Omar calls without reference · Priya calls · Priya calls · a ticket is linked · Omar calls for a new ticket                                                                       |
        | Omar calls · Priya calls · a ticket is made · Omar calls for a new ticket · Priya calls · closed with a new ticket · Omar calls for a new ticket                                                             |
        | Omar calls · Priya calls · dismissed · Omar calls about a ticket · Priya calls · forwarded · Omar calls without reference                                                                                    |
        | Omar calls · Priya calls · notes · Omar calls about a ticket · Priya calls · the pop comes again · Omar calls                                                                                                |
        | Omar calls · Priya calls · the pop comes for Tom · a ticket is linked · Tom refreshes · dismissed · Omar calls for a new ticket                                                                              |
        | Omar calls · a ticket is linked · Omar calls without reference · a ticket is linked · Priya calls · a ticket is linked · dismissed · Omar calls without reference                                            |
        | Omar calls · a ticket is linked · forwarded · Priya calls · a ticket is linked · the pop comes again · Omar calls about a ticket                                                                             |
        | Omar calls · a ticket is linked · the pop comes for Tom · dismissed · Priya calls · a ticket is made · Omar calls without reference                                                                          |
        | Omar calls · a ticket is made · Priya calls · a ticket is made · dismissed · the pop comes for Tom · forwarded · the pop comes for Tom                                                                       |
        | Omar calls · a ticket is made · forwarded · the pop comes for Tom · the pop comes for Ines · Ines leaves · Ines returns · dismissed                                                                          |
        | Omar calls · a ticket is made · the pop comes again · Omar calls for a new ticket · a note is added · Omar calls about a ticket · a ticket is made · the pop comes for Tom                                   |
        | Omar calls · closed with a new ticket · Omar calls without reference · closed with a new ticket · Priya calls · closed with a new ticket · the pop comes for Tom                                             |
        | Omar calls · notes · Omar calls for a new ticket · a note is added · Omar calls for a new ticket · a note is added · Omar calls without reference                                                            |
        | Omar calls · notes · Omar calls without reference · notes · Priya calls · notes · a ticket is linked                                                                                                         |
        | Omar calls · notes · a ticket is made · the pop comes again · Omar calls without reference · notes · closed with a new ticket                                                                                |
        | Omar calls · notes · dismissed · the pop comes for Tom · a ticket is made · Tom refreshes · forwarded                                                                                                        |
        | Omar calls · notes · forwarded · the pop comes for Tom · closed with a new ticket · Ines leaves · Ines returns · the pop comes for Tom                                                                       |
        | Omar calls · notes · notes · the pop comes again · Priya calls · notes · the pop comes for Tom · notes                                                                                                       |
        | Omar calls · the pop comes again · a ticket is linked · the pop comes again · dismissed · Ines leaves · Omar calls Ines, who is away · Omar calls Ines, who is away                                          |
        | Omar calls · the pop comes again · a ticket is made · the pop comes again · forwarded · Ines leaves · Omar calls Ines, who is away · the pop comes for Tom                                                   |
        | Omar calls · the pop comes again · closed with a new ticket · Omar calls · the pop comes again · notes · the pop comes again · the pop comes again                                                           |
        | Omar calls · the pop comes again · the pop comes for Tom · Ines refreshes · the pop comes for Ines · Ines refreshes                                                                                          |
        | Omar calls about a ticket · closed with the ticket shown · Ines refreshes · Omar calls about a ticket · closed with the ticket shown · Omar calls                                                            |
        | Omar calls about a ticket · closed with the ticket shown · Omar calls about a ticket · closed with the ticket shown · Omar calls for a new ticket · a note is added · Priya calls                            |
        | Omar calls about a ticket · closed with the ticket shown · Omar calls without reference · Omar calls about a ticket · closed with the ticket shown · Priya calls                                             |
        | Omar calls about a ticket · closed with the ticket shown · the pop comes for Tom · Tom refreshes · the pop comes for Ines · Omar calls                                                                       |
        | Omar calls for a new ticket · a note is added · forwarded · Omar calls for a new ticket · a note is added · the pop comes for Tom · a note is added · the pop comes for Ines                                 |
        | Omar calls · Ines leaves · Ines returns · a ticket is linked · Ines leaves · Ines returns · forwarded                                                                                                        |
        | Omar calls · Ines leaves · Ines returns · a ticket is made · Ines leaves · Ines returns · the pop comes again                                                                                                |
        | Omar calls · Ines leaves · Ines returns · closed with a new ticket · the pop comes for Tom · the pop comes for Ines · Omar calls about a ticket                                                              |
        | Omar calls · Ines leaves · Ines returns · notes · the pop comes for Tom · Tom refreshes · a ticket is linked · the pop comes for Ines                                                                        |
        | Omar calls · the pop comes for Tom · Tom refreshes · a ticket is made · the pop comes for Ines · Omar calls for a new ticket                                                                                 |
        | Omar calls · the pop comes for Tom · Tom refreshes · closed with a new ticket · the pop comes for Tom · the pop comes for Ines · Omar calls without reference                                                |
        | Omar calls · the pop comes for Tom · Tom refreshes · notes · Tom refreshes · notes · the pop comes for Ines · Priya calls                                                                                    |
        | Omar calls · the pop comes for Tom · the pop comes for Ines · a ticket is linked · the pop comes for Tom · the pop comes for Ines · dismissed                                                                |
        | Omar calls · the pop comes for Tom · the pop comes for Ines · a ticket is made · the pop comes for Tom · the pop comes for Ines · forwarded                                                                  |
        | Omar calls · the pop comes for Tom · the pop comes for Ines · closed with a new ticket · the pop comes for Tom · the pop comes for Ines · the pop comes again                                                |
        | Omar calls · the pop comes for Tom · the pop comes for Ines · notes · the pop comes for Tom · the pop comes for Ines · the pop comes for Tom                                                                 |
        | Omar calls about a ticket · Ines leaves · Ines returns · closed with the ticket shown · Ines leaves · the pop comes for Tom · Ines returns · the pop comes for Ines                                          |
        | Omar calls for a new ticket · the pop comes for Tom · the pop comes for Ines · a note is added · Ines leaves · the pop comes for Tom · Tom refreshes · Ines returns                                          |
        | Omar calls · Ines leaves · the pop comes for Tom · a ticket is linked · Ines returns                                                                                                                         |
        | Omar calls · Ines leaves · the pop comes for Tom · a ticket is made · Ines returns                                                                                                                           |
        | Omar calls · Ines leaves · the pop comes for Tom · closed with a new ticket · Ines returns                                                                                                                   |
        | Omar calls · Ines leaves · the pop comes for Tom · closed with a new ticket · Omar calls Ines, who is away · the pop comes for Tom · dismissed · Ines returns                                                |
        | Omar calls · Ines leaves · the pop comes for Tom · dismissed · Omar calls Ines, who is away · the pop comes for Tom · forwarded · Ines returns                                                               |
        | Omar calls · Ines leaves · the pop comes for Tom · forwarded · Omar calls Ines, who is away                                                                                                                  |
        | Omar calls · Ines leaves · the pop comes for Tom · notes · Ines returns                                                                                                                                      |
        | Omar calls for a new ticket · Ines leaves · the pop comes for Tom · a note is added · Ines returns                                                                                                           |

  @CTI-LIFE-02 @exclusive
  Rule: Whatever happens to a call after a crash, everything is done

    Scenario Outline: a path with crashes
      Given Ines and Tom are online, and Omar and Priya are contacts
      When this happens: <path>
      Then everything is accepted

      Examples:
        | path                                                                                                                                                                                           |
        | Omar calls · the server crashes · Ines leaves · the server crashes · Ines refreshes · the server crashes · Omar calls                                                                          |
        | Omar calls about a ticket · the server crashes · Omar calls about a ticket · Omar calls for a new ticket · the server crashes · Omar calls for a new ticket · Priya calls · the server crashes |
        | Omar calls · a ticket is linked · the server crashes · Omar calls without reference · a ticket is made · the server crashes · Priya calls                                                      |
        | Omar calls · closed with a new ticket · the server crashes · the pop comes for Tom · the server crashes · the server crashes                                                                   |
        | Omar calls · dismissed · the server crashes · Ines leaves · Ines returns · the server crashes                                                                                                  |
        | Omar calls · forwarded · the server crashes · Ines leaves · Omar calls Ines, who is away · the server crashes                                                                                  |
        | Omar calls · notes · the server crashes · Omar calls · the pop comes again · the server crashes                                                                                                |
        | Omar calls about a ticket · closed with the ticket shown · the server crashes · Omar calls for a new ticket · a note is added · the server crashes                                             |
        | Omar calls · the pop comes for Tom · Tom refreshes · the server crashes · the pop comes for Tom · the pop comes for Ines · the server crashes                                                  |
