// A map that is moved, searched and read: everything is in the page already, this only shows it.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const root = document.documentElement, map = $("map"), svg = map.querySelector("svg");
  const input = $("search"), found = $("found"), told = $("told"), panel = $("panel");
  const articles = [...panel.querySelectorAll("article")];
  const contents = $("contents");
  root.classList.add("moving");

  // ── what is seen of the map: a window in the units of the drawing ──

  const size = svg.viewBox.baseVal;
  const all = { x: size.x, y: size.y, w: size.width, h: size.height };
  const MOST = 12, STEP = 1.3, MARGIN = 40, SMALL = 1.3, DOTS = 4;
  let seen = { ...all };

  const draw = () => svg.setAttribute("viewBox", `${seen.x} ${seen.y} ${seen.w} ${seen.h}`);

  // How many units one pixel is: the drawing keeps its proportions, so it is the larger of both sides.
  const unit = () => Math.max(seen.w / map.clientWidth, seen.h / map.clientHeight);

  function point(x, y) {
    const box = map.getBoundingClientRect(), one = unit();
    return {
      x: seen.x + seen.w / 2 + (x - box.left - box.width / 2) * one,
      y: seen.y + seen.h / 2 + (y - box.top - box.height / 2) * one,
    };
  }

  function zoom(factor, at) {
    const w = Math.min(Math.max(seen.w / factor, all.w / MOST), all.w * 2);
    const h = (seen.h * w) / seen.w, part = w / seen.w;
    const fixed = at || { x: seen.x + seen.w / 2, y: seen.y + seen.h / 2 };
    seen = { x: fixed.x - (fixed.x - seen.x) * part, y: fixed.y - (fixed.y - seen.y) * part, w, h };
    keep();
  }

  function move(x, y) {
    seen = { ...seen, x: seen.x + x, y: seen.y + y };
    keep();
  }

  // The middle of the window stays on the map, so that nobody loses it.
  function keep() {
    const within = (value, low, high) => Math.min(Math.max(value, low), high);
    seen.x = within(seen.x + seen.w / 2, all.x, all.x + all.w) - seen.w / 2;
    seen.y = within(seen.y + seen.h / 2, all.y, all.y + all.h) - seen.h / 2;
    draw();
  }

  function whole() {
    seen = { ...all };
    draw();
  }

  function centre(element) {
    const box = element.getBoundingClientRect(), around = map.getBoundingClientRect();
    const middle = point(box.left + box.width / 2, box.top + box.height / 2);
    const inside = box.left >= around.left + MARGIN && box.right <= around.right - MARGIN
      && box.top >= around.top + MARGIN && box.bottom <= around.bottom - MARGIN;
    // Words that are too small to read are brought near, too.
    const small = unit() > SMALL;
    if (small) zoom(unit(), middle);
    if (!inside || small) move(middle.x - (seen.x + seen.w / 2), middle.y - (seen.y + seen.h / 2));
  }

  map.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(Math.exp(-Math.max(-200, Math.min(200, event.deltaY)) / 400), point(event.clientX, event.clientY));
  }, { passive: false });

  const held = new Map();
  let moved = 0;
  map.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    if (!held.size) moved = 0;
    held.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  window.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const [one, other] = [...held.entries()].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    moved += Math.hypot(now.x - before.x, now.y - before.y);
    held.set(event.pointerId, now);
    if (one && !other) {
      const far = (a, b) => Math.max(Math.hypot(a.x - b.x, a.y - b.y), 1);
      zoom(far(now, one) / far(before, one), point((now.x + one.x) / 2, (now.y + one.y) / 2));
    } else if (!one && moved > 4) {
      map.classList.add("held");
      move((before.x - now.x) * unit(), (before.y - now.y) * unit());
    }
  });
  for (const name of ["pointerup", "pointercancel"]) {
    window.addEventListener(name, (event) => {
      held.delete(event.pointerId);
      map.classList.remove("held");
    });
  }

  $("in").addEventListener("click", () => zoom(STEP));
  $("out").addEventListener("click", () => zoom(1 / STEP));
  $("whole").addEventListener("click", whole);

  // ── one step, and its text ──

  const cardOf = (article) => $(article.dataset.card);

  // A ring around a card, as not every browser outlines a part of a drawing; one for each kind.
  const rings = new Map();
  function ring(kind, card) {
    let line = rings.get(kind);
    if (!line) {
      line = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      line.setAttribute("class", `ring ${kind}`);
      line.setAttribute("rx", "14");
      rings.set(kind, line);
    }
    if (!card) return line.remove();
    const box = card.getBBox(), apart = kind === "at" ? 8 : 4;
    line.setAttribute("x", box.x - apart);
    line.setAttribute("y", box.y - apart);
    line.setAttribute("width", box.width + 2 * apart);
    line.setAttribute("height", box.height + 2 * apart);
    card.parentNode.append(line);
  }

  function show(article) {
    for (const one of articles) {
      one.hidden = one !== article;
      const card = cardOf(one);
      if (card) card.setAttribute("aria-pressed", String(one === article));
    }
    contents.hidden = Boolean(article);
    $("back").hidden = !article;
    const card = article && cardOf(article);
    ring("chosen", card);
    panel.scrollTop = 0;
    if (card) centre(card);
  }

  const named = () => articles.find((one) => `#${one.id}` === location.hash);

  function choose(article, reads) {
    // Once more by the event, for whom it is a step back in the history.
    show(article);
    location.hash = article.id;
    if (reads) article.focus({ preventScroll: true });
  }

  window.addEventListener("hashchange", () => show(named()));

  for (const article of articles) {
    const card = cardOf(article);
    if (!card) continue;
    card.addEventListener("click", (event) => {
      event.preventDefault();
      if (moved <= 4) choose(article, false);
    });
    card.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose(article, true);
    });
    card.addEventListener("focus", () => {
      if (!card.matches(":focus-visible")) return;
      ring("at", card);
      centre(card);
    });
    card.addEventListener("blur", () => ring("at"));
  }

  // ── searching ──

  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  const index = articles.map((article) => ({
    article,
    title: plain(`${article.querySelector("h2").textContent} ${article.dataset.name}`),
    text: plain(article.textContent),
  }));
  let hits = [], at = -1;

  function search() {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    const fits = (text) => words.every((word) => text.includes(word));
    const inTitle = index.filter((one) => fits(one.title));
    hits = words.length ? [...inTitle, ...index.filter((one) => !inTitle.includes(one) && fits(one.text))] : [];
    const known = new Set(hits.map((one) => one.article));
    for (const article of articles) {
      const card = cardOf(article);
      if (card) card.classList.toggle("missed", words.length > 0 && !known.has(article));
    }
    found.replaceChildren(...hits.map(({ article }, number) => {
      const item = document.createElement("li"), kicker = document.createElement("small");
      item.id = `found-${number}`;
      item.setAttribute("role", "option");
      kicker.textContent = article.querySelector(".kicker").textContent;
      item.append(kicker, article.querySelector("h2").textContent);
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => take(number));
      return item;
    }));
    told.textContent = !words.length ? "" : hits.length === 1 ? "1 step found" : `${hits.length} steps found`;
    open(hits.length > 0);
    mark(hits.length ? 0 : -1);
  }

  function open(yes) {
    found.hidden = !yes;
    input.setAttribute("aria-expanded", String(yes));
  }

  function mark(number) {
    at = number;
    [...found.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", `found-${at}`);
      found.children[at].scrollIntoView({ block: "nearest" });
    }
  }

  function take(number) {
    const { article } = hits[number];
    clear();
    choose(article, true);
  }

  function clear() {
    input.value = "";
    search();
  }

  input.addEventListener("input", search);
  input.addEventListener("blur", () => open(false));
  input.addEventListener("focus", () => open(hits.length > 0));
  input.addEventListener("keydown", (event) => {
    const last = hits.length - 1;
    if (event.key === "ArrowDown" && hits.length) mark(at >= last ? 0 : at + 1);
    else if (event.key === "ArrowUp" && hits.length) mark(at <= 0 ? last : at - 1);
    else if (event.key === "Enter" && at >= 0) take(at);
    else if (event.key === "Escape") {
      clear();
      map.focus();
    } else return;
    event.preventDefault();
  });

  // ── keys everywhere else ──

  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === input) return;
    const onMap = map.contains(event.target) || event.target === document.body;
    if (event.key === "/") input.focus();
    else if (event.key === "+" || event.key === "=") zoom(STEP);
    else if (event.key === "-") zoom(1 / STEP);
    else if (event.key === "0") whole();
    else if (event.key in MOVES && onMap) {
      const [x, y] = MOVES[event.key];
      move((x * seen.w) / 8, (y * seen.h) / 8);
    } else if (event.key === "Escape" && named()) {
      const card = cardOf(named());
      history.replaceState(null, "", "#");
      show(undefined);
      (card || map).focus();
    } else return;
    event.preventDefault();
  });

  // ── light and dark ──

  const THEMES = ["auto", "light", "dark"];
  $("theme").addEventListener("click", (event) => {
    const next = THEMES[(THEMES.indexOf(root.dataset.theme || "auto") + 1) % THEMES.length];
    if (next === "auto") delete root.dataset.theme;
    else root.dataset.theme = next;
    event.currentTarget.textContent = `Theme: ${next}`;
  });

  // ── on paper: the whole map, and the text of every step ──

  window.addEventListener("beforeprint", () => {
    svg.setAttribute("viewBox", `${all.x} ${all.y} ${all.w} ${all.h}`);
  });
  window.addEventListener("afterprint", draw);

  show(named());
  // Of a large map, whose words would be dots, the start is seen first, with room for what comes after it.
  if (!named() && unit() > DOTS) {
    centre($("start"));
    const room = 2 * MARGIN * unit(), down = all.h > all.w;
    move(down ? 0 : seen.w / 2 - room, down ? seen.h / 2 - room : 0);
  }
})();
