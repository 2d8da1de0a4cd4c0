"use strict";
// The preview's part of a page: swaps in what changed, shows what is wrong, opens the editor at a place.
(() => {
  const doc = document, page = location.pathname;
  let shown = doc.currentScript.dataset.shown;
  const parse = text => new DOMParser().parseFromString(text, "text/html");
  const served = () => fetch(location.pathname + location.search, { cache: "no-store" }).then(response => response.text()).then(parse);
  const hashOf = html => html.querySelector("script[data-shown]")?.dataset.shown;

  // What the server sent last. The page's own script changes the live document, so differences are sought
  // between what was sent and what is sent, and only those are carried over.
  let sent = served().then(html => {
    if (hashOf(html) != shown) location.reload();
    return html;
  });

  const same = (a, b) => a.nodeType == b.nodeType && (a.nodeType == 1 ? a.outerHTML == b.outerHTML : a.isEqualNode(b));
  const BOUND = ".toc, .dots, form.filters, script[src]";
  let rebind = false;
  const fresh = node => {
    const element = node.nodeType == 1 ? node : node.parentElement;
    if (node.nodeType == 1 && (node.matches(BOUND) || node.closest(BOUND) || node.querySelector(BOUND))) rebind = true;
    if (!element || element.closest("head, nav")) return;
    const block = element.closest("p, li, td, th, h1, h2, h3, h4, figure, dd, dt, blockquote, pre") || element;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    block.animate([{ backgroundColor: "rgb(255 214 10 / .45)" }, { backgroundColor: "transparent" }], { duration: 1400, easing: "ease-out" });
  };
  const copy = node => doc.importNode(node, true);
  const patch = (before, after, live) => {
    if (same(before, after)) return;
    if (before.nodeName != after.nodeName || live.nodeName != after.nodeName) {
      const node = copy(after);
      live.replaceWith(node);
      return fresh(node);
    }
    if (after.nodeType != 1) {
      live.data = after.data;
      return fresh(live);
    }
    for (const { name } of [...before.attributes, ...after.attributes]) {
      const value = after.getAttribute(name);
      if (before.getAttribute(name) == value) continue;
      value == null ? live.removeAttribute(name) : live.setAttribute(name, value);
    }
    const old = [...before.childNodes], next = [...after.childNodes], now = [...live.childNodes].filter(node => node != bar);
    if (now.length != old.length) {
      live.replaceChildren(...next.map(copy));
      if (live == doc.body) live.append(bar);
      return fresh(live);
    }
    let start = 0, end = 0;
    const most = Math.min(old.length, next.length);
    while (start < most && same(old[start], next[start])) start++;
    while (end < most - start && same(old[old.length - 1 - end], next[next.length - 1 - end])) end++;
    const [gone, come, there] = [old, next, now].map(list => list.slice(start, list.length - end));
    if (gone.length == come.length) return gone.forEach((node, index) => patch(node, come[index], there[index]));
    const nodes = come.map(copy), behind = now[now.length - end] || null;
    there.forEach(node => node.remove());
    nodes.forEach(node => live.insertBefore(node, behind ?? (live == doc.body ? bar : null)));
    nodes.forEach(fresh);
  };

  // The stylesheet is exchanged once the new one is there, so that no page is ever bare.
  const restyle = html => {
    const href = link => link?.getAttribute("href");
    const old = doc.querySelector("link[rel=stylesheet]"), next = html.querySelector("link[rel=stylesheet]");
    if (!old || !next || href(old) == href(next)) return;
    const link = copy(next);
    link.onload = link.onerror = () => old.remove();
    old.after(link);
  };

  let running = false, again = false;
  const refresh = async () => {
    if (running) return void (again = true);
    running = true;
    try {
      const [before, after] = [await sent, await served()];
      const scripts = html => [...html.querySelectorAll("script[src]:not([data-shown])")].map(script => script.src).join();
      if (!before.querySelector("main") || !after.querySelector("main") || scripts(before) != scripts(after)) return location.reload();
      rebind = false;
      restyle(after);
      doc.title = after.title;
      doc.documentElement.lang = after.documentElement.lang;
      const script = after.querySelector("script[data-shown]");
      shown = hashOf(after) ?? "";
      // The script's own tag names the page's hash: it is no difference.
      script.dataset.shown = before.querySelector("script[data-shown]").dataset.shown;
      patch(before.body, after.body, doc.body);
      sent = Promise.resolve(after);
      if (rebind) location.reload();
    } catch {
      offline();
    } finally {
      running = false;
      if (again) { again = false; refresh(); }
    }
  };

  // The bar.
  const bar = doc.createElement("factloom-bar"), root = bar.attachShadow({ mode: "open" });
  root.innerHTML = `<style>
    :host { all: initial }
    section { position: fixed; inset: auto 0 0 0; z-index: 2147483000; font: 14px/1.45 system-ui, sans-serif; color: #fff; background: #1d2530; box-shadow: 0 0 0 1px #0006 }
    section[hidden], ol[hidden] { display: none }
    section.errors { background: #7a1420 }
    section.gone { background: #5a4300 }
    button { font: inherit; color: inherit; background: none; border: 0; padding: 9px 16px; width: 100%; text-align: left; cursor: pointer }
    button:focus-visible, a:focus-visible { outline: 2px solid #ffd60a; outline-offset: -2px }
    ol { margin: 0; padding: 0 16px 12px; list-style: none; max-height: 55vh; overflow: auto; background: #11161d }
    li { padding: 10px 0; border-top: 1px solid #ffffff24 }
    a { color: #9ecbff; display: inline-block; padding: 2px 0 }
    h2 { font: 600 13px/1.4 system-ui, sans-serif; margin: 12px 0 2px; color: #c8d1dc }
    pre { margin: 4px 0 0; font: 12.5px/1.45 ui-monospace, monospace; white-space: pre; overflow-x: auto; color: #e8edf2 }
    p { margin: 8px 0; }
  </style><section aria-label="Findings" hidden><button type="button" aria-expanded="false"><span role="status"></span></button><ol hidden></ol></section>`;
  const [section, button, status, list] = ["section", "button", "[role=status]", "ol"].map(what => root.querySelector(what));
  doc.body.append(bar);
  const remembered = key => { try { return sessionStorage.getItem(key) } catch { return null } };
  const expand = open => {
    list.hidden = !open;
    button.ariaExpanded = String(open);
    try { sessionStorage.setItem("factloom-bar", open ? "open" : "") } catch { }
  };
  button.addEventListener("click", () => expand(list.hidden));
  section.addEventListener("keydown", event => { if (event.key == "Escape") { expand(false); button.focus() } });
  const element = (name, text, parent) => {
    const node = doc.createElement(name);
    node.textContent = text;
    parent.append(node);
    return node;
  };
  const many = (count, word) => count + " " + word + (count == 1 ? "" : "s");
  const counts = ({ errors, warnings }) => [errors && many(errors, "error"), warnings && many(warnings, "warning")].filter(Boolean).join(", ");

  const paint = findings => {
    const { checking, here, site, template, trouble } = findings;
    const errors = site.errors + (template ? 1 : 0) + (trouble ? 1 : 0);
    section.hidden = !errors && !site.warnings && !checking;
    section.className = errors ? "errors" : "";
    const whole = counts({ errors, warnings: site.warnings }), own = counts(here);
    status.textContent = checking && !errors ? "checking the site …" : whole + (own && own != whole ? `, of them on this page: ${own}` : own ? " on this page" : " elsewhere on the site");
    list.replaceChildren();
    for (const text of [trouble, template]) if (text) element("pre", text, element("li", "", list));
    let group;
    for (const finding of findings.list) {
      if (group != finding.here) element("h2", finding.here ? "In the file of this page" : "Elsewhere on the site", element("li", "", list));
      group = finding.here;
      const item = element("li", "", list), place = `${finding.path}:${finding.line}:${finding.column}`;
      const link = element("a", place, item);
      link.href = "#";
      link.title = "Open in the editor";
      link.addEventListener("click", event => {
        event.preventDefault();
        open({ path: finding.path, line: finding.line, column: finding.column });
      });
      element("pre", finding.text, item);
    }
    if (findings.more) element("li", `and ${findings.more} more`, list);
    expand(remembered("factloom-bar") == "open");
  };
  const say = text => {
    section.hidden = false;
    status.textContent = text;
  };
  const offline = () => {
    section.className = "gone";
    say("The preview has stopped: this page may be out of date");
  };

  // Opening the editor.
  const open = place => fetch("/_factloom/open?" + new URLSearchParams(place), { method: "POST", headers: { "x-factloom": "1" } })
    .then(async response => { if (!response.ok) say(await response.text()) }, offline);
  const caret = event => {
    const at = doc.caretPositionFromPoint?.(event.clientX, event.clientY);
    if (at) return [at.offsetNode, at.offset];
    const range = doc.caretRangeFromPoint?.(event.clientX, event.clientY);
    return range ? [range.startContainer, range.startOffset] : [];
  };
  doc.addEventListener("click", event => {
    if (!event.altKey || event.composedPath().includes(bar)) return;
    const link = event.target.closest("a[href]");
    const [node, offset] = caret(event);
    const block = event.target.closest("p, li, td, th, h1, h2, h3, h4, blockquote, figcaption") ?? event.target;
    let words = block.textContent.slice(0, 120);
    if (node && block.contains(node)) {
      const range = doc.createRange();
      range.setStart(block, 0);
      range.setEnd(node, offset);
      const before = range.toString(), start = Math.max(...[". ", "! ", "? ", "。", "！", "？"].map(mark => before.lastIndexOf(mark))) + 1;
      words = block.textContent.slice(start, start + 120);
    }
    event.preventDefault();
    event.stopPropagation();
    const inside = link && link.origin == location.origin && !link.hash.startsWith("#use-") ? link.pathname : "";
    open({ page, words: words.trim(), link: inside == page ? "" : inside });
  }, true);

  // Listening. A browser's own retry would say again what was shown at the start.
  const listen = () => {
    const events = new EventSource("/_factloom/events?" + new URLSearchParams({ page, shown }));
    events.onmessage = ({ data }) => {
      const told = JSON.parse(data);
      if (told.findings) paint(told.findings);
      if (told.page) refresh();
    };
    events.onerror = () => {
      events.close();
      offline();
      setTimeout(listen, 700);
    };
    addEventListener("pagehide", () => events.close());
  };
  listen();
})();
