"""A strict Telegram for tests, in a thread of its own.

It refuses what Telegram refuses, keeps what stands in each chat, notes when each request came, and breaks on request:
lost connections, floods, updates twice and out of order, a second poller, a revoked token.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, Final

from aiohttp import ClientSession, web

from noktvrn.testing.telegram.rules import (
    ANSWER_LIMIT,
    PHOTO_BYTES,
    Call,
    Refused,
    ShownMessage,
    check_caption,
    check_commands,
    check_keyboard,
    check_scope,
    check_text,
    check_thumbnail,
    decoded,
    units,
)
from noktvrn.testing.telegram.world import Fault, World

TOKEN: Final = "42:" + "A" * 35
BOT: Final = {"id": 42, "is_bot": True, "first_name": "The label", "username": "label_bot"}
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"

_SENDING: Final = {"sendMessage": "", "sendAudio": "audio", "sendPhoto": "photo", "sendVideo": "video"}
_NESTED: Final = frozenset({"reply_markup", "allowed_updates", "commands", "scope", "link_preview_options"})
_EDITING: Final = ("editMessageText", "editMessageCaption")


class TelegramServer:
    """One bot's Telegram.

    Attributes:
        world: Everything that it knows; tests look at it and change it.
        url: Its address.
    """

    def __init__(self) -> None:
        """See the class."""
        self.world = World()
        self.url = ""
        self._lock = threading.RLock()
        self._loop = asyncio.new_event_loop()
        self._news = asyncio.Event()
        self._numbers = itertools.count(1)
        self._update_numbers = itertools.count(1_000)
        self._last: dict[int, float] = {}

    @property
    def messages(self) -> list[ShownMessage]:
        """Messages that stand, in the order in which they were sent."""
        with self._lock:
            return sorted((m for m in self.world.messages.values() if not m.deleted), key=lambda m: m.message_id)

    def calls(self, *methods: str) -> list[Call]:
        """Return the requests of some methods, in the order in which they came."""
        with self._lock:
            return [call for call in self.world.calls if not methods or call.method in methods]

    def answered(self, callback_id: str) -> str | None:
        """Return what was answered to a press, of which a phone shows the first; None when nothing was."""
        with self._lock:
            said = self.world.answers.get(callback_id)
            return None if not said else str(said[0].get("text", ""))

    def fail(self, method: str, refusal: Refused | None = None, *, after: bool = False, times: int = 1) -> None:
        """Let the next requests of a method fail; without a refusal the connection is dropped."""
        with self._lock:
            self.world.faults.append(Fault(method, refusal, after, times))

    def press(self, user_id: int, message: ShownMessage, words: str, **more: Any) -> str:
        """Have somebody press a button; returns the identifier of the press."""
        return self.press_raw(
            user_id, message.chat_id, message.message_id, message.button(words)["callback_data"], **more
        )

    def press_raw(self, user_id: int, chat_id: int, message_id: int, data: str, **more: Any) -> str:
        """Have somebody send what stands behind a button, whether there is such a button or not."""
        callback_id = f"press-{next(self._numbers)}"
        self.deliver(
            {
                "callback_query": {
                    "id": callback_id,
                    "from": person(user_id),
                    "chat_instance": "1",
                    "data": data,
                    "message": self._pressed(chat_id, message_id),
                }
            },
            **more,
        )
        return callback_id

    def say(
        self, user_id: int, text: str, *, chat_id: int | None = None, reply_to: ShownMessage | None = None, **more: Any
    ) -> int:
        """Have somebody write; returns the number of the message."""
        number = next(self._numbers)
        message: dict[str, Any] = {
            **self._frame(user_id if chat_id is None else chat_id, number),
            "from": person(user_id),
            "text": text,
        }
        if reply_to is not None:
            message["reply_to_message"] = {
                **self._frame(reply_to.chat_id, reply_to.message_id),
                "from": BOT,
                "text": reply_to.text or "…",
            }
        self.deliver({"message": message}, **more)
        return number

    def deliver(self, update: Mapping[str, Any], *, times: int = 1, number: int | None = None) -> int:
        """Have an update come, or several times; returns its number."""
        with self._lock:
            taken = next(self._update_numbers) if number is None else number
            whole = {"update_id": taken, **update}
            self.world.updates += [whole] * times
            hook = self.world.webhook
        if hook:
            for _ in range(times):
                asyncio.run_coroutine_threadsafe(self._push(hook, whole), self._loop)
        self._loop.call_soon_threadsafe(self._news.set)
        return taken

    def menu(self, chat_id: int, user_id: int | None = None) -> list[str]:
        """Return the commands that the client shows somebody in a chat."""
        with self._lock:
            places: tuple[tuple[int, ...], ...] = ((chat_id, user_id or chat_id), (chat_id,), ())
            return next((list(self.world.menus[place]) for place in places if place in self.world.menus), [])

    def wait(self, is_so: Callable[[], Any], timeout_s: float = 60.0) -> Any:
        """Wait until something is so, and return it."""
        deadline = time.monotonic() + timeout_s
        while not (found := is_so()):
            if time.monotonic() > deadline:
                shown = [(m.message_id, m.text[:80], m.words) for m in self.messages]
                raise AssertionError(f"not so after {timeout_s} s; calls {len(self.calls())}, messages {shown}")
            time.sleep(0.01)
        return found

    def _pressed(self, chat_id: int, number: int) -> dict[str, Any]:
        with self._lock:
            message = self.world.messages.get((chat_id, number))
            return self._shown(message) if message else {**self._frame(chat_id, number), "from": BOT, "text": "…"}

    def _frame(self, chat_id: int, number: int) -> dict[str, Any]:
        private = {"id": chat_id, "type": "private", "first_name": f"Person {chat_id}"}
        chat = private if chat_id > 0 else {"id": chat_id, "type": "supergroup", "title": "The label"}
        return {"message_id": number, "date": int(time.time()) + self.world.skew_s, "chat": chat}

    async def _push(self, url: str, update: Mapping[str, Any]) -> None:
        async with ClientSession() as session:
            for _ in range(20):
                async with session.post(url, json=update, headers={SECRET_HEADER: self.world.secret}) as answer:
                    if answer.status == 200:
                        return
                await asyncio.sleep(0.05)

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        fields, files = await _read(request)
        chat_id = int(str(fields.get("chat_id") or 0))
        call = Call(method, fields, files, time.monotonic(), chat_id)
        try:
            self._check_token(request.match_info["token"])
            fault = self._fault(method)
            if fault is not None and not fault.after:
                return self._break(request, fault, call)
            result = await self._act(call)
            if fault is not None:
                return self._break(request, fault, call)
        except Refused as refusal:
            return self._refuse(refusal, call)
        with self._lock:
            self.world.calls.append(call)
        return web.json_response({"ok": True, "result": result})

    def _break(self, request: web.Request, fault: Fault, call: Call) -> web.StreamResponse:
        if fault.refusal is not None:
            return self._refuse(fault.refusal, call)
        with self._lock:
            self.world.calls.append(replace(call, status=0))
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _refuse(self, refusal: Refused, call: Call) -> web.Response:
        with self._lock:
            self.world.calls.append(replace(call, status=refusal.status))
        said: dict[str, Any] = {"ok": False, "error_code": refusal.status, "description": refusal.description}
        if refusal.parameters:
            said["parameters"] = refusal.parameters
        return web.json_response(said, status=refusal.status)

    def _fault(self, method: str) -> Fault | None:
        with self._lock:
            for fault in self.world.faults:
                if fault.method in {"", method}:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.world.faults.remove(fault)
                    return fault
        return None

    async def _act(self, call: Call) -> Any:
        if call.method == "getUpdates":
            return await self._poll(call)
        with self._lock:
            if call.method in _SENDING:
                return self._send(call, _SENDING[call.method])
            if call.method in _EDITING:
                return self._edit(call)
            plain: Mapping[str, Callable[[Call], Any]] = {
                "getMe": lambda _: {**BOT, "can_join_groups": True},
                "answerCallbackQuery": self._answer,
                "setWebhook": self._set_webhook,
                "deleteWebhook": self._set_webhook,
                "getWebhookInfo": lambda _: {
                    "url": self.world.webhook,
                    "has_custom_certificate": False,
                    "pending_update_count": len(self.world.updates),
                },
                "setMyCommands": self._set_commands,
                "deleteMyCommands": self._set_commands,
            }
            if call.method not in plain:
                raise Refused(404, "Not Found")
            return plain[call.method](call)

    async def _poll(self, call: Call) -> list[Any]:
        if self.world.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        offset, limit = int(call.fields.get("offset", 0)), int(call.fields.get("limit", 100))
        deadline = time.monotonic() + float(call.fields.get("timeout", 0))
        with self._lock:
            self.world.polled += 1
            mine = self.world.polled
            self.world.updates = [u for u in self.world.updates if not _before(u, offset)]
        self._news.set()
        while not self.world.updates and (left := deadline - time.monotonic()) > 0 and not self.world.revoked:
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), min(left, 0.5))
            if self.world.polled != mine:  # the later one wins, and the earlier one is told
                raise Refused(409, "Conflict: terminated by other getUpdates request")
        return self.world.updates[:limit]

    def _send(self, call: Call, media: str) -> dict[str, Any]:
        self._check_chat(call)
        fields, mode = call.fields, str(call.fields.get("parse_mode", ""))
        shown = (
            check_caption(str(fields.get("caption", "")), mode)
            if media
            else check_text(str(fields.get("text", "")), mode)
        )
        keyboard = check_keyboard(fields.get("reply_markup"))
        file_id = self._check_upload(call, media) if media else ""
        message = ShownMessage(
            message_id=next(self._numbers),
            chat_id=call.chat_id,
            text=shown,
            html=str(fields.get("caption" if media else "text", "")),
            keyboard=keyboard,
            media=media,
            silent=str(fields.get("disable_notification", "")).lower() == "true",
            file_id=file_id,
            fields=fields,
        )
        self.world.messages[(message.chat_id, message.message_id)] = message
        return self._shown(message)

    def _edit(self, call: Call) -> dict[str, Any]:
        self._check_chat(call)
        message = self.world.messages.get((call.chat_id, int(str(call.fields.get("message_id", 0)))))
        if message is None or message.deleted:
            raise Refused(400, "Bad Request: message to edit not found")
        if message.too_old:
            raise Refused(400, "Bad Request: message can't be edited")
        captioned = call.method == "editMessageCaption"
        if captioned is not bool(message.media):
            missing = "caption" if captioned else "text"
            raise Refused(400, f"Bad Request: there is no {missing} in the message to edit")
        mode, key = str(call.fields.get("parse_mode", "")), "caption" if captioned else "text"
        html = str(call.fields.get(key, ""))
        shown = check_caption(html, mode) if captioned else check_text(html, mode)
        keyboard = check_keyboard(call.fields.get("reply_markup"))
        if (html, keyboard) == (message.html, message.keyboard):
            raise Refused(400, "Bad Request: message is not modified: specified new message content is the same")
        message.html, message.text, message.keyboard = html, shown, keyboard
        message.edits += 1
        return self._shown(message)

    def _check_token(self, token: str) -> None:
        if token != TOKEN or self.world.revoked:
            raise Refused(401, "Unauthorized")

    def _check_chat(self, call: Call) -> None:
        if call.chat_id in self.world.moved:
            moved_to = self.world.moved[call.chat_id]
            raise Refused(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=moved_to)
        if call.chat_id in self.world.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if call.chat_id == 0:
            raise Refused(400, "Bad Request: chat not found")
        gap_s = 1.0 if call.chat_id > 0 else 3.0
        since = call.at_s - self._last.get(call.chat_id, -gap_s)
        if self.world.keeps_rates and since < gap_s:
            raise Refused(429, "Too Many Requests: retry after 2", retry_after=2)
        self._last[call.chat_id] = call.at_s

    def _check_upload(self, call: Call, media: str) -> str:
        named = str(call.fields.get(media, ""))
        if not named.startswith("attach://"):
            known = {message.file_id for message in self.world.messages.values() if message.file_id}
            if named not in known:
                raise Refused(400, "Bad Request: wrong file identifier/HTTP URL specified")
            return named
        upload = call.files.get(named.removeprefix("attach://"))
        if not upload:
            raise Refused(400, "Bad Request: file must be non-empty")
        if len(upload) > (PHOTO_BYTES if media == "photo" else self.world.max_upload_bytes):
            raise Refused(413, "Request Entity Too Large")
        if "thumbnail" in call.fields:
            check_thumbnail(call.files[str(call.fields["thumbnail"]).removeprefix("attach://")])
        return f"file-{next(self._numbers)}"

    def _answer(self, call: Call) -> bool:
        text = str(call.fields.get("text", ""))
        if units(text) > ANSWER_LIMIT:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        self.world.answers[str(call.fields.get("callback_query_id", ""))].append(call.fields)
        return True

    def _set_webhook(self, call: Call) -> bool:
        self.world.webhook = str(call.fields.get("url", ""))
        self.world.secret = str(call.fields.get("secret_token", ""))
        return True

    def _set_commands(self, call: Call) -> bool:
        place = check_scope(call.fields.get("scope"))
        if place and place[0] in self.world.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if call.method == "setMyCommands":
            self.world.menus[place] = check_commands(call.fields.get("commands"))
        else:
            self.world.menus.pop(place, None)
        return True

    def _shown(self, message: ShownMessage) -> dict[str, Any]:
        told: dict[str, Any] = {**self._frame(message.chat_id, message.message_id), "from": BOT}
        if not message.media:
            return {**told, "text": message.text}
        file = {"file_id": message.file_id, "file_unique_id": message.file_id, "duration": 1, "width": 1, "height": 1}
        return {**told, "caption": message.text, message.media: [file] if message.media == "photo" else file}

    async def _listen(self, ready: threading.Event) -> None:
        app = web.Application(client_max_size=2 * 50_000_000)
        app.router.add_post("/bot{token}/{method}", self._receive)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.05)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        ready.set()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen(ready))
        self._loop.run_forever()
        self._loop.run_until_complete(self._runner.cleanup())
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    @classmethod
    @contextmanager
    def listening(cls) -> Iterator[TelegramServer]:
        """Listen on a free port of this machine while the block lasts."""
        server, ready = cls(), threading.Event()
        thread = threading.Thread(target=server._run, args=(ready,), name="telegram server", daemon=True)
        thread.start()
        if not ready.wait(10):
            raise AssertionError("the server did not begin to listen")
        try:
            yield server
        finally:
            server._loop.call_soon_threadsafe(server._loop.stop)
            thread.join(10)


def person(user_id: int) -> dict[str, Any]:
    """Return somebody as Telegram names them."""
    return {"id": user_id, "is_bot": False, "first_name": f"Person {user_id}"}


def most_within(times: list[float], window_s: float) -> int:
    """Return the largest number of instants that lie within a window, wherever it is laid."""
    ordered, most, first = sorted(times), 0, 0
    for last, at in enumerate(ordered):
        while at - ordered[first] >= window_s:
            first += 1
        most = max(most, last - first + 1)
    return most


def _before(update: Mapping[str, Any], offset: int) -> bool:
    number = update.get("update_id")
    return isinstance(number, int) and number < offset


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, bytes]]:
    if request.content_type == "application/json":
        return dict(json.loads(await request.read())), {}
    fields: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    form = await request.post()
    for name, value in form.items():
        if isinstance(value, web.FileField):
            files[name] = value.file.read()
        else:
            fields[name] = decoded(str(value)) if name in _NESTED else str(value)
    return fields, files
