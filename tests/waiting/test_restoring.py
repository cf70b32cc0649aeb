"""What a run changed is restored: after its time, on a target that was gone, when it was killed."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance import waiting
from cti_conformance.config.credentials import Credentials
from cti_conformance.config.target_config import CONTROL_PATH, Limits, TargetConfig
from cti_conformance.results.capabilities import Capabilities
from cti_conformance.scenario import account as accounts
from cti_conformance.scenario.account import Account
from cti_conformance.scenario.changed_settings import SettingsJournal
from cti_conformance.scenario.cleanup import Created, clean_up
from cti_conformance.scenario.session import Session
from cti_conformance.scenario.target_lock import TargetLock
from cti_conformance.target.connection import Connection
from cti_conformance.target.target import Target
from cti_conformance.text.redaction import Redactor
from cti_conformance.transport.failures import NoAnswer
from cti_conformance.transport.wire import Wire
from cti_conformance.waiting import RunTime
from support.helpdesk import API_KEY, TOKEN, done
from support.proxy import pass_on, send
from support.servers import Exchange, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.helpdesk import Client


class Desk:
    """A helpdesk that can be gone, and an account on it as a run of the suite has it."""

    def __init__(self, url: str, speaking: Client) -> None:
        self.url = url
        self.speaking = speaking
        self.gone_until = 0.0
        self.lines: list[str] = []
        self.connections: list[Connection] = []
        self.own = ""

    def handle(self, exchange: Exchange) -> None:
        """Pass a request on, or hang up while the helpdesk is gone."""
        if time.monotonic() < self.gone_until:
            exchange.close_connection = True
            return
        send(exchange, pass_on(exchange, self.own))

    @property
    def config(self) -> TargetConfig:
        """The helpdesk as a target."""
        return TargetConfig(
            self.url,
            Credentials(api_key=API_KEY, control_token=TOKEN),
            control_url=self.url + CONTROL_PATH,
            limits=Limits(answer_s=5, appear_s=1),
        )

    def account(self) -> Account:
        """Return the account, with a connection of its own."""
        self.connections.append(Connection(self.config))
        return Account(self.connections[-1], notify=self.lines.append)

    def session(self) -> Session:
        """Return what a later run begins with."""
        return Session(
            self.config,
            Wire(),
            (0, 1),
            in_browser=False,
            make_lock=lambda url: TargetLock(url, "later"),
            notify=self.lines.append,
        )

    @property
    def settings(self) -> dict[str, Any]:
        """The settings as the helpdesk has them."""
        found: dict[str, Any] = done(self.speaking.control("GET", "/settings"))
        return found


@pytest.fixture
def desk(
    url: str, speaking: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(waiting, "_current", RunTime(60))
    monkeypatch.setattr(accounts, "RETRY_S", 0.05)
    before = done(speaking.control("GET", "/settings"))
    made: list[Desk] = []
    with serving(lambda exchange: made[0].handle(exchange)) as server:
        made.append(Desk(server.url, speaking))
        made[0].own = url
        yield made[0]
    for connection in made[0].connections:
        connection.close()
    done(speaking.control("PATCH", "/settings", before))


def end_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_current", RunTime(0))


# -- in the run itself ---------------------------------------------------------------------------


def test_settings_are_restored_when_the_time_is_over(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, before = desk.account(), desk.settings
    account.change_account(cti_enabled=False)
    end_of_time(monkeypatch)
    assert len(account.left) == 1
    account.restore_account()
    assert desk.settings == before
    assert account.left == []
    assert not desk.account().was_left_changed


def test_settings_are_restored_on_a_target_that_comes_back(desk: Desk) -> None:
    account, before = desk.account(), desk.settings
    account.change_account(new_ticket=True)
    desk.gone_until = time.monotonic() + 0.5
    account.restore_account()
    assert desk.settings == before


def test_settings_that_cannot_be_restored_are_said_with_the_command(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = desk.account()
    account.change_account(new_ticket=True)
    desk.gone_until = time.monotonic() + 60
    monkeypatch.setattr(accounts, "RESTORE_S", 0.2)
    with pytest.raises(NoAnswer):
        account.restore_account()
    (line,) = account.left
    assert line.startswith("could not restore the settings new_ticket: ")
    assert line.endswith(
        'curl -i -X PATCH -H "Authorization: Bearer $CTI_CONTROL_TOKEN" '
        "-H 'Content-Type: application/json' --data-raw '{\"new_ticket\": false}' "
        f"{desk.url}{CONTROL_PATH}/settings"
    )
    assert desk.account().was_left_changed
    desk.gone_until = 0.0
    account.restore_account()
    assert account.left == []


def test_records_are_deleted_when_the_time_is_over(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = Connection(desk.config)
    desk.connections.append(connection)
    target = Target(connection, Capabilities({"records": ""}))
    contact = target.records.make_contact({"name": "Omar", "email": "omar@cti.example.com"})
    assert contact.id in {one["id"] for one in desk.speaking.get("contacts?per_page=100")}
    end_of_time(monkeypatch)
    assert clean_up(target, Created(contacts=[contact.id])) == []
    assert contact.id not in {one["id"] for one in desk.speaking.get("contacts?per_page=100")}


# -- in the next run -----------------------------------------------------------------------------


def test_the_next_run_restores_what_a_killed_one_left(desk: Desk) -> None:
    before = desk.settings
    desk.account().change_account(cti_enabled=False, new_ticket=True)  # and is killed
    assert desk.session().recover() == []
    assert desk.settings == before
    (line,) = desk.lines
    assert line.startswith("Restored the settings cti_enabled, new_ticket, which an earlier run")
    assert desk.session().recover() == []
    assert len(desk.lines) == 1


def test_the_journal_of_a_run_that_goes_on_is_left_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cti_conformance.scenario.session.RECOVER_LOCK_S", 0.2)
    with TargetLock(desk.url, "one").hold(exclusive=True, limit_s=5):
        desk.account().change_account(new_ticket=True)
        assert desk.session().recover() == []
        assert desk.settings["new_ticket"] is True
        assert "as another run has changed them" in desk.lines[-1]
    assert desk.session().recover() == []
    assert desk.settings["new_ticket"] is False


def test_what_the_next_run_cannot_restore_it_says_with_the_command(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.account().change_account(new_ticket=True)
    monkeypatch.setattr(accounts, "RESTORE_S", 0.2)
    desk.gone_until = time.monotonic() + 60
    (line,) = desk.session().recover()
    assert "changed by an earlier run" in line
    assert "curl -i -X PATCH" in line
    assert desk.lines == [line]
    desk.gone_until = 0.0
    assert desk.session().recover() == []


# -- the journal ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "https://pbx.example.com/dial?key=4711-secret&to={number}",
        "https://ada:secret@pbx.example.com/",
        {"enabled": True, "url": "https://pbx.example.com/?token=secret"},
        f"a text with {API_KEY} in it",
    ],
)
def test_a_journal_holds_no_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: object
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    journal = SettingsJournal("https://helpdesk.example.com", Redactor([API_KEY]))
    journal.write({"softphone": value, "cti_enabled": True})
    assert "secret" not in journal.path.read_text(encoding="utf-8")
    assert API_KEY not in journal.path.read_text(encoding="utf-8")
    assert journal.path.stat().st_mode & 0o77 == 0
    changed = journal.read()
    assert changed is not None
    assert (changed.before, changed.withheld) == ({"cti_enabled": True}, ("softphone",))
    journal.delete()
    assert journal.read() is None


def test_a_setting_that_is_withheld_is_named_and_the_others_restored(desk: Desk) -> None:
    dial = {"enabled": True, "request_type": "GET", "callback_url": "https://pbx.example/?key=k"}
    done(desk.speaking.control("PATCH", "/settings", {"click_to_dial": dial}))
    account = desk.account()
    account.change_account(new_ticket=True, click_to_dial={**dial, "enabled": False})
    lines = desk.session().recover()
    assert [line.partition(" was changed")[0] for line in lines] == ["the setting click_to_dial"]
    assert desk.settings["new_ticket"] is False
    assert "pbx.example" not in json.dumps(lines)
    assert desk.account().was_left_changed  # until the user has deleted it


def test_settings_are_not_changed_without_a_journal(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cti_conformance.results.step_outcomes import Inconclusive

    (tmp_path / "file").write_text("", encoding="utf-8")
    account = desk.account()
    monkeypatch.setattr(
        SettingsJournal, "write", lambda *_: (tmp_path / "file" / "x").write_text("")
    )
    with pytest.raises(Inconclusive, match="settings were not changed"):
        account.change_account(new_ticket=True)
    assert desk.settings["new_ticket"] is False
