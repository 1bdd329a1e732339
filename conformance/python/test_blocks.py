"""Blocks: what one language saves, the other reads; and what the server shows of secrets."""

import json
from typing import Any

import pytest
from prefect.blocks.core import Block
from prefect.blocks.notifications import SlackWebhook
from prefect.blocks.system import Secret
from prefect.blocks.webhook import Webhook
from prefect.filesystems import LocalFileSystem
from pydantic import SecretStr
from stored import Stored
from typescript import typescript

def loaded(slug: str, name: str) -> Any:
    return json.loads(typescript("blocks.ts", "load", slug, name))


def test_a_secret_of_either_language_is_read_by_the_other(unique: str, stored: Stored) -> None:
    Secret(value="a-secret-of-python").save(f"py-{unique}")
    assert loaded("secret", f"py-{unique}")["data"] == {"value": "a-secret-of-python"}
    typescript("blocks.ts", "save", "secret", f"ts-{unique}", json.dumps({"value": "a-secret-of-typescript"}))
    assert Secret.load(f"ts-{unique}").get() == "a-secret-of-typescript"
    typescript("blocks.ts", "save", "secret", f"deep-{unique}", json.dumps({"value": {"user": "me", "words": ["x"]}}))
    assert Secret.load(f"deep-{unique}").get() == {"user": "me", "words": ["x"]}
    path = f"/block_types/slug/secret/block_documents/name/ts-{unique}"
    assert stored.get(path)["data"] == {"value": "********"}


@pytest.mark.parametrize(
    ("block", "data"),
    [
        (Webhook, {"url": "http://127.0.0.1:9/x", "method": "PUT", "headers": {"X-Key": "header-secret"}}),
        (SlackWebhook, {"url": "https://hooks.slack.com/services/a/b/c", "notify_type": "warning"}),
        (LocalFileSystem, {"basepath": "/tmp/somewhere"}),
    ],
)
def test_built_in_blocks_are_the_same_in_both(block: type[Block], data: dict[str, Any], unique: str) -> None:
    slug = block.get_block_type_slug()
    block(**data).save(f"py-{unique}")
    from_python = loaded(slug, f"py-{unique}")
    assert from_python["data"].items() >= data.items()
    assert from_python["checksum"] == block._calculate_schema_checksum()
    typescript("blocks.ts", "save", slug, f"ts-{unique}", json.dumps(data))
    from_typescript, own = block.load(f"ts-{unique}"), block(**data)
    for field in block.model_fields:
        assert getattr(from_typescript, field) == getattr(own, field)
    assert loaded(slug, f"ts-{unique}")["checksum"] == block._calculate_schema_checksum()


def test_a_block_defined_in_both_languages_has_one_checksum(unique: str) -> None:
    slug = f"weather-{unique}"

    class WeatherStation(Block):
        """Where the weather is."""

        _block_type_name = f"WeatherStation {unique}"
        _block_type_slug = slug
        _description = "Where the weather is."
        station: str
        interval: int = 60
        token: SecretStr

    WeatherStation(station="Oslo", token=SecretStr("python-token")).save("oslo")
    from_python = loaded(slug, "oslo")
    assert from_python["data"] == {"station": "Oslo", "interval": 60, "token": "python-token"}
    typescript("blocks.ts", "save", slug, "rome", json.dumps({"station": "Rome", "token": "typescript-token"}))
    rome = WeatherStation.load("rome")
    assert (rome.station, rome.interval, rome.token.get_secret_value()) == ("Rome", 60, "typescript-token")
    assert loaded(slug, "rome")["checksum"] == WeatherStation._calculate_schema_checksum()
    assert Block.load(f"{slug}/rome").station == "Rome"


def test_a_block_within_a_block_is_shown_without_its_secret(unique: str, stored: Stored) -> None:
    class Login(Block):
        _block_type_slug = f"login-{unique}"
        _block_type_name = f"Login {unique}"
        token: SecretStr

    class Service(Block):
        _block_type_slug = f"service-{unique}"
        _block_type_name = f"Service {unique}"
        host: str
        login: Login

    login = Login(token=SecretStr("nested-token"))
    login.save("one")
    Service(host="a", login=login).save("two")
    assert Service.load("two").login.token.get_secret_value() == "nested-token"
    shown = stored.get(f"/block_types/slug/service-{unique}/block_documents/name/two")
    assert shown["data"] == {"host": "a", "login": {"token": "********"}}
    assert shown["block_document_references"]["login"]["block_document"]["name"] == "one"
