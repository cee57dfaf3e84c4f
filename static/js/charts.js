// Draws figures from plain data beside them. One look for all: sorted, labelled at the mark, grey on paper.
// Needs vendor/echarts loaded before. Data: {kind, title, labels, series: [{name, values}], unit, highlight, …}.

const FONT = '"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';
const PAPER_WIDTH = 640; // the text width of an A4 page in pixels
const drawn = new Map();
const paper = window.matchMedia("print");
let onPaper = paper.matches;

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function rem() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize);
}

function look() {
  const size = rem();
  const kind = onPaper ? "--paper-chart" : "--chart";
  return {
    ink: token("--ink"), quietInk: token("--ink-2"), grid: token(`${kind}-grid`), quiet: token(`${kind}-quiet`),
    colours: [1, 2, 3, 4, 5, 6].map((n) => token(`${kind}-${n}`)), small: size * 0.8125, text: size * 0.875,
  };
}

function words(value, unit) {
  return value === null ? "" : `${Math.round(value * 100) / 100}${unit || ""}`;
}

function shorten(text, length) {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function valueAxis(style, spec) {
  return {
    type: "value", min: spec.min === undefined ? 0 : spec.min, max: spec.max, splitNumber: 4, name: spec.value_name || "",
    nameTextStyle: { color: style.quietInk, fontSize: style.small, align: "left" },
    axisLabel: { color: style.quietInk, fontSize: style.small, formatter: (v) => words(v, spec.unit) },
    splitLine: { lineStyle: { color: style.grid } },
  };
}

function categoryAxis(style, labels, length, width) {
  const longest = Math.max(...labels.map((t) => Math.min(t.length, length)));
  const crowded = width && longest * style.text * 0.9 > (width - 60) / labels.length;
  return {
    type: "category", data: labels, axisTick: { show: false }, axisLine: { lineStyle: { color: style.quiet } },
    axisLabel: { color: style.ink, fontSize: style.text, interval: 0, rotate: crowded ? 40 : 0, formatter: (t) => shorten(t, length) },
  };
}

function base(style) {
  return {
    animation: false, textStyle: { fontFamily: FONT, color: style.ink },
    tooltip: { trigger: "item", renderMode: "richText", confine: true, textStyle: { color: style.ink, fontSize: style.text } },
  };
}

function legend(style, spec) {
  return spec.series.length < 2 ? undefined : {
    top: 0, left: 0, itemWidth: 12, itemHeight: 12, icon: "roundRect", textStyle: { color: style.ink, fontSize: style.text },
    data: spec.series.map((one) => one.name),
  };
}

function sortedBars(spec, style) {
  const order = spec.labels.map((label, i) => ({ label, value: spec.series[0].values[i] }));
  if (spec.sorted !== false) order.sort((a, b) => b.value - a.value);
  const marked = new Set(spec.highlight || []);
  return {
    ...base(style), grid: { left: 4, right: 56, top: 4, bottom: 4, containLabel: true },
    yAxis: { ...categoryAxis(style, order.map((o) => o.label), 10), inverse: true, axisLine: { show: false } },
    xAxis: { ...valueAxis(style, spec), axisLabel: { show: false }, splitLine: { show: false } },
    series: [{
      type: "bar", name: spec.series[0].name, barMaxWidth: 22, barCategoryGap: "35%",
      data: order.map((o) => ({
        value: o.value, itemStyle: { color: marked.size && !marked.has(o.label) ? style.quiet : style.colours[marked.size ? 0 : 1], borderRadius: [0, 3, 3, 0] },
      })),
      label: { show: true, position: "right", color: style.ink, fontSize: style.text, formatter: (p) => words(p.value, spec.unit) },
    }],
  };
}

function histogram(spec, style, { width }) {
  const marked = new Set(spec.highlight || []);
  return {
    ...base(style), grid: { left: 4, right: 8, top: 28, bottom: 4, containLabel: true },
    xAxis: categoryAxis(style, spec.labels, 8, width),
    yAxis: { ...valueAxis(style, spec), minInterval: 1 },
    series: [{
      type: "bar", name: spec.series[0].name, barCategoryGap: "6%",
      data: spec.series[0].values.map((value, i) => ({
        value, itemStyle: { color: marked.has(spec.labels[i]) ? style.colours[0] : style.colours[1] },
      })),
      label: { show: true, position: "top", color: style.ink, fontSize: style.small, formatter: (p) => (p.value ? words(p.value, "") : "") },
    }],
  };
}

function groupedBars(spec, style, { width }) {
  const dense = spec.labels.length * spec.series.length > 16;
  return {
    ...base(style), color: style.colours, legend: legend(style, spec),
    grid: { left: 4, right: 8, top: spec.series.length > 1 ? 44 : 28, bottom: 4, containLabel: true },
    xAxis: categoryAxis(style, spec.labels, 6, width), yAxis: valueAxis(style, spec),
    series: spec.series.slice(0, 6).map((one) => ({
      type: "bar", name: one.name, data: one.values, barMaxWidth: 36, barGap: "10%", itemStyle: { borderRadius: [3, 3, 0, 0] },
      label: { show: !dense, position: "top", color: style.ink, fontSize: style.small, formatter: (p) => words(p.value, spec.unit) },
    })),
  };
}

// Round ends for an axis that does not start at zero.
function span(spec) {
  const all = spec.series.flatMap((one) => one.values).filter((v) => v !== null);
  const low = Math.min(...all);
  const high = Math.max(...all);
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((n) => (high - low) / n <= 5) || 1000;
  return { min: spec.rank ? 0 : Math.floor(low / step) * step, max: (Math.floor(high / step) + 1) * step, interval: step };
}

// Labels at the right ends, pushed apart so that none covers another: the shift of each in pixels.
function shifts(spec, ends, inner, line) {
  const last = spec.series[spec.series.length - 1].values;
  const at = (v) => ((spec.rank ? v - ends.min : ends.max - v) / (ends.max - ends.min)) * inner;
  const order = last.map((v, i) => ({ i, want: at(v), y: at(v) })).sort((p, q) => p.want - q.want);
  for (let n = 1; n < order.length; n += 1) order[n].y = Math.max(order[n].y, order[n - 1].y + line);
  let floor = inner + line;
  for (let n = order.length - 1; n >= 0; n -= 1) {
    order[n].y = Math.min(order[n].y, floor);
    floor = order[n].y - line;
  }
  return new Map(order.map((o) => [o.i, o.y - o.want]));
}

function slopeLine(spec, style, index, strong, shift) {
  const values = spec.series.map((one) => one.values[index]);
  const colour = strong ? style.colours[0] : style.quiet;
  return {
    type: "line", name: spec.labels[index], data: values, symbol: "circle", symbolSize: 8, z: strong ? 3 : 2,
    lineStyle: { width: strong ? 3 : 1.5, color: colour }, itemStyle: { color: colour },
    endLabel: {
      show: true, color: strong ? style.ink : style.quietInk, fontSize: style.small, fontWeight: strong ? "bold" : "normal",
      offset: [0, shift], formatter: () => `${shorten(spec.labels[index], 6)} ${words(values[values.length - 1], spec.unit)}`,
    },
  };
}

function slope(spec, style, { height }) {
  const marked = new Set(spec.highlight || []);
  const ends = span(spec);
  const moved = shifts(spec, ends, height - 16 - style.text * 3.4, style.small * 1.4);
  const axis = categoryAxis(style, spec.series.map((one) => one.name.replace(/年(?=.)/, "年\n")), 12);
  return {
    ...base(style), grid: { left: 8, right: style.small * 9, top: 16, bottom: 4, containLabel: true },
    xAxis: { ...axis, boundaryGap: false, axisLabel: { ...axis.axisLabel, alignMinLabel: "left", alignMaxLabel: "right" } },
    yAxis: { ...valueAxis(style, spec), ...ends, inverse: Boolean(spec.rank) },
    series: spec.labels.map((label, i) => slopeLine(spec, style, i, marked.has(label), moved.get(i))),
  };
}

const KINDS = { bars: sortedBars, histogram, grouped: groupedBars, slope };

function read(canvas) {
  const spec = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
  const number = (v) => (v === null || v === "" ? null : Number(v));
  spec.series = spec.series.map((one) => ({ ...one, values: one.values.map(number) }));
  return spec;
}

function draw(canvas) {
  const spec = read(canvas);
  const chart = drawn.get(canvas) || window.echarts.init(canvas, null, { renderer: "svg" });
  drawn.set(canvas, chart);
  const area = { width: onPaper ? PAPER_WIDTH : canvas.clientWidth, height: canvas.clientHeight };
  chart.resize(area);
  chart.setOption(KINDS[spec.kind](spec, look(), area), true);
  canvas.querySelector("svg").setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
  canvas.dataset.drawn = "1";
}

function drawAll() {
  for (const canvas of drawn.keys()) if (!canvas.isConnected) { drawn.get(canvas).dispose(); drawn.delete(canvas); }
  document.querySelectorAll("[data-chart]").forEach(draw);
}

let pending = 0;
function drawSoon() {
  clearTimeout(pending);
  pending = setTimeout(drawAll, 120);
}

drawAll();
window.addEventListener("resize", drawSoon);
function turn(toPaper) {
  onPaper = toPaper;
  drawAll();
}
window.addEventListener("beforeprint", () => turn(true));
window.addEventListener("afterprint", () => turn(false));
paper.addEventListener("change", (event) => turn(event.matches));
document.addEventListener("htmx:load", drawSoon);
