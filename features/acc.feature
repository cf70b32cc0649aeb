Feature: Availability and authentication
  Both calls are made with HTTP Basic authentication: with an API key, or with an agent's email and
  password. All other requests are refused.

  @CTI-ACC-01
  Rule: A call without credentials is refused

    Example: a screen pop without credentials
      Given a screen pop
      When the pop is sent without credentials
      Then the pop is refused with 401
      And nothing is created for the call reference

    Example: call details without credentials
      When call details are requested without credentials
      Then the request is refused with 401

  @CTI-ACC-02
  Rule: A call with wrong credentials is refused

    Scenario Outline: a screen pop with <credentials>
      Given a screen pop
      When the pop is sent with <credentials>
      Then the pop is refused with 401
      And nothing is created for the call reference

      Examples:
        | credentials      |
        | a wrong API key  |
        | an empty API key |
        | a wrong password |

    Scenario Outline: call details with <credentials>
      When call details are requested with <credentials>
      Then the request is refused with 401

      Examples:
        | credentials      |
        | a wrong API key  |
        | an empty API key |
        | a wrong password |

    @since-0.2.0
    Scenario Outline: a screen pop with credentials that are nearly right: <credentials>
      Given a screen pop
      When the pop is sent with <credentials>
      Then the pop is refused with 401
      And nothing is created for the call reference

      Examples:
        | credentials                                     |
        | the API key and a letter more                   |
        | the API key without its last character          |
        | the API key in the other letter case            |
        | an agent's password and a letter more           |
        | only the beginning of the API key               |
        | the API key as the password                     |
        | the API key inside the user name                |
        | an agent's password and nobody's email          |
        | an agent's password and email at another domain |
        | only the beginning of an agent's password       |
        | an agent's password in the other letter case    |

    @since-0.2.0
    Scenario Outline: call details with credentials that are nearly right: <credentials>
      When call details are requested with <credentials>
      Then the request is refused with 401

      Examples:
        | credentials                                     |
        | the API key and a letter more                   |
        | the API key without its last character          |
        | the API key in the other letter case            |
        | an agent's password and a letter more           |
        | only the beginning of the API key               |
        | the API key as the password                     |
        | the API key inside the user name                |
        | an agent's password and nobody's email          |
        | an agent's password and email at another domain |
        | only the beginning of an agent's password       |
        | an agent's password in the other letter case    |

  @CTI-ACC-03
  Rule: An API key with any password is accepted

    Scenario Outline: a screen pop is sent with <credentials>
      Given a screen pop
      When the pop is sent with <credentials>
      Then the pop is accepted

      Examples:
        | credentials                      |
        | the API key and the password X   |
        | the API key and another password |

      @since-0.2.0
      Examples:
        | credentials                                        |
        | the API key and an empty password                  |
        | the API key and a password with a colon            |
        | the API key and a password in other letters        |
        | the API key and a password of a hundred characters |

    Scenario Outline: call details are requested with <credentials>
      When call details are requested with <credentials>
      Then the credentials are accepted

      Examples:
        | credentials                      |
        | the API key and the password X   |
        | the API key and another password |

      @since-0.2.0
      Examples:
        | credentials                                        |
        | the API key and an empty password                  |
        | the API key and a password with a colon            |
        | the API key and a password in other letters        |
        | the API key and a password of a hundred characters |

  @CTI-ACC-04
  Rule: An agent's email and password are accepted

    Example: a screen pop with an agent's email and password
      Given a screen pop
      When the pop is sent with an agent's email and password
      Then the pop is accepted

    Example: call details with an agent's email and password
      When call details are requested with an agent's email and password
      Then the credentials are accepted

  @CTI-ACC-05 @exclusive
  Rule: An account without the CTI feature is refused

    Example: a screen pop while the feature is off
      Given a screen pop
      And the admin has switched off the CTI feature
      When the pop is sent
      Then the pop is refused with 403
      And nothing is created for the call reference once the CTI feature is on again

    Example: call details while the feature is off
      Given an unknown call reference
      And the admin has switched off the CTI feature
      When call details are requested for the call reference
      Then the request is refused with 403
