Feature: Who is calling
  A call names its requester by id, by phone or by email. A number is looked up among the Phones
  first and then among the Mobiles; a number that nobody has becomes a new contact.

  @CTI-REQ-01
  Rule: A requester id selects that contact

    Scenario Outline: two contacts, and the call names <name> by id
      Given Omar is a contact
      And Priya is a contact
      When a call from <name>'s id comes in for an agent who is offline
      Then <name> is the requester of the new ticket

      Examples:
        | name  |
        | Omar  |
        | Priya |

  @CTI-REQ-02
  Rule: With a requester id the phone is ignored

    Example: the phone is somebody else's
      Given Omar is a contact
      And Priya is a contact whose Phone is a number
      When a call from Omar's id and that number comes in for an agent who is offline
      Then Omar is the requester of the new ticket

    Example: the phone is nobody's
      Given Omar is a contact
      And an unknown number
      When a call from Omar's id and that number comes in for an agent who is offline
      Then Omar is the requester of the new ticket
      And no contact has that number

  @CTI-REQ-03
  Rule: An invalid requester id is an error, whatever comes with it

    Example: nobody has the id
      When a call from an unknown id comes in for an agent who is offline
      Then the pop is refused

    Example: nobody has the id, though somebody has the phone
      Given Omar is a contact whose Phone is a number
      When a call from an unknown id and that number comes in for an agent who is offline
      Then the pop is refused
      And Omar has no ticket

    @since-0.2.0
    Example: nobody has the id, though somebody has the email
      Given Omar is a contact
      When a call from an unknown id and Omar's email comes in for an agent who is offline
      Then the pop is refused
      And Omar has no ticket

    @since-0.2.0
    Scenario Outline: requester_id is <value>
      Given a screen pop
      And the pop's requester_id is <value>
      When the pop is sent
      Then the pop is refused
      And nothing is created for the call reference

      Examples:
        | value                |
        | a negative id        |
        | zero                 |
        | an id beyond 64 bits |
        | the id of a ticket   |
        | the id of a call     |
        | the id of a note     |

  @CTI-REQ-04
  Rule: A number that is one contact's Phone selects that contact

    Example: one contact has the number as Phone
      Given Omar is a contact whose Phone is a number
      And Priya is a contact whose Phone is another number
      When a call from that number comes in for an agent who is offline
      Then Omar is the requester of the new ticket
      And only Omar has that number

    @since-0.2.0
    Example: an agent has the number as well
      Given Tom is an agent
      And Omar is a contact whose Phone is the mobile of Tom
      When a call from Omar's phone comes in for an agent who is offline
      Then Omar is the requester of the new ticket

    @since-0.2.0
    Example: the contact has got another number since the last call
      Given Omar is a contact whose Phone is a number
      And a call from that number has come in for an agent who is offline
      And the call has made a ticket
      And Omar has got another number
      When a call from Omar's phone comes in for an agent who is offline
      Then Omar is the requester of the new ticket

  @CTI-REQ-05
  Rule: A number that is nobody's Phone selects by Mobile

    Example: one contact has the number as Mobile
      Given Omar is a contact whose Mobile is a number
      And Priya is a contact whose Mobile is another number
      When a call from that number comes in for an agent who is offline
      Then Omar is the requester of the new ticket
      And only Omar has that number

  @CTI-REQ-06
  Rule: A Phone match wins over a Mobile match

    Example: the number is Omar's Phone and the older contact's Mobile
      Given Priya is a contact whose Mobile is a number
      And Omar is a contact whose Phone is that number
      When a call from that number comes in for an agent who is offline
      Then Omar is the requester of the new ticket

    Example: the number is Omar's Phone and the younger contact's Mobile
      Given Omar is a contact whose Phone is a number
      And Priya is a contact whose Mobile is that number
      When a call from that number comes in for an agent who is offline
      Then Omar is the requester of the new ticket

    @since-0.2.0
    Example: the contact with the number as Phone was made by a call
      Given an unknown number
      And a call from that number has come in for an agent who is offline
      And Priya is a contact whose Mobile is that number
      When a call from that number comes in for an agent who is offline
      Then Priya has no ticket

    @since-0.2.0
    Example: the number is the Phone of two contacts and the Mobile of an older one
      Given Wei is a contact whose Mobile is a number
      And Omar is a contact whose Phone is that number
      And Priya is a contact whose Phone is that number
      When a call from that number comes in for an agent who is offline
      Then Omar or Priya is the requester of the new ticket

  @CTI-REQ-07
  Rule: Of several contacts with the number, always the same one is chosen

    Scenario Outline: three contacts share a <field> number
      Given Omar is a contact whose <field> is a number
      And Priya is a contact whose <field> is that number
      And Wei is a contact whose <field> is that number
      When three calls from that number come in for an agent who is offline
      Then one of the three is the requester of all three new tickets
      And only Omar, Priya and Wei have that number

      Examples:
        | field  |
        | Phone  |
        | Mobile |

    @since-0.2.0 @thorough
    Scenario Outline: others who share the <field> number call in between, named by id
      Given Omar is a contact whose <field> is a number
      And Priya is a contact whose <field> is that number
      And Wei is a contact whose <field> is that number
      When calls from that number come in before and after calls of Omar and of Wei
      Then the calls from that number have one requester

      Examples:
        | field  |
        | Phone  |
        | Mobile |

  @CTI-REQ-08
  Rule: A number that nobody has creates exactly one contact

    Example: the first call from a number
      Given an unknown number
      When a call from that number comes in for an agent who is offline
      Then exactly one contact has that number

    Example: the second call from the number
      Given an unknown number
      And a call from that number has come in for an agent who is offline
      When a call from that number comes in for an agent who is offline
      Then exactly one contact has that number

    @since-0.2.0
    Scenario Outline: somebody has nearly the number, <kind>
      Given an unknown number
      And Priya is a contact who has nearly that number, <kind>
      When a call from that number comes in for an agent who is offline
      Then exactly one contact has that number
      And the new contact is the requester of the new ticket
      And Priya has no ticket

      Examples:
        | kind                  |
        | in another country    |
        | in another area       |
        | with a digit more     |
        | with two digits fewer |

    @since-0.2.0
    Example: the number was a contact's until that contact got another
      Given Omar is a contact whose Phone is a number
      And a call from that number has come in for an agent who is offline
      And the call has made a ticket
      And Omar has got another number
      When a call from that number comes in for an agent who is offline
      Then exactly one contact has that number
      And the new contact is the requester of the new ticket

  @CTI-REQ-09
  Rule: A new contact is named after the number

    Example: the name of the new contact
      Given an unknown number
      When a call from that number comes in for an agent who is offline
      Then the new contact's name is that number

    @since-0.2.0
    Scenario Outline: the first call gives it <notation>
      Given an unknown number
      When a call from that number written <notation> comes in for an agent who is offline
      Then the new contact's name is that number, in any notation

      Examples:
        | notation      |
        | with brackets |
        | with dashes   |

  @CTI-REQ-10
  Rule: A new contact can be renamed and is still found

    Example: an agent gives the new contact a name, and the customer calls again
      Given an unknown number
      And a call from that number has come in for an agent who is offline
      And an agent has renamed the new contact to Omar
      When a call from that number comes in for an agent who is offline
      Then Omar is the requester of the new ticket
      And Omar's name is unchanged
      And only Omar has that number

  @CTI-REQ-11
  Rule: A number in another notation is still the same number

    Scenario Outline: the call gives the number <notation>
      Given Omar is a contact whose Phone is a number of the account's country
      When a call from that number written <notation> comes in for an agent who is offline
      Then Omar is the requester of the new ticket
      And only Omar has that number

      Examples:
        | notation          |
        | with spaces       |
        | with dashes       |
        | with dots         |
        | with brackets     |
        | with a slash      |
        | with 00 for the + |
        | in national form  |

      @since-0.2.0
      Examples:
        | notation               |
        | with a space before it |
        | with a space after it  |
        | with 00 after a space  |

    Scenario Outline: the contact's <field> is kept <notation>
      Given Omar is a contact whose <field> is a number of the account's country written <notation>
      When a call from that number comes in for an agent who is offline
      Then Omar is the requester of the new ticket

      Examples:
        | field  | notation         |
        | Phone  | with dashes      |
        | Phone  | in national form |
        | Mobile | with brackets    |

      @since-0.2.0
      Examples:
        | field  | notation              |
        | Phone  | with a slash          |
        | Phone  | with dots             |
        | Phone  | with spaces           |
        | Phone  | with 00 for the +     |
        | Phone  | with a space after it |
        | Mobile | with a slash          |
        | Mobile | in national form      |

    @since-0.2.0
    Scenario Outline: the Phone is kept <notation>, and the Mobile as the call gives it
      Given Omar is a contact whose Phone is a number of the account's country written <notation>
      And Priya is a contact whose Mobile is that number
      When a call from that number comes in for an agent who is offline
      Then Omar is the requester of the new ticket

      Examples:
        | notation         |
        | with dashes      |
        | in national form |

    @since-0.2.0
    Example: contacts keep it, and calls give it, in different notations
      Given Omar is a contact whose Phone is a number of the account's country
      And Priya is a contact whose Phone is that number written with dashes
      And Wei is a contact whose Phone is that number written in national form
      When calls give that number in several notations
      Then the calls from that number have one requester

    @since-0.2.0
    Scenario Outline: the contact's <field> is changed, to a number written with dashes
      Given Omar is a contact who has his own <field>
      And an earlier call has named him by it: yes
      And Omar then gets another one, written differently
      When calls name Omar by the former value, and by the new one, if there is one
      Then each call has the requester whom the contacts' records now name

      Examples:
        | field  |
        | phone  |
        | mobile |

  @CTI-REQ-12
  Rule: An email selects the contact who has it

    Example: the call names an email
      Given Omar is a contact
      And Priya is a contact
      When a call from Omar's email comes in for an agent who is offline
      Then Omar is the requester of the new ticket

    @since-0.2.0
    Scenario Outline: Priya has nearly that email, <kind>
      Given Omar is a contact
      And Priya is a contact who has nearly Omar's email, <kind>
      When a call from Omar's email comes in for an agent who is offline
      Then Omar is the requester of the new ticket

      Examples:
        | kind                             |
        | without its tag                  |
        | with another tag                 |
        | with a longer tag                |
        | with a letter before it          |
        | with a letter for the underscore |
        | in a subdomain                   |

    @since-0.2.0
    Example: an agent has the email as well
      Given Tom is an agent
      And Omar is a contact who has the email of Tom
      When a call from Omar's email comes in for an agent who is offline
      Then Omar is the requester of the new ticket

  @CTI-REQ-13
  Rule: An email that nobody has is refused or becomes a contact

    Example: an unknown email
      Given an unknown email
      When a call from that email comes in for an agent who is offline
      Then the pop is refused, or one contact with that email is the requester

    @since-0.2.0
    Scenario Outline: Priya has nearly the unknown email, <kind>
      Given an unknown email
      And Priya is a contact who has nearly that email, <kind>
      When a call from that email comes in for an agent who is offline
      Then the pop is refused, or one contact with that email is the requester

      Examples:
        | kind                             |
        | without its tag                  |
        | with another tag                 |
        | with a longer tag                |
        | with a letter before it          |
        | with a letter for the underscore |
        | in a subdomain                   |

  @CTI-REQ-14
  Rule: If email and phone name two contacts, one wins or the pop is refused

    Example: Omar's email with Priya's phone
      Given Omar is a contact
      And Priya is a contact whose Phone is a number
      When a call from Omar's email and that number comes in for an agent who is offline
      Then the pop is refused, or Omar or Priya is the requester

  @CTI-REQ-15
  Rule: A deleted contact is not selected

    Example: the only contact with the number has been deleted
      Given Omar is a contact whose Phone is a number
      And Omar has been deleted
      When a call from that number comes in for an agent who is offline
      Then Omar is not the requester of any ticket

    Example: the contact with the id has been deleted
      Given Omar is a contact
      And Omar has been deleted
      When a call from Omar's id comes in for an agent who is offline
      Then Omar is not the requester of any ticket

    Example: the contact with the email has been deleted
      Given Omar is a contact
      And Omar has been deleted
      When a call from Omar's email comes in for an agent who is offline
      Then Omar is not the requester of any ticket

    @since-0.2.0
    Example: the contact who called before has been deleted since
      Given Omar is a contact whose Phone is a number
      And a call from that number has come in for an agent who is offline
      And the call has made a ticket
      And Omar has been deleted
      When a call from that number comes in for an agent who is offline
      Then exactly one contact has that number

    @since-0.2.0
    Example: the deleted contact has been restored
      Given Omar is a contact whose Phone is a number
      And Omar has been deleted
      And Omar has been restored
      When a call from that number comes in for an agent who is offline
      Then Omar is the requester of the new ticket
      And only Omar has that number

    @since-0.2.0
    Example: of two contacts with the number, the older one has been deleted
      Given Priya is a contact whose Phone is a number
      And Omar is a contact whose Phone is that number
      And Priya has been deleted
      When a call from that number comes in for an agent who is offline
      Then Omar is the requester of the new ticket

    @since-0.2.0
    Example: the number is a deleted contact's Phone and another contact's Mobile
      Given Priya is a contact whose Phone is a number
      And Omar is a contact whose Mobile is that number
      And Priya has been deleted
      When a call from that number comes in for an agent who is offline
      Then Omar is the requester of the new ticket

  @CTI-REQ-16
  Rule: Two calls at once from an unknown number make one contact

    Example: two telephone systems announce the same caller at the same moment
      Given an unknown number
      When two calls from that number come in at the same moment
      Then exactly one contact has that number

  @CTI-REQ-17
  Rule: A value that is not a phone number matches only an exact value

    Scenario Outline: the phone is <text>
      Given Omar is a contact whose Phone is a number
      And Priya is a contact
      When a call from <text> comes in for an agent who is offline
      Then neither Omar nor Priya is the requester of the call
      And the pop is refused, or the requester's number is exactly that value

      Examples:
        | text                                 |
        | the phone "anonymous"                |
        | the phone "unknown"                  |
        | the last three digits of that number |
        | the last four digits of that number  |

      @since-0.2.0
      Examples:
        | text                                      |
        | that number without its last two digits   |
        | that number without its last three digits |

    @since-0.2.0
    Scenario Outline: a contact has "<stored>", and the call gives "<sent>"
      Given Omar is a contact whose Phone is the text "<stored>"
      And Priya is a contact
      When a call from the phone "<sent>" comes in for an agent who is offline
      Then neither Omar nor Priya is the requester of the call
      And the pop is refused, or the requester's number is exactly that value

      Examples:
        | stored              | sent                |
        | 0417                | 417                 |
        | 4170                | 417                 |
        | Reception           | reception           |
        | alice@pbx-1.example | alice@pbx-2.example |
        | alice@pbx-1.example | alice               |

  @CTI-REQ-18
  Rule: With a requester id the email is also ignored

    Example: the email is somebody else's
      Given Omar is a contact
      And Priya is a contact
      When a call from Omar's id and Priya's email comes in for an agent who is offline
      Then Omar is the requester of the new ticket

  @CTI-REQ-19
  Rule: A requester's email is matched regardless of letter case

    Example: the call gives the email in capitals
      Given Omar is a contact
      When a call from Omar's email in capitals comes in for an agent who is offline
      Then Omar is the requester of the new ticket

    @since-0.2.0
    Example: the contact's email is changed, to one in capitals
      Given Omar is a contact who has his own email
      And an earlier call has named him by it: yes
      And Omar then gets another one, written differently
      When calls name Omar by the former value, and by the new one, if there is one
      Then each call has the requester whom the contacts' records now name
