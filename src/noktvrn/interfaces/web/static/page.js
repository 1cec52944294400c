"use strict";
(() => {
  const root = document.documentElement, body = document.body;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (selector, from = document) => from.querySelector(selector);
  const said = document.getElementById("said");
  const say = (text) => { said.textContent = text; };
  const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
  const spoken = (s) => {
    const minutes = Math.floor(s / 60), seconds = Math.floor(s % 60);
    const parts = [minutes && `${minutes} minute${minutes === 1 ? "" : "s"}`, `${seconds} second${seconds === 1 ? "" : "s"}`];
    return parts.filter(Boolean).join(" ");
  };
  const keys = {};

  const player = () => {
    const frame = one(".player");
    if (!frame) return;
    const main = one("audio.main", frame), other = one("audio.other", frame);
    const wave = one(".wave", frame), seek = one(".seek", frame), now = one(".now", frame), button = one(".play", frame);
    const marks = all(".marks a", frame), lines = all(".stanza p"), sides = all(".segment button", frame);
    const players = all("audio, video");
    let current = main;
    const loud = (audio) => { audio.volume = 10 ** (Number(audio.dataset.gain || 0) / 20); };
    const length = () => (current === main || !Number.isFinite(current.duration) ? Number(frame.dataset.duration) : current.duration);
    const draw = () => {
      const at = current.currentTime;
      wave.style.setProperty("--played", `${Math.min(100, (100 * at) / length())}%`);
      seek.value = at;
      seek.setAttribute("aria-valuetext", `${spoken(at)} of ${spoken(length())}`);
      now.textContent = clock(at);
      if (current !== main) return;
      const here = marks.filter((mark) => Number(mark.dataset.seek) <= at + 0.05).pop();
      marks.forEach((mark) => mark.parentElement.classList.toggle("here", mark === here));
      const begun = at > 0 || !main.paused;
      lines.forEach((line) => {
        line.classList.toggle("now", begun && at >= line.dataset.from && at < line.dataset.to);
        line.classList.toggle("sung", begun && at >= line.dataset.to);
      });
    };
    const follow = () => { draw(); if (!current.paused) requestAnimationFrame(follow); };
    const show = () => {
      button.classList.toggle("on", !current.paused);
      button.setAttribute("aria-label", `${current.paused ? "Play" : "Pause"} ${current.dataset.label}`);
    };
    const start = () => current.play().catch(() => say(`${current.dataset.label} cannot be played here.`));
    const toggle = () => (current.paused ? start() : current.pause());
    const jump = (seconds) => { current.currentTime = Math.min(Math.max(0, seconds), length()); draw(); };
    const choose = (side) => {
      const next = side === "b" ? other : main;
      if (!next || next === current) return;
      const playing = !current.paused;
      current.pause();
      current = next;
      sides.forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.side === side)));
      if (playing) start();
      show(); draw();
      say(`${current.dataset.label}, at equal loudness`);
    };
    players.forEach((each) => each.addEventListener("play", () => players.forEach((rest) => { if (rest !== each) rest.pause(); })));
    [main, other].filter(Boolean).forEach((audio) => {
      loud(audio);
      audio.removeAttribute("controls");
      ["play", "pause", "ended"].forEach((name) => audio.addEventListener(name, show));
      audio.addEventListener("play", follow);
      ["seeked", "timeupdate", "ended"].forEach((name) => audio.addEventListener(name, () => { if (audio === current) draw(); }));
      audio.addEventListener("error", () => say(`${audio.dataset.label} cannot be played here.`));
    });
    button.addEventListener("click", toggle);
    seek.addEventListener("input", () => jump(Number(seek.value)));
    sides.forEach((each) => each.addEventListener("click", () => choose(each.dataset.side)));
    all("[data-seek]").forEach((link) => link.addEventListener("click", (event) => {
      event.preventDefault();
      choose("a");
      jump(Number(link.dataset.seek));
      start();
    }));
    Object.assign(keys, {
      " ": toggle,
      "[": () => jump(current.currentTime - 5),
      "]": () => jump(current.currentTime + 5),
      b: () => choose(current === main ? "b" : "a"),
    });
    draw();
  };

  const decision = () => {
    const press = (selector) => () => one(selector)?.click();
    const go = (name) => () => { const path = body.dataset[name]; if (path) location.href = path; };
    Object.assign(keys, { n: go("following"), p: go("previous") });
    if (one('form[action$="/undo"] button:not([hidden])')) keys.u = press('form[action$="/undo"] button');
    const form = document.getElementById("decide");
    if (!form) return;
    Object.assign(keys, { u: press('form[action$="/undo"] button'), a: press("#b-approve"), x: press("#b-reject"), c: press("#b-changes") });
    const note = () => one("textarea", form), ask = () => {
      document.getElementById("why").scrollIntoView({ block: "center" });
      return note();
    };
    all("[data-ask]").forEach((link) => link.addEventListener("click", (event) => {
      event.preventDefault();
      if (!note() || note().readOnly) return;
      if (!note().value.includes(link.dataset.ask)) note().value = [note().value.trim(), link.dataset.ask].filter(Boolean).join(" ");
      ask().focus();
    }));
    let sent = false;
    form.addEventListener("submit", (event) => {
      const needs = event.submitter && ["reject", "changes"].includes(event.submitter.value);
      if (needs && !note().value.trim() && !one(".chip :checked", form)) {
        event.preventDefault();
        ask();
        one(".chip input", form).focus();
        say("Say why: pick a short reason or write one. The artist learns from it.");
      } else if (sent) {
        event.preventDefault();
      } else {
        sent = true;
        setTimeout(() => { sent = false; }, 4000);
      }
    });
  };

  const help = () => {
    const words = { " ": "play, pause", "[": "5 s back", "]": "5 s on", b: "compare with the last release", a: "approve", x: "reject", c: "ask for changes", u: "undo", n: "next song", p: "song before" };
    const known = Object.entries(words).filter(([key]) => keys[key]);
    if (!known.length || typeof HTMLDialogElement === "undefined") return;
    const dialog = document.createElement("dialog");
    dialog.className = "keys";
    dialog.setAttribute("aria-label", "Keys");
    const list = document.createElement("dl");
    known.forEach(([key, word]) => {
      const term = document.createElement("dt"), text = document.createElement("dd"), cap = document.createElement("kbd");
      cap.textContent = key === " " ? "space" : key;
      text.textContent = word;
      term.append(cap);
      list.append(term, text);
    });
    dialog.append(list);
    body.append(dialog);
    dialog.addEventListener("click", () => dialog.close());
    keys["?"] = () => (dialog.open ? dialog.close() : dialog.showModal());
  };

  const commands = () => {
    const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`);
    const worded = (field) => {
      const { option, place, empty } = field.dataset, text = (field.value ?? "").trim();
      if (field.type === "checkbox") return field.checked && option ? [option, ...(field.value === "on" ? [] : [quoted(field.value)])] : [];
      if (place) return [text ? quoted(text) : place];
      if (field.selectedOptions?.[0]?.dataset.flag) return [field.selectedOptions[0].dataset.flag];
      if (!option) return [];
      return text ? [option, quoted(text)] : empty ? [option, `"${empty}"`] : [];
    };
    all("form[data-command]").forEach((form) => {
      const shown = one("code.command", form);
      const draw = () => { shown.textContent = [form.dataset.command, ...[...form.elements].flatMap(worded)].join(" "); };
      form.addEventListener("input", draw);
      draw();
    });
    const form = document.getElementById("decide");
    form?.addEventListener("input", () => {
      const words = [...form.elements].flatMap(worded);
      all("code[data-bare]").forEach((shown) => {
        shown.textContent = words.length ? [shown.dataset.bare.replace(' --reason "..."', ""), ...words].join(" ") : shown.dataset.bare;
      });
    });
  };

  const copying = () => {
    all("code.secret").forEach((secret) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Copy";
      button.addEventListener("click", async () => {
        getSelection().selectAllChildren(secret);
        // Without TLS only this machine's own page has a clipboard; elsewhere what is selected is copied.
        const copied = await (navigator.clipboard?.writeText(secret.textContent).then(() => true, () => false) ?? document.execCommand("copy"));
        button.textContent = copied ? "Copied" : "Selected";
        say(copied ? "Copied." : "The browser lets nothing be copied; it is selected.");
      });
      secret.parentElement.after(button);
    });
  };

  const typed = (node) => all("textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=range], [type=password])", node)
    .filter((field) => field.value !== field.defaultValue && field.value.trim()).map((field) => field.value);
  const keyOf = (node) => node.nodeType === 1 && (node.id || node.getAttribute("action") || node.getAttribute("name") || (node.localName === "li" && one("a[href]", node)?.getAttribute("href")));
  const morph = (old, fresh) => {
    if (old.isEqualNode(fresh) || (old.localName === "audio") || (old.localName === "video")) return;
    if (old.nodeType !== 1) { old.data = fresh.data; return; }
    [...fresh.attributes].forEach(({ name, value }) => { if (old.getAttribute(name) !== value) old.setAttribute(name, value); });
    [...old.attributes].forEach(({ name }) => { if (!fresh.hasAttribute(name) && !(name === "open" && old.localName === "details")) old.removeAttribute(name); });
    if (old.localName === "textarea") return;
    const left = [...old.childNodes], named = new Map(left.map((node) => [keyOf(node), node]));
    const pairs = [...fresh.childNodes].map((next) => {
      const key = keyOf(next), like = (node) => node.nodeName === next.nodeName;
      let kept = key ? named.get(key) : left.find((node) => !keyOf(node) && like(node));
      if (kept && (!left.includes(kept) || !like(kept))) kept = null;
      if (kept) left.splice(left.indexOf(kept), 1);
      return [kept, next];
    });
    left.forEach((gone) => {
      if (gone.dataset?.kept) return;
      const words = gone.nodeType === 1 ? typed(gone) : [];
      if (words.length) {
        const kept = document.createElement("p");
        kept.className = "typed";
        kept.dataset.kept = "yes";
        kept.textContent = `What you typed: ${words.join("; ")}`;
        gone.before(kept);
      }
      if (gone.contains(document.activeElement)) {
        const near = [gone.nextElementSibling, gone.previousElementSibling].filter(Boolean).map((each) => (each.matches("a[href], button") ? each : one("a[href], button", each))).find(Boolean);
        near?.focus({ preventScroll: true });
      }
      gone.remove();
    });
    let at = old.firstChild;
    pairs.forEach(([kept, next]) => {
      while (at && at.nodeType === 1 && at.dataset.kept) at = at.nextSibling;
      if (!kept) { old.insertBefore(next, at); return; }
      if (kept === at) at = at.nextSibling;
      else {
        const focused = kept.contains(document.activeElement) && document.activeElement;
        old.insertBefore(kept, at);
        if (focused) focused.focus({ preventScroll: true });
      }
      morph(kept, next);
    });
  };

  const read = async (path) => {
    const answer = await fetch(path, { headers: { accept: "text/html" } }).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString((await answer.text()).replace(/<style[^]*?<\/style>/g, ""), "text/html");
  };

  const refresher = () => {
    if (!one("[data-refresh]")) return () => {};
    let due = 0, last = 0;
    const refresh = async () => {
      due = 0; last = Date.now();
      const page = await read(location.href);
      if (page) all("[data-refresh]").forEach((region) => {
        const fresh = one(`[data-refresh="${region.dataset.refresh}"]`, page);
        if (!fresh) return;
        const before = region.textContent.trim();
        morph(region, fresh);
        if (region.dataset.refresh === "headline" && region.textContent.trim() !== before) say(region.textContent.trim());
      });
    };
    const errands = async () => {
      if (!one("[data-under-way]")) return;
      await refresh();
      if (!one("[data-under-way]")) say(one(".once, .refusal")?.textContent.trim() || "It is done.");
      setTimeout(errands, 1500);
    };
    setTimeout(errands, 1500);
    return () => { if (!due) due = setTimeout(refresh, Math.max(250, 2000 - (Date.now() - last))); };
  };

  const reviewed = () => {
    const form = document.getElementById("decide");
    if (!form) return () => {};
    let end = 0, asked = 0;
    const wait = (seconds) => { clearTimeout(end); if (seconds) end = setTimeout(look, Math.min(Number(seconds) + 1, 86_400) * 1000); };
    const keepTyped = (fresh) => {
      const why = document.getElementById("why"), note = why && one("textarea", why);
      if (!why || one("#why", fresh) || !(note.value.trim() || one(":checked", why) || why.contains(document.activeElement))) return;
      const kept = why.cloneNode(true);
      kept.classList.add("kept");
      one("legend", kept).textContent = "What you typed, not sent";
      one("textarea", kept).readOnly = true;
      one("#bar", fresh).before(kept);
    };
    const look = async () => {
      const turn = ++asked, page = await read(`/review/${body.dataset.run}/live?take=${body.dataset.take}`), live = page && page.getElementById("live");
      if (!live || turn !== asked) return;
      const before = document.getElementById("news")?.textContent.trim();
      keepTyped(live);
      ["pager", "twins", "decide"].forEach((id) => morph(document.getElementById(id), one(`#${id}`, live)));
      ["state", "version", "previous", "following"].forEach((name) => {
        if (live.dataset[name]) body.dataset[name] = live.dataset[name]; else delete body.dataset[name];
      });
      wait(live.dataset.endsIn);
      const now = document.getElementById("news")?.textContent.trim();
      if (now && now !== before) say(now);
    };
    wait(body.dataset.endsIn);
    return look;
  };

  const listen = () => {
    if (!one("[data-waiting]") || typeof EventSource === "undefined") return;
    const { run, artist } = body.dataset, refresh = refresher(), look = reviewed(), stood = new Map();
    const source = new EventSource(run ? `/events?run=${run}` : artist ? `/events?artist=${artist}` : "/events");
    let lost = false, heard = false;
    source.addEventListener("error", () => { lost = true; });
    source.addEventListener("open", () => { if (lost) { refresh(); look(); } lost = false; });
    source.addEventListener("queue", (event) => {
      const { waiting } = JSON.parse(event.data);
      // The first one says that the server has looked: what changes from now on is told, what did before is not.
      if (!run && (!heard || all("[data-waiting]").some((mark) => mark.textContent !== String(waiting)))) refresh();
      heard = true;
      all("[data-waiting]").forEach((mark) => { mark.textContent = waiting; mark.hidden = !waiting; });
    });
    source.addEventListener("artist", (event) => { if (JSON.parse(event.data).version !== body.dataset.version) refresh(); });
    source.addEventListener("run", async (event) => {
      const { id, state, version, word, step } = JSON.parse(event.data);
      if (run && id !== run) return;
      if (stood.get(id) !== `${state} ${step}` && !(run && state === body.dataset.state && !stood.has(id))) refresh();
      stood.set(id, `${state} ${step}`);
      if (!run) return;
      if (String(version) !== body.dataset.version) look();
      const live = one("[data-live]");
      if (!live) return;
      const page = await read(live.dataset.live);
      if (page) morph(live, Object.assign(live.cloneNode(false), { innerHTML: page.body.innerHTML }));
      const { title } = one("[data-title]", live).dataset;
      if (title && title !== one("h1").textContent) refresh();
      if (state !== body.dataset.state) say(word ? `The run is ${word}.` : "The run has ended.");
      body.dataset.state = state;
    });
    addEventListener("pagehide", () => source.close());
  };

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox], [type=range]), textarea, select, video")) return;
    if (event.key === " " && event.target.closest("button, a, summary, input")) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  root.classList.add("live");
  player(); decision(); commands(); copying(); help(); listen();
})();
