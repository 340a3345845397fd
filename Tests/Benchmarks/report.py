#!/usr/bin/env python3
"""Puts what the benchmarks measured into the documentation.

    report.py RESULTS DOCS

Reads each RESULTS/*.json, keeps it as DOCS/benchmarks/NAME.json, replaces the table between
<!-- benchmark NAME --> and <!-- end --> in DOCS/performance.md, and draws DOCS/benchmarks/ratios.svg.
"""

import json
import math
import pathlib
import re
import sys
from xml.sax.saxutils import escape

# What the picture shows of each benchmark: rows whose titles match, with words for the picture.
SHOWN = {
    "hits": [("4 KiB, 64 connections: requests/s", "hits of 4 KiB, requests/s"),
             ("64 MiB, 8 connections: bytes/s", "hits of 64 MiB, bytes/s")],
    "proxy": [("4 KiB, 64 connections: requests/s", "through a store, 4 KiB, requests/s"),
              ("1 MiB, 16 connections: bytes/s", "through a store, 1 MiB, bytes/s"),
              ("64 MiB, 8 connections: bytes/s", "through a store, 64 MiB, bytes/s")],
    "objects": [("GET/s of 4 KiB, 16 at once", "embedded store, 4 KiB, signed GETs/s"),
                ("PUT/s of 4 KiB, 16 at once", "embedded store, 4 KiB, durable PUTs/s")],
    "writes": [("writes/s, 64 at once", "mappings written, 64 at once, writes/s"),
               ("reads/s, 64 at once", "mappings read, 64 at once, reads/s")],
    "miss": [("total at 20 MB/s, ms", "a miss at 20 MB/s, time")],
}
LOWER_IS_BETTER = (", ms", ", time", "CPU", "memory", "GETs")


def table(result):
    """The rows of a benchmark as a Markdown table."""
    if result["peer"]:
        lines = [f"| median of {result['runs']} | ratio | goal | Headwater | {result['peer']} |",
                 "| --- | ---: | --- | ---: | ---: |"]
        for row in result["rows"]:
            lines.append(f"| {row['measured']} | **{row['ratio']:.2f}** | {row['goal']} "
                         f"| {row['headwater']} | {row['peer']} |")
    else:
        lines = ["| measured | value |", "| --- | ---: |"]
        lines += [f"| {row['measured']} | {row['value']} |" for row in result["rows"]]
    lines.append("")
    lines.append(f"{result['cores']} cores ({result['cpu']}), {result['date'][:10]}, "
                 f"commit {result['commit']}.")
    return "\n".join(lines)


def write_tables(page, results):
    """Replaces the tables of a page; a page without the place of a table is left as it is."""
    text = page.read_text()
    for name, result in results.items():
        # Tables of more than two columns of figures are laid out by hand.
        keys = {"headwater", "peer"} if result["peer"] else {"value"}
        if not all(keys <= row.keys() for row in result["rows"]):
            continue
        pattern = re.compile(rf"(<!-- benchmark {name} -->\n).*?(<!-- end -->)", re.S)
        text = pattern.sub(lambda match: f"{match[1]}\n{table(result)}\n\n{match[2]}", text)
    page.write_text(text)


def bars(results):
    """(words, ratio of us to the peer so that more is better, peer) of what the picture shows."""
    for name, rows in SHOWN.items():
        for title, words in rows:
            for row in results.get(name, {}).get("rows", []):
                if row["measured"] == title and row.get("ratio", 0) > 0:
                    is_inverse = any(mark in title for mark in LOWER_IS_BETTER)
                    ratio = 1 / row["ratio"] if is_inverse else row["ratio"]
                    yield words, ratio, results[name]["peer"]


def draw(path, results):
    """A bar for each ratio, on a logarithmic scale around 1."""
    drawn = list(bars(results))
    left, middle, scale, step = 300, 420, 150, 26
    height = 60 + step * len(drawn)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="760" height="{height}" '
           'font-family="sans-serif" font-size="13">',
           f'<rect width="760" height="{height}" fill="#ffffff"/>',
           '<text x="10" y="22" font-weight="bold" fill="#1f2937">Headwater beside its peers: '
           'more than 1 is better</text>']
    for value in (0.5, 1, 2, 4):
        x = middle + scale * math.log2(value) / 2
        out.append(f'<line x1="{x:.0f}" y1="36" x2="{x:.0f}" y2="{height - 18}" stroke="#d1d5db"/>')
        out.append(f'<text x="{x:.0f}" y="{height - 4}" text-anchor="middle" fill="#6b7280">'
                   f'{value:g}</text>')
    for number, (words, ratio, peer) in enumerate(drawn):
        y = 42 + step * number
        end = middle + scale * math.log2(min(max(ratio, 0.25), 8)) / 2
        x, width = min(middle, end), abs(end - middle)
        colour = "#0f766e" if ratio >= 1 else "#b45309"
        out.append(f'<text x="{left}" y="{y + 13}" text-anchor="end" fill="#1f2937">'
                   f'{escape(words)}</text>')
        out.append(f'<rect x="{x:.0f}" y="{y}" width="{max(width, 1):.0f}" height="17" '
                   f'fill="{colour}"/>')
        out.append(f'<text x="{max(end, middle) + 8:.0f}" y="{y + 13}" fill="#1f2937">{ratio:.2f} '
                   f'<tspan fill="#6b7280">of {escape(peer)}</tspan></text>')
    out.append("</svg>")
    path.write_text("\n".join(out) + "\n")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    source, docs = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    kept = docs / "benchmarks"
    kept.mkdir(exist_ok=True)
    for path in sorted(source.glob("*.json")):
        (kept / path.name).write_text(json.dumps(json.loads(path.read_text()), indent=1) + "\n")
    results = {path.stem: json.loads(path.read_text()) for path in sorted(kept.glob("*.json"))}
    write_tables(docs / "performance.md", results)
    draw(kept / "ratios.svg", results)
    print(f"{docs}/performance.md and {kept}: {', '.join(results)}")


if __name__ == "__main__":
    main()
