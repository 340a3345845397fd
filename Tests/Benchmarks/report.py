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

# What the picture shows of each benchmark: titles of rows with words for the picture, and whether
# less is better.
SHOWN = {
    "hits": [("4 KiB, 64 connections: requests/s", "hits of 4 KiB, requests/s", False),
             ("64 MiB, 8 connections: bytes/s", "hits of 64 MiB, bytes/s", False)],
    "proxy": [("4 KiB, 64 connections: requests/s", "through a store, 4 KiB, requests/s", False),
              ("1 MiB, 16 connections: bytes/s", "through a store, 1 MiB, bytes/s", False),
              ("64 MiB, 8 connections: bytes/s", "through a store, 64 MiB, bytes/s", False)],
    "objects": [("GET/s of 4 KiB, 16 at once", "embedded store, 4 KiB, signed GETs/s", False),
                ("PUT/s of 4 KiB, 16 at once", "embedded store, 4 KiB, durable PUTs/s", False)],
    "miss": [("total at 20 MB/s, ms", "a miss of 64 MiB at 20 MB/s, time", True),
             ("total, ms", "a miss of 64 MiB over loopback, time", True)],
    "caches": [("first byte, median, ms", "150 readers of a miss, first byte", True),
               ("slowest reader, ms", "150 readers of a miss, last byte", True),
               ("processor seconds of the server", "150 readers of a miss, processor", True)],
    "writes": [("writes/s, 1 at once", "mappings written, 1 at once, writes/s", False),
               ("writes/s, 64 at once", "mappings written, 64 at once, writes/s", False),
               ("reads/s, 64 at once", "mappings read, 64 at once, reads/s", False)],
    "detection": [("killed: all say so, s", "a killed member, until all know", True),
                  ("hung: all say so, s", "a hung member, until all know", True),
                  ("gossip in datagrams, bytes a second of each member", "gossip, bytes", True)],
}


def spread(row, form="{}"):
    """From the lowest to the highest, where it was measured more than once."""
    if "low" not in row:
        return ""
    return f"{form.format(row['low'])} to {form.format(row['high'])}"


def table(result):
    """The rows of a benchmark as a Markdown table."""
    rows, runs = result["rows"], result["runs"]
    servers = next((list(row["servers"]) for row in rows if "servers" in row), None)
    if servers:
        lines = [f"| median of {runs} | ratio to {result['peer']} | of each pair | goal | "
                 + " | ".join(servers) + " |",
                 "| --- | ---: | --- | --- |" + " ---: |" * len(servers)]
        for row in rows:
            lines.append(f"| {row['measured']} | **{row['ratio']:.2f}** | {spread(row, '{:.2f}')} "
                         f"| {row['goal']} | " + " | ".join(row["servers"].values()) + " |")
    elif result["peer"]:
        lines = [f"| median of {runs} | ratio | of each pair | goal | Headwater | {result['peer']} |",
                 "| --- | ---: | --- | --- | ---: | ---: |"]
        for row in rows:
            lines.append(f"| {row['measured']} | **{row['ratio']:.2f}** | {spread(row, '{:.2f}')} "
                         f"| {row['goal']} | {row['headwater']} | {row['peer']} |")
    else:
        lines = ["| measured | goal | median | from run to run |", "| --- | --- | ---: | --- |"]
        for row in rows:
            lines.append(f"| {row['measured']} | {row.get('goal', '')} | {row['value']} "
                         f"| {spread(row)} |")
    lines.append("")
    lines.append(f"{result['cores']} cores ({result['cpu']}), {result['date'][:10]}, "
                 f"commit {result['commit']}.")
    return "\n".join(lines)


def write_tables(page, results):
    """Replaces the tables of a page; a page without the place of a table is left as it is."""
    text = page.read_text()
    for name, result in results.items():
        pattern = re.compile(rf"(<!-- benchmark {name} -->\n).*?(<!-- end -->)", re.S)
        text = pattern.sub(lambda match: f"{match[1]}\n{table(result)}\n\n{match[2]}", text)
    page.write_text(text)


def bars(results):
    """(words, ratio, lowest, highest, peer) of what the picture shows; more is better in all."""
    for name, rows in SHOWN.items():
        for title, words, is_inverse in rows:
            for row in results.get(name, {}).get("rows", []):
                ratios = [row.get(key, row.get("ratio", 0)) for key in ("ratio", "low", "high")]
                if row["measured"] != title or min(ratios) <= 0:
                    continue
                if is_inverse:
                    ratios = [1 / ratios[0], 1 / ratios[2], 1 / ratios[1]]
                yield words, *ratios, results[name]["peer"]


def draw(path, results):
    """A bar for each ratio on a logarithmic scale around 1, and a line for its spread."""
    drawn = list(bars(results))
    left, middle, scale, step = 300, 420, 150, 26
    height = 60 + step * len(drawn)

    def place(ratio):
        return middle + scale * math.log2(min(max(ratio, 0.25), 16)) / 2

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="920" height="{height}" '
           'font-family="sans-serif" font-size="13">',
           f'<rect width="920" height="{height}" fill="#ffffff"/>',
           '<text x="10" y="22" font-weight="bold" fill="#1f2937">Headwater beside its peers: '
           'more than 1 is better; the line is the spread of the runs</text>']
    for value in (0.5, 1, 2, 4, 8):
        x = place(value)
        out.append(f'<line x1="{x:.0f}" y1="36" x2="{x:.0f}" y2="{height - 18}" stroke="#d1d5db"/>')
        out.append(f'<text x="{x:.0f}" y="{height - 4}" text-anchor="middle" fill="#6b7280">'
                   f'{value:g}</text>')
    for number, (words, ratio, low, high, peer) in enumerate(drawn):
        y = 42 + step * number
        end = place(ratio)
        x, width = min(middle, end), abs(end - middle)
        colour = "#0f766e" if ratio >= 1 else "#b45309"
        out.append(f'<text x="{left - 20}" y="{y + 13}" text-anchor="end" fill="#1f2937">'
                   f'{escape(words)}</text>')
        out.append(f'<rect x="{x:.0f}" y="{y}" width="{max(width, 1):.0f}" height="17" '
                   f'fill="{colour}"/>')
        out.append(f'<line x1="{place(low):.0f}" y1="{y + 8.5}" x2="{place(high):.0f}" y2="{y + 8.5}" '
                   'stroke="#111827" stroke-width="1.5"/>')
        out.append(f'<text x="{max(end, middle, place(high)) + 8:.0f}" y="{y + 13}" fill="#1f2937">'
                   f'{ratio:.2f} <tspan fill="#6b7280">of {escape(peer)}</tspan></text>')
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
