// Draws the report's charts. What is in them stands in the element "chart-data"; colours come from the page, so that they follow its theme.
"use strict";
(() => {
    const charts = [];
    const data = JSON.parse(document.getElementById("chart-data").textContent);
    const isRightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

    const short = (text, length) => {
        const letters = Array.from(text);
        return letters.length <= length ? text : letters.slice(0, length - 1).join("") + "\u2026";
    };
    const percent = value => (Math.round(value * 1000) / 10) + "\u00a0%";
    const number = value => typeof value === "number" && value !== 0 && Math.abs(value) < 0.001
        ? value.toExponential(1).replace(".0e", "e")
        : String(Math.round(value * 10000) / 10000);

    function axis(spec, colour, isHorizontal) {
        const result = {
            title: { display: Boolean(spec.title), text: spec.title, color: colour("--muted") },
            grid: { color: colour("--grid") },
            border: { color: colour("--line") },
            ticks: { color: colour("--muted"), maxRotation: 0, autoSkipPadding: 12 },
        };
        if (spec.minimum !== null) {
            result.min = spec.minimum;
        }
        if (spec.maximum !== null) {
            result.max = spec.maximum;
        } else if (spec.scale === "linear" && spec.isCount && spec.minimum === 0) {
            result.grace = "5%";
        }
        if (spec.scale === "category") {
            result.type = "category";
            result.grid.display = false;
            result.ticks.autoSkip = !isHorizontal;
            result.ticks.callback = function (value) {
                return short(this.getLabelForValue(value), window.innerWidth < 600 ? 12 : 26);
            };
        } else {
            result.type = spec.scale;
            if (spec.scale === "logarithmic") {
                result.ticks.callback = value => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9 ? number(value) : null;
            } else if (spec.isShare) {
                result.ticks.callback = percent;
            } else if (spec.isCount) {
                result.ticks.precision = 0;
            }
        }
        return result;
    }

    function dataset(chart, series, colour) {
        const own = colour("--" + series.colour);
        const result = { label: series.name, data: series.points, borderColor: own, backgroundColor: own };
        if (chart.kind === "bar") {
            result.maxBarThickness = 26;
            result.borderRadius = 3;
            return result;
        }
        result.clip = 8;
        result.borderWidth = series.isDashed ? 1.5 : 2.5;
        result.borderDash = series.isDashed ? [6, 5] : [];
        result.showLine = !series.isAlone;
        result.pointRadius = series.isAlone ? 7 : series.isDashed || series.points.length > 40 ? 0 : 3;
        if (series.sizes !== null) {
            result.borderWidth = 1.5;
            result.pointRadius = series.sizes.map(size => 2 + 6 * size);
        }
        result.pointHitRadius = 8;
        result.pointStyle = series.isAlone ? "rectRot" : series.isDashed ? "line" : "circle";
        return result;
    }

    function configuration(chart) {
        const style = getComputedStyle(document.documentElement);
        const colour = name => style.getPropertyValue(name).trim();
        const value = chart.isHorizontal ? chart.x : chart.y;
        return {
            type: chart.kind,
            data: { labels: chart.labels ?? undefined, datasets: chart.series.map(series => dataset(chart, series, colour)) },
            options: {
                animation: false,
                layout: { padding: { top: 8, right: 8 } },
                responsive: true,
                maintainAspectRatio: false,
                indexAxis: chart.isHorizontal ? "y" : "x",
                interaction: { mode: chart.kind === "bar" ? "index" : "nearest", intersect: false, axis: chart.isHorizontal ? "y" : "x" },
                scales: {
                    x: { ...axis(chart.x, colour, chart.isHorizontal), stacked: chart.isStacked },
                    y: { ...axis(chart.y, colour, chart.isHorizontal), stacked: chart.isStacked },
                },
                plugins: {
                    legend: { display: chart.series.length > 1, position: "bottom", labels: { color: colour("--ink"), usePointStyle: true, boxHeight: 7 } },
                    tooltip: {
                        textDirection: (chart.labels ?? []).some(label => isRightToLeft.test(label)) ? "rtl" : "ltr",
                        callbacks: {
                            title: items => items.length === 0 ? "" : chart.labels
                                ? short(items[0].label, 60)
                                : `${chart.x.title}: ${chart.x.isShare ? percent(items[0].parsed.x) : number(items[0].parsed.x)}`,
                            label: item => {
                                const at = chart.isHorizontal ? item.parsed.x : item.parsed.y;
                                return ` ${item.dataset.label}: ${value.isShare ? percent(at) : number(at)}`;
                            },
                        },
                    },
                },
            },
        };
    }

    function draw() {
        for (const chart of charts.splice(0)) {
            chart.destroy();
        }
        for (const chart of data) {
            charts.push(new Chart(document.getElementById(chart.id), configuration(chart)));
        }
    }

    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    draw();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    matchMedia("print").addEventListener("change", draw);
})();
