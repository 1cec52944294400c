(() => {
  "use strict";
  const root = document.documentElement;
  const main = document.querySelector("audio.main");
  const wave = document.querySelector(".wave");
  const seek = document.querySelector(".seek");
  const now = document.querySelector(".now");
  const said = document.getElementById("said");
  const marks = [...document.querySelectorAll(".marks a")];
  const players = [...document.querySelectorAll("audio, video")];
  const duration = () => (Number.isFinite(main.duration) ? main.duration : Number(wave.dataset.duration));
  const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
  const words = (s) => {
    const minutes = Math.floor(s / 60), seconds = Math.floor(s % 60);
    return minutes ? `${minutes} minute${minutes === 1 ? "" : "s"} ${seconds}` : `${seconds} seconds`;
  };

  const drawPosition = () => {
    const at = main.currentTime;
    wave.style.setProperty("--played", `${Math.min(100, (100 * at) / duration())}%`);
    seek.value = at;
    seek.setAttribute("aria-valuetext", `${words(at)} of ${words(duration())}`);
    now.textContent = clock(at);
    const here = marks.filter((mark) => Number(mark.dataset.seek) <= at + 0.05).pop();
    marks.forEach((mark) => mark.parentElement.classList.toggle("here", mark === here));
  };
  const follow = () => {
    drawPosition();
    if (!main.paused) requestAnimationFrame(follow);
  };
  const say = (text) => { said.textContent = text; };
  const start = (player) => player.play().catch(() => say(`${player.dataset.label} cannot be played here.`));
  const jump = (seconds) => {
    main.currentTime = Math.min(Math.max(0, seconds), duration());
    drawPosition();
  };

  players.forEach((player) => player.addEventListener("play", () => {
    players.forEach((other) => { if (other !== player) other.pause(); });
  }));
  document.querySelectorAll(".play").forEach((button) => {
    const row = button.closest("li");
    const player = row ? row.querySelector("audio") : main;
    const bar = row && row.querySelector(".progress i");
    const show = () => {
      button.setAttribute("aria-pressed", String(!player.paused));
      button.setAttribute("aria-label", `${player.paused ? "Play" : "Pause"} ${button.dataset.label}`);
    };
    button.addEventListener("click", () => (player.paused ? start(player) : player.pause()));
    ["play", "pause", "ended"].forEach((name) => player.addEventListener(name, show));
    player.addEventListener("error", () => say(`${button.dataset.label} cannot be played here.`));
    if (bar) player.addEventListener("timeupdate", () => {
      bar.style.width = `${(100 * player.currentTime) / (player.duration || duration())}%`;
    });
  });
  main.addEventListener("play", follow);
  ["seeked", "timeupdate", "loadedmetadata", "ended"].forEach((name) => main.addEventListener(name, drawPosition));
  seek.addEventListener("input", () => jump(Number(seek.value)));
  document.querySelectorAll("[data-seek]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    jump(Number(link.dataset.seek));
    start(main);
  }));
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, button, a, audio, video")) return;
    const act = { " ": () => (main.paused ? start(main) : main.pause()), "[": () => jump(main.currentTime - 5), "]": () => jump(main.currentTime + 5) }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  main.removeAttribute("controls");
  root.classList.add("live");
  drawPosition();
})();
