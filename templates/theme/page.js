// Enhances a page that is complete without it: cards, copying, filters, keys, switches.
(() => {
  const doc = document, root = doc.documentElement, soft = { passive: true },
    one = (css, box = doc) => box.querySelector(css),
    all = (css, box = doc) => [...box.querySelectorAll(css)],
    read = (css, box) => (one(css, box) || "").textContent || "",
    on = (what, type, run, how) => what && what.addEventListener(type, run, how),
    goal = hash => doc.getElementById(decodeURIComponent(hash.slice(1))),
    say = words => { const live = one("#live"); if (live) live.textContent = words },
    // A browser that keeps nothing for this site throws already when it is asked for its store.
    get = key => { try { return localStorage.getItem(key) } catch (e) { return null } },
    set = (key, value) => { try { localStorage.setItem(key, value) } catch (e) { /* not kept */ } };

  // Cards: filled from what the page holds as text, so that no request is made.
  const card = one("#card"), wide = matchMedia("(min-width:76rem)"), small = matchMedia("(max-width:40rem)");
  let shown, timer, quiet, moved = 0, at = -1;
  const content = link => {
    const href = link.getAttribute("href");
    if (link.matches(".ref")) { const entry = goal(href); return entry && entry.innerHTML }
    const cards = doc.createElement("template");
    cards.innerHTML = read("#cards");
    const entry = all("[data-h]", cards.content).find(c => c.dataset.h == href);
    if (!entry) return;
    const box = entry.cloneNode(true), is = name => link.matches("." + name), acts = doc.createElement("p");
    acts.className = "acts";
    acts.innerHTML = `<a href="${href}">${is("fact") ? "Fact" : is("term") ? "Glossary" : "What it says and publishes"}</a>`;
    acts.append(...all(":scope > a", box));
    if (is("fact")) acts.innerHTML += '<button type="button" data-copy data-name="figure">Copy</button>';
    box.append(acts);
    return box.innerHTML;
  };
  const echo = link => wide.matches && link.matches(".fact") && all(".rail [data-h]").filter(c => c.dataset.h.split(" ").includes(link.getAttribute("href"))).find(c => { const r = c.getBoundingClientRect(); return r.height && r.top > 50 && r.bottom < innerHeight });
  const hide = back => {
    clearTimeout(timer);
    all(".on").forEach(e => e.classList.remove("on"));
    if (card && card.matches(":popover-open")) card.hidePopover();
    // Focus that comes back must not open the card again.
    const link = back && shown;
    shown = null;
    quiet = true;
    if (link) link.focus();
    quiet = false;
  };
  const place = link => {
    if (small.matches) return;
    const rects = link.getClientRects(), r = rects[0], below = rects[rects.length - 1], h = card.offsetHeight;
    card.style.left = Math.max(12, Math.min(r.left - 20, root.clientWidth - card.offsetWidth - 12)) + "px";
    card.style.top = (below.bottom + h + 18 < innerHeight || r.top < h + 18 ? below.bottom + 8 : r.top - h - 8) + "px";
  };
  const show = (link, forced) => {
    if (shown == link && card.matches(":popover-open")) return;
    hide();
    const beside = echo(link);
    if (beside && !forced) { link.classList.add("on"); beside.classList.add("on"); shown = link; return }
    const html = content(link);
    if (!html || !card) return;
    one(".body", card).innerHTML = html;
    all("[id]", card).forEach(e => e.removeAttribute("id"));
    card.setAttribute("aria-label", link.textContent);
    link.classList.add("on");
    card.showPopover();
    place(link);
    overdue(card);
    shown = link;
  };
  const links = "a.fact,a.term,a.entity,a.ref", off = () => get("cards") == "off";
  if (card && card.showPopover) {
    on(doc, "mousemove", () => moved = Date.now(), soft);
    on(doc, "mouseover", ev => {
      const link = ev.target.closest(links);
      if (ev.target.closest("#card")) return clearTimeout(timer);
      // A page that scrolls under a resting pointer asks for nothing.
      if (!link || off() || card.contains(link) || Date.now() - moved > 120) return;
      clearTimeout(timer);
      timer = setTimeout(() => show(link), 150);
    });
    on(doc, "mouseout", ev => {
      if (!ev.target.closest(links + ",#card")) return;
      clearTimeout(timer);
      timer = setTimeout(hide, 250);
    });
    on(doc, "focusin", ev => { const link = ev.target.closest(links); if (link && !quiet && !off() && !card.contains(link) && link.matches(":focus-visible") && (at >= 0 || !link.matches(":target"))) show(link) });
    on(doc, "focusout", ev => { if (shown && !card.contains(ev.relatedTarget) && ev.target == shown) timer = setTimeout(() => card.contains(doc.activeElement) || hide(), 50) });
    on(doc, "click", ev => {
      const link = ev.target.closest(links);
      if (!link || card.contains(link) || ev.ctrlKey || ev.metaKey || ev.shiftKey || !content(link)) { if (shown && !ev.target.closest("#card")) hide(); return }
      ev.preventDefault();
      show(link, true);
    });
    on(one(".close", card), "click", () => hide(true));
    let from = 0;
    on(card, "touchstart", ev => from = ev.touches[0].clientY, soft);
    on(card, "touchend", ev => { if (small.matches && ev.changedTouches[0].clientY - from > 60) hide() }, soft);
    on(window, "scroll", () => { if (shown && card.matches(":popover-open") && !small.matches) place(shown) }, soft);
  }

  // The figure of a card with who says it, when it held, and where.
  const figure = body => {
    const [value, claim, date] = [".v", "p", ".muted"].map(css => read(css, body));
    const names = all(".chain b, .chain span", body).map(e => e.textContent).join(" via ");
    const said = value && !claim.includes(value) ? value + " — " + claim : claim;
    return `${said} (${[names, date].filter(Boolean).join(", ")}), ${one(".acts a", body).href.split("#")[0]}`;
  };

  // Copying: of a citation in the style chosen last, of a figure with who says it.
  on(doc, "click", async ev => {
    const button = ev.target.closest("[data-copy]");
    if (!button) return;
    const text = button.dataset.copy ? one(button.dataset.copy).textContent : figure(button.closest(".body"));
    try { await navigator.clipboard.writeText(text) } catch (e) { return say("Copying was refused by the browser") }
    const words = button.textContent;
    button.textContent = "Copied";
    say("Copied: " + (button.dataset.name || "citation"));
    setTimeout(() => button.textContent = words, 2000);
  });
  all(".styles").forEach(box => {
    const select = one("select", box);
    if (!select) return;
    const pick = () => all("[data-style]", box).forEach(e => e.hidden = e.dataset.style != select.value);
    one(".pick", box).hidden = false;
    if (all("option", select).some(o => o.value == get("style"))) select.value = get("style");
    on(select, "change", () => { set("style", select.value); pick() });
    pick();
  });

  // Dates that have passed since the page was built.
  const overdue = box => all("[data-due]", box).forEach(e => {
    if (e.dataset.due < new Date().toISOString().slice(0, 10) && !e.dataset.late) { e.dataset.late = 1; e.textContent = e.textContent.replace("Review due", "Review overdue since") }
  });
  overdue(doc);

  // Filters of lists.
  all("form.filters").forEach(form => {
    form.hidden = false;
    const items = all(form.dataset.of), count = one("output", form);
    const apply = () => {
      const data = new FormData(form), text = (data.get("q") || "").toLowerCase();
      const wanted = [...new Set(all("[name]", form).map(e => e.name))].filter(name => name != "q").map(name => [name, data.getAll(name).filter(Boolean)]).filter(([name, values]) => values.length || one(`[type=checkbox][name="${name}"]`, form));
      let n = 0;
      items.forEach(item => {
        const fits = wanted.every(([name, values]) => values.some(v => (item.getAttribute("data-" + name) || "").split(" ").includes(v))) && (!text || item.textContent.toLowerCase().includes(text));
        item.hidden = !fits;
        n += fits;
      });
      all("[data-group]").forEach(group => group.hidden = !one(form.dataset.of.split(" ").pop() + ":not([hidden])", group));
      if (count) count.textContent = n + " of " + items.length;
    };
    on(form, "input", apply);
    on(form, "submit", ev => ev.preventDefault());
  });

  // Keys.
  const dots = all(".dots a"), current = (list, chosen) => list.forEach(e => e.ariaCurrent = e == chosen ? "true" : null),
    step = by => { const n = dots.length; if (n) dots[((at < 0 && by < 0 ? 0 : at) + by + n) % n].click() };
  dots.forEach((dot, i) => on(dot, "click", () => {
    at = i;
    current(dots, dot);
    const use = goal(dot.hash);
    if (use && use.matches("a")) setTimeout(() => use.focus({ preventScroll: true }), 50);
  }));
  on(doc, "keydown", ev => {
    if (ev.key == "Escape") return hide(true);
    if (ev.ctrlKey || ev.metaKey || ev.altKey || ev.target.closest("input,textarea,select")) return;
    if (ev.key == "/") { ev.preventDefault(); const input = one("#q"); input ? input.focus() : location.href = one("a.search").href }
    if (ev.key == "n") step(1);
    if (ev.key == "p") step(-1);
    if (ev.key == "?") { const help = one("#help"); if (help) help.open ? help.close() : help.showModal() }
  });

  // The section one reads, in the table of contents.
  const toc = all(".toc a"), heads = toc.map(a => goal(a.hash));
  const mark = () => {
    const past = heads.filter(h => h && h.getBoundingClientRect().top < 140).pop();
    current(toc, past && toc[heads.indexOf(past)]);
  };
  // Where it is not seen, nothing is measured: that would lay out the whole page.
  const follow = () => wide.matches && mark();
  if (toc[0]) { on(window, "scroll", follow, soft); requestAnimationFrame(follow) }

  // What waits below is laid out bit by bit while nothing else is to do; at once for one who is there already.
  const late = all("[data-tall],ul.refs li,.refs div"), idle = window.requestIdleCallback || setTimeout;
  const lay = () => {
    if (!late[0]) return;
    late.splice(0, scrollY ? 1e4 : late[0].dataset.tall ? 1 : 6).forEach(e => e.style.contentVisibility = "visible");
    idle(lay);
  };
  on(window, "load", () => idle(lay));

  // The same section in another language.
  all("[data-heads]").forEach(a => on(a, "click", () => { mark(); a.hash = a.dataset.heads.split(" ")[toc.findIndex(e => e.ariaCurrent)] || "" }));

  // Switches in the footer.
  const foot = one("#switches"), scheme = one("#scheme"), hover = one("#card-switch");
  const paint = () => {
    const theme = get("theme") || "";
    root.style.colorScheme = theme;
    if (!foot) return;
    foot.hidden = false;
    scheme.textContent = "Colours: " + (theme || "system");
    hover.textContent = "Cards: on " + (off() ? "click" : "hover");
  };
  on(scheme, "click", () => { set("theme", { "": "dark", dark: "light", light: "" }[get("theme") || ""]); paint() });
  on(hover, "click", () => { set("cards", off() ? "" : "off"); paint() });
  paint();
})();
