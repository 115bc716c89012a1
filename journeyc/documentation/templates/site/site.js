{# Search, keys, theme and the size of the map. #}
{% raw %}
"use strict";
(() => {
  const root = document.documentElement;
  const themes = ["auto", "light", "dark"];
  const kept = () => { try { return localStorage.getItem("journeyc-theme") || "auto"; } catch { return "auto"; } };
  const show = (theme) => { if (theme === "auto") delete root.dataset.theme; else root.dataset.theme = theme; };
  show(kept());

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  /* The best entries for what was typed: every word has to be somewhere; titles count most. */
  const find = (entries, typed) => {
    const sought = plain(typed).split(/\s+/).filter(Boolean);
    if (!sought.length) return [];
    const rated = [];
    for (const entry of entries) {
      const title = entry.plainTitle, rest = entry.plainRest;
      let rate = title === sought.join(" ") ? 8 : title.startsWith(sought.join(" ")) ? 4 : 0;
      let all = true;
      for (const word of sought) {
        if (title.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word))) rate += 3;
        else if (title.includes(word)) rate += 2;
        else if (rest.includes(word)) rate += 1;
        else { all = false; break; }
      }
      if (all) rated.push([rate + (entry.k === "Journey" ? 1 : 0), entry]);
    }
    return rated.sort((one, other) => other[0] - one[0]).slice(0, 12).map(([, entry]) => entry);
  };

  const searching = () => {
    const input = document.getElementById("search");
    const list = document.getElementById("found");
    const count = document.getElementById("count");
    const base = document.body.dataset.root;
    let entries = null, found = [], chosen = -1;

    const load = () => entries ??= (window.journeycSearch || []).map((entry) => ({
      ...entry, plainTitle: plain(entry.t), plainRest: plain(`${entry.k} ${entry.j} ${entry.x}`),
    }));
    const close = () => {
      list.hidden = true; chosen = -1; found = [];
      input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant");
    };
    const choose = (index) => {
      if (!found.length) return;
      chosen = (index + found.length) % found.length;
      [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
      input.setAttribute("aria-activedescendant", list.children[chosen].id);
      list.children[chosen].scrollIntoView({ block: "nearest" });
    };
    const go = (entry) => { close(); input.blur(); location.href = base + entry.u; };
    const row = (entry, index) => {
      const item = document.createElement("li");
      item.id = `found-${index}`; item.setAttribute("role", "option"); item.setAttribute("aria-selected", "false");
      const title = document.createElement("b"); title.textContent = entry.t;
      const about = document.createElement("small"); about.textContent = [entry.k, entry.j].filter(Boolean).join(" · ");
      item.append(title, about);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); go(entry); });
      return item;
    };
    const look = () => {
      if (!input.value.trim()) { close(); count.textContent = ""; return; }
      found = find(load(), input.value);
      list.replaceChildren(...found.map(row));
      if (!found.length) {
        const none = document.createElement("li");
        none.className = "none"; none.textContent = `Nothing has “${input.value.trim()}” in it`;
        list.append(none);
      }
      list.hidden = false; input.setAttribute("aria-expanded", "true");
      count.textContent = found.length === 1 ? "1 result" : `${found.length} results`;
      chosen = -1;
      choose(0);
    };
    input.addEventListener("input", look);
    input.addEventListener("focus", () => { if (input.value.trim()) look(); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") { event.preventDefault(); if (list.hidden) look(); else choose(chosen + 1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen - 1); }
      else if (event.key === "Enter" && found[chosen]) { event.preventDefault(); go(found[chosen]); }
      else if (event.key === "Escape") { event.preventDefault(); input.value = ""; close(); input.blur(); }
    });
    document.addEventListener("keydown", (event) => {
      const within = event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key === "/" && !within && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault(); input.focus(); input.select();
      }
    });
  };

  const theming = () => {
    const button = document.getElementById("theme");
    const name = () => { button.textContent = { auto: "Theme: auto", light: "Theme: light", dark: "Theme: dark" }[kept()]; };
    button.hidden = false;
    name();
    button.addEventListener("click", () => {
      const next = themes[(themes.indexOf(kept()) + 1) % themes.length];
      try { localStorage.setItem("journeyc-theme", next); } catch { /* it is not kept then */ }
      show(next);
      name();
    });
  };

  const zooming = () => {
    const map = document.querySelector(".map"), buttons = document.querySelector(".zoom");
    const svg = map?.querySelector("svg");
    if (!svg) return;
    const width = Number(svg.getAttribute("width")), height = Number(svg.getAttribute("height"));
    let scale = 1;
    const set = (next) => {
      scale = Math.min(3, Math.max(0.15, next));
      svg.setAttribute("width", width * scale); svg.setAttribute("height", height * scale);
    };
    const fitting = () => Math.min(1, (map.clientWidth - 20) / width);
    buttons.hidden = false;
    buttons.addEventListener("click", (event) => {
      const kind = event.target.dataset.zoom;
      if (kind === "in") set(scale * 1.25);
      if (kind === "out") set(scale / 1.25);
      if (kind === "fit") set(fitting());
    });
    /* A map that would be too small to read begins larger than the page, and is scrolled. */
    set(Math.max(fitting(), 0.7));
    const start = svg.querySelector("g.start")?.getBoundingClientRect(), frame = map.getBoundingClientRect();
    if (start) map.scrollLeft = start.left - frame.left - frame.width / (start.left - frame.left > frame.width ? 2 : 12);
  };

  /* What is linked to is opened, and the contents say where the reader is. */
  const following = () => {
    const contents = document.querySelector(".contents");
    const near = (link) => {
      const away = link.getBoundingClientRect().top - contents.getBoundingClientRect().top;
      if (away < 0 || away > contents.clientHeight - 40) contents.scrollTop += away - contents.clientHeight / 2;
    };
    const seen = new IntersectionObserver((changes) => {
      for (const change of changes) {
        const link = document.querySelector(`.contents a[href="#${CSS.escape(change.target.id)}"]`);
        if (link && change.isIntersecting) {
          document.querySelectorAll(".contents a[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
          link.setAttribute("aria-current", "true");
          near(link);
        }
      }
    }, { rootMargin: "-15% 0px -70% 0px" });
    document.querySelectorAll(".content > section, .content .step").forEach((part) => seen.observe(part));
    const open = () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target?.matches("details")) { target.open = true; target.scrollIntoView(); }
      if (target?.closest(".map")) target.scrollIntoView({ block: "center", inline: "center" });
    };
    open();
    addEventListener("hashchange", open);
    addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
  };

  document.addEventListener("DOMContentLoaded", () => { searching(); theming(); zooming(); following(); });
})();
{% endraw %}
