#!/usr/bin/env python3
"""How long a publish takes and how many requests it makes, beside `aws s3 sync` and `rclone sync`, to one S3 server here.

usage: benches/publish.py [N] [--folder DIR] [--runs K]

The site is that of compare.py: N articles (default 10,000), `outputs: minimal`. Each program sends it to a bucket of
its own, then one article is changed and the site built, and each sends that: medians of K changes (default 5). The
server is moto's (tests/publish/python, which .ci/setup installs), one process that keeps everything in memory: its own
time is most of a first publish, so that is given as a ratio. Requests are counted from the server's log. Programs that are
absent are left out. Every file has a new time after a build of the peers' kind: rclone and aws are given the same folder,
whose unchanged files keep their times, which is the best case for them; rclone compares sums, for with times it asks the
store for each file one by one, and lists the whole bucket at once, for else it lists folder by folder. Run `cargo build --release` first.
"""
import importlib.util
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SPEC = importlib.util.spec_from_file_location("compare", os.path.join(HERE, "benches/compare.py"))
compare = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(compare)
BINARY = os.environ.get("FACTLOOM", os.path.join(HERE, "target/release/factloom"))
KEYS = {"AWS_ACCESS_KEY_ID": "AKIABENCHBENCHBENCH", "AWS_SECRET_ACCESS_KEY": "benchbenchbench", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true"}


def argument(name, default):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


def server(folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = open(f"{folder}/requests.log", "wb")
    env = {**os.environ, "PYTHONPATH": os.path.join(HERE, "tests/publish/python")}
    child = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], env=env, stdout=log, stderr=log)
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return child, port
        time.sleep(0.1)
    sys.exit("the S3 server does not start")


def requests(folder, since):
    with open(f"{folder}/requests.log", "rb") as file:
        file.seek(since)
        return len(re.findall(rb'"[A-Z]+ [^"]* HTTP/1', file.read()))


def run(command, folder, root):
    since = os.path.getsize(f"{folder}/requests.log")
    env = {**{k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy") and k != "AWS_CA_BUNDLE"}, **KEYS}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=root, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stdout.decode(errors='replace')[-2000:]}")
    time.sleep(0.2)
    return seconds, requests(folder, since)


def build(root):
    subprocess.run([BINARY, "build", "--quiet", "--root", root], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main():
    count = compare.articles()
    runs = int(argument("--runs", "5"))
    folder = argument("--folder", f"/dev/shm/factloom-publish-{count}")
    shutil.rmtree(folder, ignore_errors=True)
    compare.write_sites(folder, count)
    root = f"{folder}/factloom"
    child, port = server(folder)
    url = f"http://127.0.0.1:{port}"
    try:
        with open(f"{root}/content/site.yml", "a") as file:
            file.write(f'publish:\n  live: {{to: s3://factloom, endpoint: "{url}", region: us-east-1}}\n')
        build(root)
        files = sum(len(names) for _, _, names in os.walk(f"{root}/public"))
        public = f"{root}/public"
        ways = {
            "factloom": [BINARY, "publish", "live", "--quiet"],
            "aws s3 sync": ["aws", "s3", "sync", public, "s3://awscli", "--endpoint-url", url, "--delete", "--only-show-errors",
                            "--exclude", ".factloom*"],
            "rclone sync": ["rclone", "sync", public, ":s3:rclone", "--s3-provider", "Other", "--s3-endpoint", url, "--s3-env-auth",
                            "--s3-region", "us-east-1", "--transfers", "16", "--checkers", "16", "--exclude", ".factloom*",
                            "--config", "/dev/null", "--s3-no-check-bucket", "--checksum", "--fast-list"],
        }
        ways = {name: way for name, way in ways.items() if shutil.which(way[0])}
        for bucket in ("factloom", "awscli", "rclone"):
            subprocess.run(["curl", "-s", "-X", "PUT", "-H", "Authorization: AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request",
                            f"{url}/{bucket}"], check=True, stdout=subprocess.DEVNULL)
        print(f"{files} files; seconds and requests")
        first = {}
        for name, way in ways.items():
            first[name] = run(way, folder, root)
            print(f"first, {name}: {first[name]}", flush=True)
        changes = {name: [] for name in ways}
        plans, sizes = [], []
        for number in range(runs):
            with open(f"{root}/content/article-{number}.md", "a") as file:
                file.write(f"\nChanged once, {number}.\n")
            build(root)
            plans.append(run([BINARY, "publish", "live", "--plan"], folder, root))
            text = subprocess.run([BINARY, "publish", "live", "--plan"], cwd=root, env={**os.environ, **KEYS}, stdout=subprocess.PIPE).stdout
            sizes.append(sum(int(n) for n in re.findall(rb"^(?:add|change|delete) (\d+) file", text, re.M)))
            for name, way in ways.items():
                changes[name].append(run(way, folder, root))
                print(f"change {number + 1}, {name}: {changes[name][-1]}", flush=True)
        print(f"{'':14}{'first':>10}{'requests':>10}{'a change':>10}{'requests':>10}{'ratio':>8}")
        ours = statistics.median(seconds for seconds, _ in changes["factloom"])
        for name in ways:
            seconds = statistics.median(seconds for seconds, _ in changes[name])
            asked = statistics.median(asked for _, asked in changes[name])
            print(f"{name:14}{first[name][0]:10.1f}{first[name][1]:10}{seconds:10.2f}{asked:10.0f}{seconds / ours:8.1f}")
        print(f"plan alone: {statistics.median(s for s, _ in plans):.2f} s, {statistics.median(n for _, n in plans):.0f} request(s); "
              f"files that a change touches: {statistics.median(sizes):.0f}")
    finally:
        child.kill()
        shutil.rmtree(folder, ignore_errors=True)


main()
