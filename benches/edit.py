#!/usr/bin/env python3
"""How long a writer waits: from a saved file to the new page, over loopback, beside Hugo's and Zola's servers.

usage: benches/edit.py [N] [--edits K] [--folder DIR] [--long M]

The site is that of compare.py (N articles, default 10,000) with 50 sheets of 100 facts, one of them used on every
fifth article. Each server shows its own form of the same content. An edit is one write of one file; the wait ends
when a request for the page answers with the new words. Medians of K edits (default 15). Factloom is asked once its
event has come, as a browser does, and also by asking again and again, as the others are, for their events come
before or after the page is ready. "own" is what the session itself says it took. With --long M, M more edits are
made and the growth of memory is printed. Run `cargo build --release` first; Hugo and Zola are left out if absent.
"""
import http.client
import importlib.util
import json
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SPEC = importlib.util.spec_from_file_location("compare", os.path.join(HERE, "benches/compare.py"))
compare = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(compare)
BINARY = os.environ.get("FACTLOOM", os.path.join(HERE, "target/release/factloom"))
ABC = "abcdefghijklmnopqrstuvwxyz"


def add_facts(folder, count):
    rng = random.Random(1)
    entities = "".join(f"publisher-{k}: {{name: Publisher {k}, kind: company}}\n" for k in range(59))
    compare.put(f"{folder}/factloom/content/entities/all.yml", entities)
    sources = max(4, count // 4)
    for s in range(50):
        out = (f"title: Sheet {s}\nsummary: S.\ntopics: [topic-{s % 40}]\n"
               "defaults: {kind: statistic, as_of: 2014, unit: items}\nfacts:\n")
        for k in range(100):
            out += (f"  f{k}:\n    claim: ___ were counted in ledger {ABC[k // 26]}{ABC[k % 26]}.\n    value: {1000 + k}\n"
                    f"    by: publisher-{k % 59}\n    evidence: source-{(s * 100 + k) % sources}\n")
        compare.put(f"{folder}/factloom/content/facts/s{s}.yml", out)
    for n in range(count):
        refs = [(rng.randrange(50), rng.randrange(100)) for _ in range(3)]
        ours = " ".join(f"There were [{1000 + k:,}](fact:s{s}/f{k}) items in the ledger." for s, k in refs)
        theirs = " ".join(f"There were {1000 + k:,} items in the ledger." for s, k in refs)
        if n % 5 == 0:
            ours += "\n\nAll told [1,042](fact:s7/f42) items."
            theirs += "\n\nAll told 1,042 items."
        with open(f"{folder}/factloom/content/article-{n}.md", "a") as file:
            file.write(f"\n{ours}\n")
        with open(f"{folder}/hugo/content/articles/article-{n}.md", "a") as file:
            file.write(f"\n{theirs}\n")


def zola_site(folder, count):
    """The same pages for Zola, from Hugo's."""
    source, target = f"{folder}/hugo", f"{folder}/zola"
    compare.put(f"{target}/config.toml", 'base_url = "http://127.0.0.1"\ntitle = "Bench"\ntaxonomies = [{name = "tags"}, {name = "source"}]\n')
    page = ('<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{% block title %}{% endblock %}</title></head>'
            '<body><main>{% block main %}{% endblock %}</main></body></html>')
    names = "{% for t in page.taxonomies.tags %}<li>{{ t }}</li>{% endfor %}"
    listing = '<ul>{% for page in SET.pages %}<li><a href="{{ page.permalink }}">{{ page.title }}</a></li>{% endfor %}</ul>'
    compare.put(f"{target}/templates/base.html", page)
    block = '{% extends "base.html" %}{% block main %}'
    compare.put(f"{target}/templates/page.html", block + f"<h1>{{{{ page.title }}}}</h1>{{{{ page.content | safe }}}}<ul>{names}</ul>" + "{% endblock %}")
    compare.put(f"{target}/templates/section.html", block + listing.replace("SET", "section") + "{% endblock %}")
    compare.put(f"{target}/templates/index.html", block + "home{% endblock %}")
    compare.put(f"{target}/templates/taxonomy_list.html", block + "list{% endblock %}")
    compare.put(f"{target}/templates/taxonomy_single.html", block + listing.replace("SET", "term") + "{% endblock %}")
    compare.put(f"{target}/content/_index.md", "+++\ntitle = \"Home\"\n+++\n")
    compare.put(f"{target}/content/articles/_index.md", "+++\ntitle = \"Articles\"\n+++\n")
    for n in range(count):
        text = open(f"{source}/content/articles/article-{n}.md").read()
        _, front, body = text.split("---\n", 2)
        field = dict(line.split(": ", 1) for line in front.strip().split("\n"))
        tags = json.dumps(re.findall(r"topic-\d+", field["tags"]))
        cited = json.dumps(re.findall(r"source-\d+", field["sources"]))
        head = f"+++\ntitle = {field['title']}\ndate = {field['date']}\n[taxonomies]\ntags = {tags}\nsource = {cited}\n+++\n"
        compare.put(f"{target}/content/articles/article-{n}.md", head + body)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Client:
    """One connection that is kept, as a browser's is."""

    def __init__(self, port):
        self.port, self.connection = port, None

    def get(self, path):
        for _ in range(2):
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                    self.connection.connect()
                    self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.connection.request("GET", path)
                return self.connection.getresponse().read().decode("utf-8", "replace")
            except (http.client.HTTPException, OSError):
                self.connection = None
        return ""


def wait_for(client, path, words, limit=120):
    start = time.perf_counter()
    while words not in client.get(path):
        if time.perf_counter() - start > limit:
            sys.exit(f"`{words}` did not come to {path}")
        time.sleep(0.001)


class Events:
    """The stream of a page; `wait` returns when something is told."""

    def __init__(self, port, page):
        self.told = threading.Semaphore(0)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", f"/_factloom/events?page={page}&shown=")
        response = connection.getresponse()
        threading.Thread(target=self.read, args=(response,), daemon=True).start()
        self.told.acquire()

    def read(self, response):
        try:
            for line in response:
                if line.startswith(b"data:") and b'"page":true' in line:
                    self.told.release()
        except (OSError, ValueError, AttributeError):
            pass

    def drain(self):
        while self.told.acquire(blocking=False):
            pass


def write(path, text):
    with open(path + ".new~", "w") as file:
        file.write(text)
    os.rename(path + ".new~", path)


def memory(process):
    return int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{process.pid}/status").read())[1]) / 1024


ORIGINALS = {}


def original(path):
    """The text of a file before any edit."""
    if path not in ORIGINALS:
        ORIGINALS[path] = open(path).read()
    return ORIGINALS[path]


def edits(kind, base, suffix):
    """(path, text with a marker, marker) of an edit of a kind, for the given tool's files."""
    text = original(base)
    if kind == "prose":
        return lambda n: (base, text + f"\nEdit{suffix}{n} of the prose.\n", f"Edit{suffix}{n} of the prose")
    if kind == "fact":
        return lambda n: (base, text.replace("were counted in ledger bq", f"were seen{suffix}{n} in ledger bq"), f"seen{suffix}{n} in ledger")
    return lambda n: (base, text.replace("</head>", f"<meta name=\"edit\" content=\"{suffix}{n}\"></head>", 1), f"content=\"{suffix}{n}\"")


def measure(process_command, port, page, cases, count, events=False):
    """Median waits in ms for each case; seconds until the first page; and the process."""
    start = time.perf_counter()
    log = open(f"/tmp/factloom-bench-{port}.log", "w+")
    process = subprocess.Popen(process_command, stdout=log, stderr=log)
    client = Client(port)
    while "</html>" not in client.get(page):
        if process.poll() is not None or time.perf_counter() - start > 300:
            sys.exit(f"{process_command[0]} does not serve: {open(log.name).read()[-600:]}")
        time.sleep(0.002)
    ready = time.perf_counter() - start
    out = {}
    for name, make in cases:
        waits = []
        stream = Events(port, page) if events else None
        for n in range(count + 2):
            time.sleep(0.25)
            path, text, marker = make(n)
            if stream:
                stream.drain()
            begin = time.perf_counter()
            write(path, text)
            if stream:
                if not stream.told.acquire(timeout=60):
                    sys.exit(f"no event came for {name}")
            wait_for(client, page, marker)
            waits.append((time.perf_counter() - begin) * 1000)
        out[name] = statistics.median(waits[2:])
    own = [float(t) for t in re.findall(r"updated in ([\d.]+) ms", open(log.name).read())]
    return out, ready, process, own


def main():
    count = compare.articles()
    rounds = int(compare.option("--edits", "15"))
    folder = os.path.join(compare.option("--folder", "/dev/shm"), f"factloom-edit-{count}")
    shutil.rmtree(folder, ignore_errors=True)
    compare.write_sites(folder, count)
    add_facts(folder, count)
    rows = []
    ours = f"{folder}/factloom"
    template = open(os.path.join(HERE, "templates/base.html")).read()
    compare.put(f"{ours}/templates/base.html", template)
    cases = lambda suffix: [
        ("prose", edits("prose", f"{ours}/content/article-5.md", suffix)),
        ("fact", edits("fact", f"{ours}/content/facts/s7.yml", suffix)),
        ("template", edits("template", f"{ours}/templates/base.html", suffix)),
    ]
    for events in (True, False):
        port = free_port()
        command = [BINARY, "serve", "--root", ours, "--port", str(port), "--date", "2026-01-01"]
        waits, ready, process, own = measure(command, port, "/article-5/", cases("e" if events else "p"), rounds, events)
        per = (len(own) // 3) or 1
        third = [statistics.median(own[k * per:(k + 1) * per]) for k in range(3)] if len(own) >= 3 else [0, 0, 0]
        rows.append(("Factloom, by its event" if events else "Factloom, asked again", waits, ready, third))
        if events and "--long" in sys.argv:
            more = int(compare.option("--long", "1000"))
            client = Client(port)
            before = memory(process)
            make = edits("prose", f"{ours}/content/article-5.md", "m")
            for n in range(more):
                path, text, marker = make(n)
                write(path, text)
                wait_for(client, "/article-5/", marker)
                if n == more // 10:
                    before = memory(process)
            print(f"memory after {more // 10} edits {before:.0f} MB, after {more} {memory(process):.0f} MB\n")
        process.kill()
        process.wait()
    if shutil.which("hugo"):
        port = free_port()
        command = ["hugo", "server", "--source", f"{folder}/hugo", "--port", str(port), "--bind", "127.0.0.1", "--renderToMemory"]
        page = "/articles/article-5/"
        hugo = [("prose", edits("prose", f"{folder}/hugo/content/articles/article-5.md", "h")),
                ("template", edits("template", f"{folder}/hugo/layouts/_default/baseof.html", "h"))]
        waits, ready, process, _ = measure(command, port, page, hugo, max(3, rounds // 3))
        rows.append(("Hugo", waits, ready, None))
        process.kill()
        process.wait()
    if shutil.which("zola"):
        zola_site(folder, count)
        port = free_port()
        command = ["zola", "--root", f"{folder}/zola", "serve", "--port", str(port), "--interface", "127.0.0.1", "--fast"]
        zola = [("prose", edits("prose", f"{folder}/zola/content/articles/article-5.md", "z")),
                ("template", edits("template", f"{folder}/zola/templates/base.html", "z"))]
        waits, ready, process, _ = measure(command, port, "/articles/article-5/", zola, max(3, rounds // 3))
        rows.append(("Zola --fast", waits, ready, None))
        process.kill()
        process.wait()
    first = rows[0][1]
    print(f"{count} articles, medians of {rounds} edits; in brackets the ratio to the first row\n")
    print("| | prose edit | one fact, used on a fifth of the pages | template | first page served | own work (prose, fact, template) |")
    print("|---|--:|--:|--:|--:|--:|")
    for name, waits, ready, own in rows:
        cell = lambda case: f"{waits[case]:.0f} ms ({waits[case] / first[case]:.1f})" if case in waits else "–"
        mine = ", ".join(f"{t:.1f}" for t in own) + " ms" if own else "–"
        print(f"| {name} | {cell('prose')} | {cell('fact')} | {cell('template')} | {ready:.2f} s | {mine} |")
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
