/// The look of reports: one style for light and dark, for screens and paper.
public enum PageStyle {
    public static let text = """
        :root { color-scheme: light dark; --ink: #1d2430; --dim: #667085; --paper: #fbfaf7; --card: #fff; --rule: #e3e1da;
          --held: #b4530a; --free: #1f7a4d; --now: #8a93a3; --next: #2f5fd0; --mark: #ffe08a; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e8ec; --dim: #98a1b0; --paper: #14171c; --card: #1c2027;
          --rule: #323843; --held: #f0a35c; --free: #5fc794; --now: #7d8696; --next: #7ea2ff; --mark: #6b5310; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; }
        main { max-width: 74rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
        h1 { font-size: 1.7rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 0 0 .5rem; }
        section { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 1.1rem 1.25rem; margin: 1.1rem 0; }
        .dim, em { color: var(--dim); font-style: normal; font-size: .9rem; } em { margin-left: .4em; }
        .tiles { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1.2rem 0; }
        .tile { flex: 1 1 14rem; background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: .9rem 1.1rem; }
        .tile b { display: block; font-size: 1.6rem; font-variant-numeric: tabular-nums; } .tile span { color: var(--dim); font-size: .9rem; }
        .tile.held b { color: var(--held); } .tile.free b { color: var(--free); }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--rule); vertical-align: middle; white-space: nowrap; }
        thead th { color: var(--dim); font-weight: 500; } .number { text-align: right; }
        svg { vertical-align: middle; overflow: visible; } svg text { fill: var(--dim); font-size: 11px; }
        svg.chart { width: 100%; height: auto; }
        rect.held { fill: var(--held); } rect.free { fill: var(--free); } rect.all { fill: var(--now); }
        line.axis { stroke: var(--rule); stroke-width: 1; } line.range { stroke: var(--next); stroke-width: 3; opacity: .45; } circle { fill: var(--next); }
        polyline { fill: none; stroke-width: 2; stroke-linejoin: round; } .now { stroke: var(--now); } .next { stroke: var(--next); }
        text.now { fill: var(--now); stroke: none; } text.next { fill: var(--next); stroke: none; }
        rect.approved { fill: var(--free); } rect.flagged { fill: var(--held); } rect.overturned { fill: var(--next); }
        ul.posts { list-style: none; padding: 0; margin: 0; } ul.posts li { border-top: 1px solid var(--rule); padding: .6rem 0; }
        .post { margin: 0; overflow-wrap: anywhere; } .post + .dim { margin: .15rem 0 0; overflow-wrap: anywhere; }
        mark { background: var(--mark); color: inherit; border-radius: 3px; padding: 0 .1em; }
        @media print { section { break-inside: avoid; } }
        """
}
