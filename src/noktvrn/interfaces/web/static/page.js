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
    const form = document.getElementById("decide"), undo = one('form[action$="/undo"]');
    if (undo && one("button", undo)) keys.u = () => one("button", undo).click();
    const go = (name) => () => { const path = body.dataset[name]; if (path) location.href = path; };
    Object.assign(keys, { n: go("following"), p: go("previous") });
    if (!form) return;
    const note = one("textarea", form), why = one(".why", form);
    const press = (verdict) => () => form.requestSubmit(one(`[value="${verdict}"]`, form));
    Object.assign(keys, { a: press("approve"), x: press("reject"), c: press("changes") });
    all("[data-ask]").forEach((link) => link.addEventListener("click", (event) => {
      event.preventDefault();
      if (!note.value.includes(link.dataset.ask)) note.value = [note.value.trim(), link.dataset.ask].filter(Boolean).join(" ");
      why.scrollIntoView({ block: "center" });
      note.focus();
    }));
    let sent = false;
    form.addEventListener("submit", (event) => {
      const needs = event.submitter && event.submitter.value !== "approve";
      if (needs && !note.value.trim() && !one(".chip :checked", form)) {
        event.preventDefault();
        why.scrollIntoView({ block: "center" });
        one(".chip input", form).focus();
        say("Say why: pick a short reason or write one. The artist learns from it.");
        why.classList.add("asked");
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

  const merge = (old, fresh) => {
    const key = (item) => one("a[href]", item)?.getAttribute("href");
    const direct = (region) => [...region.children].find((child) => child.matches("ol, ul"));
    const list = direct(old), newer = direct(fresh);
    if (!list || !newer || list.className !== newer.className || old.children.length !== fresh.children.length || !newer.children.length || ![...newer.children].every(key)) {
      if (old.innerHTML === fresh.innerHTML) return;
      const focused = old.contains(document.activeElement) && document.activeElement.getAttribute("href");
      old.innerHTML = fresh.innerHTML;
      if (focused) all("a[href]", old).find((link) => link.getAttribute("href") === focused)?.focus({ preventScroll: true });
      return;
    }
    [...old.children].forEach((child, place) => { if (child !== list && child.outerHTML !== fresh.children[place].outerHTML) child.replaceWith(fresh.children[place].cloneNode(true)); });
    const known = new Map([...list.children].map((item) => [key(item), item]));
    const wanted = [...newer.children].map((item) => {
      const kept = known.get(key(item));
      if (!kept) return item;
      known.delete(key(item));
      if (kept.innerHTML !== item.innerHTML) {
        const focused = kept.contains(document.activeElement);
        kept.innerHTML = item.innerHTML;
        if (focused) one("a[href]", kept).focus({ preventScroll: true });
      }
      return kept;
    });
    known.forEach((item) => {
      if (item.contains(document.activeElement)) one("a[href]", item.nextElementSibling || item.previousElementSibling || document)?.focus({ preventScroll: true });
      item.remove();
    });
    wanted.forEach((item, place) => { if (list.children[place] !== item) list.insertBefore(item, list.children[place] || null); });
  };

  const refresher = () => {
    if (!one("[data-refresh]")) return () => {};
    let due = 0, last = 0;
    const refresh = async () => {
      due = 0; last = Date.now();
      const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
      if (!answer || !answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString((await answer.text()).replace(/<style[^]*?<\/style>/g, ""), "text/html");
      all("[data-refresh]").forEach((region) => {
        const fresh = one(`[data-refresh="${region.dataset.refresh}"]`, page);
        if (!fresh) return;
        const told = region.dataset.refresh === "headline" && region.textContent.trim() !== fresh.textContent.trim();
        merge(region, fresh);
        if (told) say(region.textContent.trim());
      });
    };
    return () => { if (!due) due = setTimeout(refresh, Math.max(250, 2000 - (Date.now() - last))); };
  };

  const listen = () => {
    if (!one("[data-waiting]") || typeof EventSource === "undefined") return;
    const source = new EventSource("/events"), refresh = refresher(), stood = new Map();
    source.addEventListener("queue", (event) => {
      const { waiting } = JSON.parse(event.data);
      if (all("[data-waiting]").some((mark) => mark.textContent !== String(waiting))) refresh();
      all("[data-waiting]").forEach((mark) => { mark.textContent = waiting; mark.hidden = !waiting; });
    });
    source.addEventListener("run", async (event) => {
      const { id, state, word, step } = JSON.parse(event.data);
      if (stood.get(id) !== `${state} ${step}`) refresh();
      stood.set(id, `${state} ${step}`);
      if (id !== body.dataset.run) return;
      const live = one("[data-live]");
      if (live) {
        const answer = await fetch(live.dataset.live, { headers: { accept: "text/html" } });
        if (answer.ok && !answer.redirected) live.innerHTML = await answer.text();
        if (state !== body.dataset.state) say(word ? `The run is ${word}.` : "The run has ended.");
        body.dataset.state = state;
      } else if (state !== body.dataset.state) {
        const changed = one(".changed");
        if (changed) { changed.hidden = false; say(changed.textContent); }
      }
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
  player(); decision(); commands(); help(); listen();
})();
