Feature: Availability and authentication
  Both calls are made with HTTP Basic authentication: with an API key, or with an agent's email and
  password. Nobody else gets in.

  @CTI-ACC-01
  Rule: A call without credentials is refused

    Example: a screen pop without credentials
      Given a screen pop
      When it is sent without credentials
      Then it is refused with 401
      And nothing is created for its call reference

    Example: call details without credentials
      When call details are asked for without credentials
      Then the request is refused with 401

  @CTI-ACC-02
  Rule: A call with wrong credentials is refused

    Scenario Outline: a screen pop with <credentials>
      Given a screen pop
      When it is sent with <credentials>
      Then it is refused with 401
      And nothing is created for its call reference

      Examples:
        | credentials      |
        | a wrong API key  |
        | an empty API key |
        | a wrong password |

    Scenario Outline: call details with <credentials>
      When call details are asked for with <credentials>
      Then the request is refused with 401

      Examples:
        | credentials      |
        | a wrong API key  |
        | an empty API key |
        | a wrong password |

  @CTI-ACC-03
  Rule: An API key with any password is accepted

    Scenario Outline: a screen pop is sent with <credentials>
      Given a screen pop
      When it is sent with <credentials>
      Then it is accepted

      Examples:
        | credentials                      |
        | the API key and the password X   |
        | the API key and another password |

    Scenario Outline: call details are asked for with <credentials>
      When call details are asked for with <credentials>
      Then the credentials are accepted

      Examples:
        | credentials                      |
        | the API key and the password X   |
        | the API key and another password |

  @CTI-ACC-04
  Rule: An agent's email and password are accepted

    Example: a screen pop with an agent's email and password
      Given a screen pop
      When it is sent with an agent's email and password
      Then it is accepted

    Example: call details with an agent's email and password
      When call details are asked for with an agent's email and password
      Then the credentials are accepted

  @CTI-ACC-05 @exclusive
  Rule: An account without the CTI feature is refused

    Example: a screen pop while the feature is off
      Given a screen pop
      And the admin has turned the CTI feature off
      When it is sent
      Then it is refused with 403
      And nothing has been created once the CTI feature is on again

    Example: call details while the feature is off
      Given the admin has turned the CTI feature off
      When call details are asked for a reference that no call ever had
      Then the request is refused with 403
