// Search without a server: the shard of each word, then the documents found.
(() => {
  const input = document.getElementById("q"), out = document.getElementById("results"), form = input.form;
  const base = form.dataset.index, cache = {};
  const load = name => cache[name] = cache[name] || fetch(base + name + (name == "index.json" ? "" : "?" + version)).then(r => r.ok ? r.json() : {});
  let version = "", asked = 0;
  const stem = w => {
    if (/.{2,}ies$/.test(w)) return w.slice(0, -3) + "y";
    if (/.{2,}(sses|shes|ches|xes)$/.test(w)) return w.slice(0, -2);
    return /(ss|us|is)$/.test(w) || !/.{3,}s$/.test(w) ? w : w.slice(0, -1);
  };
  const words = text => {
    const folded = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/(\d)[,\u202f](?=\d)/g, "$1");
    return (folded.match(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu) || []).flatMap(w => /^\p{Script=Han}/u.test(w) ? (w.length < 2 ? [w] : [...w].slice(1).map((c, i) => [...w][i] + c)) : [stem(w)]);
  };
  const shard = w => /^[a-z]/.test(w) ? w[0] : /^\d/.test(w) ? "0" : "u" + w.codePointAt(0) % 16;
  const line = ([group, title, url, value, date]) => {
    const item = document.createElement("li"), link = document.createElement("a"), about = document.createElement("p");
    link.href = url;
    link.textContent = title;
    about.textContent = [value, date].filter(Boolean).join(" · ");
    about.className = group ? "" : "value";
    item.append(link, about);
    return item;
  };
  const run = async () => {
    const mine = ++asked, query = words(input.value);
    if (!("guess" in form.dataset)) history.replaceState(null, "", query.length ? "?q=" + encodeURIComponent(input.value) : location.pathname);
    if (!query.length) return out.replaceChildren();
    const head = await load("index.json");
    version = head.version;
    const lists = await Promise.all(query.map(async (word, i) => {
      const name = shard(word), found = new Map();
      if (!head.shards.includes(name)) return found;
      const known = await load("w-" + name + ".json"), last = i == query.length - 1;
      const fits = known[word] && !last ? [word] : Object.keys(known).filter(k => k == word || last && word.length > 1 && k.startsWith(word));
      for (const key of fits) {
        const p = known[key], rare = Math.log(1 + head.documents / (p.length / 2)) * (key == word ? 1 : .5);
        for (let j = 0; j < p.length; j += 2) found.set(p[j], Math.max(found.get(p[j]) || 0, p[j + 1] * rare));
      }
      return found;
    }));
    const scores = new Map();
    for (const list of lists) for (const [doc, score] of list) { const [sum, n] = scores.get(doc) || [0, 0]; scores.set(doc, [sum + score, n + 1]) }
    const most = Math.max(0, ...[...scores.values()].map(s => s[1]));
    const ranked = [...scores].filter(s => s[1][1] == most).sort((a, b) => b[1][0] - a[1][0] || a[0] - b[0]).slice(0, 60).map(s => s[0]);
    const docs = await Promise.all(ranked.map(async n => (await load("d-" + Math.floor(n / head.chunk) + ".json"))[n % head.chunk]));
    if (mine != asked) return;
    out.replaceChildren(...["Facts", "Pages", "Sources"].flatMap((name, group) => {
      const list = docs.filter(d => d && d[0] == group).slice(0, 20);
      if (!list.length) return [];
      const title = document.createElement("h2"), ul = document.createElement("ul");
      title.textContent = name;
      ul.className = "list results";
      ul.append(...list.map(line));
      return [title, ul];
    }));
    const none = !out.children.length;
    if (none && "guess" in form.dataset) return;
    if (none) out.textContent = "Nothing found for “" + input.value + "”. Try fewer or other words.";
    document.getElementById("live").textContent = none ? "Nothing found" : docs.length + " results";
  };
  let timer;
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(run, 120) });
  form.addEventListener("submit", event => { event.preventDefault(); run() });
  input.value = "guess" in form.dataset ? decodeURIComponent(location.pathname).split("/").filter(Boolean).pop()?.replace(/[-_.]|html?$/g, " ").trim() || "" : new URLSearchParams(location.search).get("q") || "";
  if (input.value) run();
  if (!("guess" in form.dataset)) input.focus();
})();
