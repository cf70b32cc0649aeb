"""The database: one SQLite file, one connection, one transaction per request."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import phones, times

VERSION = 4

# Contacts and agents share one table, so they never share an id. The columns …_key are for lookup,
# each with an index. `more` holds the attributes without a column, as JSON. A widget has the id of
# its agent; its ticket is the one that the pop named.
# Ids of each kind start at a different number, so that an id in the wrong place is noticed.
_SCHEMA = """
CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  country TEXT NOT NULL,
  cti_enabled INTEGER NOT NULL DEFAULT TRUE, new_ticket INTEGER NOT NULL DEFAULT FALSE,
  helpdesk_numbers TEXT NOT NULL DEFAULT '[]',
  softphone TEXT NOT NULL
    DEFAULT '{"enabled": false, "url": "", "width": 300, "height": 450}',
  click_to_dial TEXT NOT NULL
    DEFAULT '{"enabled": false, "request_type": "GET", "callback_url": ""}',
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE TABLE people (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('contact', 'agent')),
  name TEXT NOT NULL,
  email TEXT, phone TEXT, mobile TEXT,
  email_key TEXT, phone_key TEXT, mobile_key TEXT,
  picked TEXT, picked_key TEXT,
  more TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT FALSE,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX people_email ON people (kind, email_key) WHERE NOT deleted;
CREATE INDEX people_phone ON people (phone_key);
CREATE INDEX people_mobile ON people (mobile_key);
CREATE INDEX people_picked ON people (picked_key);
CREATE TABLE tickets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  requester_id INTEGER NOT NULL REFERENCES people,
  responder_id INTEGER REFERENCES people,
  subject TEXT, description TEXT NOT NULL,
  status INTEGER NOT NULL, priority INTEGER NOT NULL, source INTEGER NOT NULL,
  more TEXT NOT NULL DEFAULT '{}',
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX tickets_requester ON tickets (requester_id, created_at);
CREATE INDEX tickets_newest ON tickets (created_at);
CREATE TABLE notes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES tickets ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES people,
  body TEXT NOT NULL,
  private INTEGER NOT NULL, incoming INTEGER NOT NULL DEFAULT FALSE,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX notes_ticket ON notes (ticket_id);
CREATE TABLE time_entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES tickets ON DELETE CASCADE,
  agent_id INTEGER NOT NULL REFERENCES people,
  note TEXT,
  seconds INTEGER NOT NULL,
  timer_running INTEGER NOT NULL, billable INTEGER NOT NULL DEFAULT TRUE,
  start_time TEXT NOT NULL, executed_at TEXT NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX time_entries_ticket ON time_entries (ticket_id);
CREATE INDEX time_entries_running ON time_entries (agent_id) WHERE timer_running;
CREATE TABLE calls (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  reference TEXT UNIQUE,
  requester_id INTEGER NOT NULL REFERENCES people,
  responder_id INTEGER NOT NULL REFERENCES people,
  ticket_id INTEGER REFERENCES tickets ON DELETE SET NULL,
  note_id INTEGER REFERENCES notes ON DELETE SET NULL,
  call_url TEXT, call_info TEXT,
  notes TEXT NOT NULL DEFAULT '',
  note_due INTEGER NOT NULL DEFAULT FALSE,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX calls_ticket ON calls (ticket_id);
CREATE INDEX calls_note ON calls (note_id);
CREATE TABLE widgets (
  id INTEGER PRIMARY KEY REFERENCES people,
  call_id INTEGER NOT NULL UNIQUE REFERENCES calls,
  ticket_id INTEGER REFERENCES tickets ON DELETE SET NULL,
  locked INTEGER NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX widgets_ticket ON widgets (ticket_id);
CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  agent_id INTEGER NOT NULL REFERENCES people,
  token_hash TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX sessions_age ON sessions (created_at);
INSERT INTO sqlite_sequence (name, seq) VALUES
  ('people', 5014967000), ('notes', 511298000), ('time_entries', 900000), ('calls', 5000001000);
"""

Row = sqlite3.Row


class Store:
    """The records, in a file that outlives the process."""

    def __init__(self, path: Path, country: str, *, durable: bool = True) -> None:
        """Open the file, or create it.

        Args:
            path: The file.
            country: The country of phone numbers in national form, as an ISO code.
            durable: Whether what is committed outlives the machine, and not the process alone.

        Raises:
            sqlite3.Error: The file cannot be used.
        """
        self.country = country
        self._db = sqlite3.connect(path, timeout=2, isolation_level=None)
        self._db.row_factory = Row
        # FULL with a write-ahead log: a commit is on disk before it is reported. EXCLUSIVE: another
        # process on the same file is refused.
        synchronous = "FULL" if durable else "OFF"
        self._db.executescript(
            f"PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = {synchronous};"
            "PRAGMA foreign_keys = ON;"
        )
        with self.transaction():
            if not self.all("SELECT * FROM sqlite_master"):
                self._create()
            elif self.all("PRAGMA user_version")[0][0] != VERSION:
                raise sqlite3.DatabaseError("the file is of another version or program")
            self._read_numbers_in(country)
        # Only now: it changes the file, which may have been another program's.
        self._db.execute("PRAGMA journal_mode = WAL")

    @property
    def changes(self) -> int:
        """The number of rows written since the start; it never decreases."""
        return self._db.total_changes

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all changes made within, or none of them on an exception (CTI-POP-13).

        What was committed survives a crash (CTI-FLT-04, CTI-FLT-12).
        """
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            self._db.rollback()
            raise

    def one(self, sql: str, *parameters: object) -> Row | None:
        """Return the first row of a query, if any."""
        row: Row | None = self._db.execute(sql, parameters).fetchone()
        return row

    def all(self, sql: str, *parameters: object) -> list[Row]:
        """Return all rows of a query."""
        return self._db.execute(sql, parameters).fetchall()

    def get(self, table: str, id_: object) -> Row | None:
        """Return the row with this id, if any."""
        return self.one(f"SELECT * FROM {table} WHERE id = ?", id_)

    def insert(self, table: str, **columns: Any) -> Row:
        """Add a row, and return it."""
        columns["created_at"] = columns["updated_at"] = times.now()
        marks = ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) RETURNING *"
        row: Row = self._db.execute(sql, tuple(columns.values())).fetchone()
        return row

    def update(self, table: str, id_: int, **columns: Any) -> Row:
        """Change some columns of a row, and return it."""
        columns["updated_at"] = times.now()
        settings = ", ".join(f"{column} = ?" for column in columns)
        sql = f"UPDATE {table} SET {settings} WHERE id = ? RETURNING *"
        row: Row = self._db.execute(sql, (*columns.values(), id_)).fetchone()
        return row

    def delete(self, table: str, id_: int) -> None:
        """Remove a row."""
        self._db.execute(f"DELETE FROM {table} WHERE id = ?", (id_,))

    def _create(self) -> None:
        for statement in _SCHEMA.split(";\n"):
            self._db.execute(statement)
        self.insert("account", country=self.country)
        self._db.execute(f"PRAGMA user_version = {VERSION}")

    def _read_numbers_in(self, country: str) -> None:
        """Recompute the keys of all numbers if the file was written for another country."""
        if self.all("SELECT country FROM account")[0][0] == country:
            return
        self._db.create_function("phone_key", 1, lambda text: text and phones.key(text, country))
        self._db.execute(
            "UPDATE people SET phone_key = phone_key(phone), mobile_key = phone_key(mobile),"
            " picked_key = phone_key(picked)"
        )
        self._db.execute("UPDATE account SET country = ?", (country,))
