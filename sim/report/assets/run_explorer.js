"use strict";
(function () {
  const D = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const dark = () => document.documentElement.classList.contains("dark");
  const narrow = () => window.innerWidth < 820;
  const state = { operating: 0, weather: 0, open: new Set(), zoom: [0, 4], ready: false };
  const charts = {}, unit = Object.fromEntries(D.series.map((s) => [s[0], s[2]])), label = Object.fromEntries(D.series.map((s) => [s[0], s[1]]));
  const number = (v, digits) => v.toLocaleString("en", { minimumFractionDigits: digits || 0, maximumFractionDigits: digits || 0 });
  // The height is given: where a font has no square character, that of a line would be taken for a third of it.
  const text = () => ({ color: colour("--ink"), fontSize: 11, lineHeight: 13 });
  const line = () => ({ lineStyle: { color: colour("--muted") } });
  const split = () => ({ lineStyle: { color: colour("--line") } });
  // Colours that keep their order of brightness in grey, on either ground.
  const hue = (n) => (dark() ? ["#7fb4dc", "#f2c14e", "#c0c6cf", "#e07a5f", "#8fd3a6", "#d7a6e0", "#9aa4b2", "#e07a5f"]
    : ["#7fa8c9", "#0b3c5d", "#8a8f98", "#b03a2e", "#1f7a4d", "#6a3d7c", "#5b6472", "#b03a2e"])[n];

  function chart(id) {
    if (charts[id]) charts[id].dispose();
    charts[id] = echarts.init(byId(id), dark() ? "dark" : null, { renderer: "canvas" });
    return charts[id];
  }

  async function unpacked(series) {
    const bytes = Uint8Array.from(atob(series.text), (c) => c.charCodeAt(0));
    const open = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
    const planes = new Uint8Array(await open.arrayBuffer()), n = planes.length / 2, values = new Float32Array(n);
    let level = 0;
    for (let i = 0; i < n; i++) {
      level = ((level + (planes[i] | planes[n + i] << 8)) << 16) >> 16;
      values[i] = series.low + level * series.step;
    }
    return values;
  }

  async function year() {
    const found = {}, parts = ["w" + D.weather[state.weather], "y" + D.operating[state.operating] + "-" + D.weather[state.weather]];
    for (const part of parts) {
      const series = JSON.parse(byId(part).textContent);
      for (const name of Object.keys(series)) found[name] = await unpacked(series[name]);
    }
    return found;
  }

  // 29 February is left out of every year.
  const leap = () => new Date(Date.UTC(D.operating[state.operating], 1, 29)).getUTCMonth() === 1;
  const times = (n) => {
    const gap = leap() ? Date.UTC(D.operating[state.operating], 1, 29) : Infinity, begin = D.start + yearsOn();
    return Array.from({ length: n }, (_, i) => begin + i * D.step + (begin + i * D.step >= gap ? 86400000 : 0));
  };
  const yearsOn = () => Date.UTC(D.operating[state.operating], 0, 1) - Date.UTC(D.first, 0, 1);

  // A tick at the beginning of a year or of a month names it; days and hours stand between.
  const dates = { year: "{d} {MMM} {yyyy}", month: "{d} {MMM}", day: "{d}", hour: "{HH}:{mm}" };

  async function hours() {
    const wanted = state.operating + "/" + state.weather, found = await year();
    if (wanted !== state.operating + "/" + state.weather) return;
    state.found = found;
    drawn();
    state.ready = true;
  }

  function drawn() {
    const found = state.found, at = state.at = times(found.available_power.length), h = chart("hours"), tight = narrow();
    const panels = [["available_power", "delivered_power", "curtailed_power", "outage_power"], ["stored_energy"], ["spot_price"], ["wind_speed"]];
    const names = ["Power [MW]", "Energy in the battery [MWh]", "Spot price [USD/MWh]", "Wind speed at hub height [m/s]"];
    const tops = [tight ? 90 : 70, 290, 410, 530], heights = [tight ? 160 : 180, 80, 80, 80], left = tight ? 48 : 64;
    const full = Math.max(...found.poles_available), shade = [];
    let from = null;
    found.poles_available.forEach((p, i) => {
      if (p < full - 0.01 && from === null) from = i;
      if ((p >= full - 0.01 || i === at.length - 1) && from !== null) { shade.push([{ xAxis: at[from] }, { xAxis: at[i] }]); from = null; }
    });
    const series = [];
    panels.forEach((panel, g) => panel.forEach((name, k) => series.push({
      name: label[name], type: "line", xAxisIndex: g, yAxisIndex: g, showSymbol: false, sampling: "lttb", animation: false, large: true,
      lineStyle: { width: name === "delivered_power" ? 1.8 : 1.1, color: hue(D.series.findIndex((s) => s[0] === name)), type: name === "curtailed_power" ? "dashed" : "solid" },
      itemStyle: { color: hue(D.series.findIndex((s) => s[0] === name)) },
      data: Array.from(found[name], (v, i) => [at[i], v]),
      markArea: k ? undefined : { silent: true, itemStyle: { color: dark() ? "rgba(224,122,95,0.25)" : "rgba(176,58,46,0.15)" }, data: shade } })));
    h.setOption({ backgroundColor: "transparent", animation: false, useUTC: true,
      legend: { data: panels[0].map((n) => label[n]), top: 0, left: 0, textStyle: text(), width: "96%" },
      tooltip: { trigger: "axis", confine: true, order: "seriesAsc", formatter: tip },
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      grid: panels.map((_, g) => ({ left: left, right: 18, top: tops[g], height: heights[g] })),
      xAxis: panels.map((_, g) => ({ type: "time", gridIndex: g, axisLabel: Object.assign(text(), { show: g === panels.length - 1, hideOverlap: true, formatter: dates }), axisTick: { show: g === panels.length - 1 }, axisLine: line() })),
      yAxis: panels.map((_, g) => ({ type: "value", gridIndex: g, scale: g > 1, name: names[g], nameTextStyle: Object.assign(text(), { align: "left", padding: [0, 0, 0, -left + 8] }), nameGap: 14, splitNumber: g ? 2 : 4, axisLabel: text(), axisLine: line(), splitLine: split() })),
      dataZoom: [{ type: "inside", xAxisIndex: [0, 1, 2, 3], start: state.zoom[0], end: state.zoom[1] },
        { type: "slider", xAxisIndex: [0, 1, 2, 3], start: state.zoom[0], end: state.zoom[1], bottom: 8, height: 26, showDetail: false, left: left, right: 18 }],
      series: series });
    h.on("datazoom", () => { const z = h.getOption().dataZoom[0]; state.zoom = [z.start, z.end]; });
    const energy = D.energy[state.operating][state.weather];
    byId("hourstitle").textContent = "Hours of " + D.operating[state.operating] + " in weather year " + D.weather[state.weather] + ": " + number(energy) + " GWh delivered";
  }

  function tip(rows) {
    const when = new Date(rows[0].value[0]), i = state.at.indexOf(rows[0].value[0]);
    const head = when.toISOString().slice(0, 16).replace("T", " ");
    return head + "<br>" + D.series.filter((s) => state.found[s[0]]).map((s) => s[1] + ": <b>" + number(state.found[s[0]][i], s[2] === "m/s" ? 1 : 0) + "</b> " + s[2]).join("<br>");
  }

  function years() {
    const y = chart("years"), energy = D.energy[state.operating];
    const sorted = energy.slice().sort((a, b) => a - b), mean = energy.reduce((a, b) => a + b, 0) / energy.length;
    y.setOption({ backgroundColor: "transparent", animation: false,
      tooltip: { confine: true, formatter: (q) => "weather year " + q.name + ": <b>" + number(q.value) + "</b> GWh, rank " + (energy.length - sorted.indexOf(q.value)) + " of " + energy.length },
      grid: { left: 12, right: 56, top: 34, bottom: 30, containLabel: true },
      xAxis: { type: "category", data: D.weather.map(String), name: "weather year", nameLocation: "middle", nameGap: 26, axisLabel: text(), nameTextStyle: text(), axisLine: line() },
      yAxis: { name: "delivered [GWh]", nameTextStyle: Object.assign(text(), { align: "left" }), axisLabel: text(), splitLine: split() },
      series: [{ type: "bar", data: energy.map((v, i) => ({ value: v, itemStyle: { color: i === state.weather ? colour("--accent") : colour("--muted"), opacity: i === state.weather ? 1 : 0.55 } })),
        markLine: { silent: true, symbol: "none", lineStyle: { color: colour("--ink"), type: "dashed" }, label: { color: colour("--ink"), position: "end", lineHeight: 14, formatter: "mean\n" + number(mean) }, data: [{ yAxis: mean }] } }] });
    y.on("click", (q) => { state.weather = q.dataIndex; chosen(); });
  }

  function map() {
    const m = chart("map"), points = D.route.points, box = byId("map").getBoundingClientRect();
    const xs = points.map((p) => p[0]), ys = points.map((p) => p[1]), pad = 1.2;
    const middle = [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
    const shrink = Math.cos(middle[1] * Math.PI / 180), wide = box.width - 106, high = box.height - 70;
    const span = Math.max((Math.max(...ys) - Math.min(...ys) + 2 * pad) / high, (Math.max(...xs) - Math.min(...xs) + 2 * pad) * shrink / wide);
    const dx = span * wide / shrink / 2, dy = span * high / 2;
    const degrees = (v) => Math.abs(v).toFixed(0) + "°";
    m.setOption({ backgroundColor: "transparent", animation: false,
      tooltip: { confine: true, formatter: (q) => q.seriesName === "coast" ? "" : number(q.value[2]) + " km from the hub<br>depth <b>" + number(q.value[3]) + "</b> m<br>" + q.value[1].toFixed(3) + " N " + q.value[0].toFixed(3) + " E" },
      visualMap: { show: true, seriesIndex: 1, dimension: 3, min: 0, max: Math.max(...points.map((p) => p[3])), inRange: { color: dark() ? ["#f2c14e", "#7fb4dc"] : ["#d9902f", "#0b3c5d"] }, text: [number(Math.max(...points.map((p) => p[3]))) + " m deep", "0 m"], textStyle: text(), orient: "vertical", right: 4, top: 12, itemHeight: 90, itemWidth: 12, calculable: false },
      grid: { left: 36, right: 70, top: 12, bottom: 34 },
      dataZoom: [{ type: "inside", xAxisIndex: 0 }, { type: "inside", yAxisIndex: 0 }],
      xAxis: { type: "value", min: middle[0] - dx, max: middle[0] + dx, axisLabel: Object.assign(text(), { formatter: (v) => degrees(v) + "E", showMinLabel: false, showMaxLabel: false }), splitLine: split(), minInterval: 1, maxInterval: 2 },
      yAxis: { type: "value", min: middle[1] - dy, max: middle[1] + dy, axisLabel: Object.assign(text(), { formatter: (v) => degrees(v) + (v < 0 ? "S" : "N"), showMinLabel: false, showMaxLabel: false }), splitLine: split(), minInterval: 1, maxInterval: 2 },
      series: [{ name: "coast", type: "scatter", data: D.route.coast, symbolSize: 2.5, silent: true, itemStyle: { color: colour("--muted") } },
        { name: "route", type: "scatter", data: points, symbolSize: 6 }] });
  }

  function depth() {
    const d = chart("depth");
    d.setOption({ backgroundColor: "transparent", animation: false,
      tooltip: { trigger: "axis", confine: true, formatter: (q) => number(q[0].value[0]) + " km: <b>" + number(q[0].value[1]) + "</b> m" },
      grid: { left: 12, right: 24, top: 34, bottom: 34, containLabel: true },
      xAxis: { type: "value", name: "distance from the hub [km]", nameLocation: "middle", nameGap: 26, max: "dataMax", axisLabel: Object.assign(text(), { showMaxLabel: false }), nameTextStyle: text(), splitLine: { show: false } },
      yAxis: { type: "value", inverse: true, min: 0, name: "depth [m]", nameLocation: "start", nameTextStyle: Object.assign(text(), { align: "left" }), axisLabel: text(), splitLine: split() },
      series: [{ type: "line", showSymbol: false, data: D.route.points.map((p) => [p[2], Math.max(p[3], 0)]), lineStyle: { color: colour("--accent"), width: 1.6 }, areaStyle: { color: colour("--accent"), opacity: 0.15, origin: "start" } }] });
  }

  function energy() {
    const rows = [];
    D.steps.forEach((s) => {
      const folds = s.parts.length > 1;
      if (folds && state.open.has(s.name)) s.parts.forEach((p) => rows.push({ name: p[0], energy: p[1], group: s.name, sign: "– " }));
      else rows.push({ name: s.name, energy: s.energy, group: folds ? s.name : null, sign: folds ? "+ " : "" });
    });
    let level = 0;
    const base = [], bars = [], last = rows.length - 1;
    rows.forEach((r, i) => {
      const whole = i === 0 || i === last, from = whole ? 0 : level;
      level = whole ? r.energy : level + r.energy;
      base.push(whole ? 0 : Math.min(from, level));
      bars.push({ value: Math.abs(r.energy), itemStyle: { color: whole ? colour("--accent") : r.energy > 0 ? hue(4) : hue(3), opacity: whole ? 1 : 0.8 } });
    });
    const e = chart("energy");
    byId("energy").style.height = 60 + 30 * rows.length + "px";
    e.resize();
    e.setOption({ backgroundColor: "transparent", animation: false,
      tooltip: { confine: true, formatter: (q) => rows[q.dataIndex].name + ": <b>" + number(rows[q.dataIndex].energy) + "</b> GWh, " + (100 * rows[q.dataIndex].energy / rows[0].energy).toFixed(1) + " % of free wind" },
      grid: { left: 12, right: narrow() ? 60 : 90, top: 8, bottom: 34, containLabel: true },
      xAxis: { type: "value", name: "energy [GWh a year]", nameLocation: "middle", nameGap: 26, axisLabel: Object.assign(text(), { hideOverlap: true }), nameTextStyle: text(), splitLine: split() },
      yAxis: { type: "category", inverse: true, data: rows.map((r) => r.sign + r.name), axisLabel: Object.assign(text(), { width: narrow() ? 130 : 260, overflow: "break" }), axisTick: { show: false } },
      series: [{ type: "bar", stack: "e", data: base, silent: true, itemStyle: { color: "transparent" } },
        { type: "bar", stack: "e", data: bars, label: { show: true, position: "right", color: colour("--ink"), fontSize: 11, formatter: (q) => number(rows[q.dataIndex].energy) } }] });
    e.on("click", (q) => {
      const group = rows[q.dataIndex].group;
      if (!group) return;
      if (state.open.has(group)) state.open.delete(group); else state.open.add(group);
      energy();
    });
  }

  function cost() {
    const c = chart("cost"), parts = D.cost.slice().sort((a, b) => b[1] - a[1]);
    byId("cost").style.height = 60 + 26 * parts.length + "px";
    c.resize();
    c.setOption({ backgroundColor: "transparent", animation: false,
      tooltip: { confine: true, formatter: (q) => q.name + ": <b>" + number(q.value, 1) + "</b> USD/MWh" },
      grid: { left: 12, right: 60, top: 8, bottom: 34, containLabel: true },
      xAxis: { type: "value", name: "landed cost [USD/MWh]", nameLocation: "middle", nameGap: 26, axisLabel: text(), nameTextStyle: text(), splitLine: split() },
      yAxis: { type: "category", inverse: true, data: parts.map((p) => p[0]), axisLabel: Object.assign(text(), { width: narrow() ? 130 : 260, overflow: "break" }), axisTick: { show: false } },
      series: [{ type: "bar", data: parts.map((p) => ({ value: p[1], itemStyle: { color: p[1] < 0 ? hue(4) : colour("--accent") } })),
        label: { show: true, position: "right", color: colour("--ink"), fontSize: 11, formatter: (q) => number(q.value, 1) } }] });
  }

  function chosen() { state.ready = false; byId("operating").value = state.operating; byId("weather").value = state.weather; years(); return hours(); }
  function all() { map(); depth(); energy(); cost(); return chosen(); }
  function choose(id, list, name) {
    list.forEach((value, i) => { const o = document.createElement("option"); o.value = i; o.textContent = value; byId(id).append(o); });
    byId(id).onchange = () => { state[name] = Number(byId(id).value); chosen(); };
  }
  choose("operating", D.operating, "operating");
  choose("weather", D.weather, "weather");
  const step = (by) => () => { state.weather = (state.weather + by + D.weather.length) % D.weather.length; chosen(); };
  byId("before").onclick = step(-1);
  byId("after").onclick = step(1);
  byId("unfold").onclick = () => {
    const folded = D.steps.filter((s) => s.parts.length > 1).map((s) => s.name);
    if (state.open.size) state.open.clear(); else folded.forEach((name) => state.open.add(name));
    energy();
  };
  byId("theme").onclick = () => { document.documentElement.classList.toggle("dark"); all(); };
  if (window.matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.classList.add("dark");
  // Paper is white: what was drawn on a dark ground is drawn again for it, and back.
  let was = false;
  const ground = (on) => { document.documentElement.classList.toggle("dark", on); [map, depth, energy, cost, years].forEach((f) => f()); if (state.found) drawn(); };
  window.addEventListener("beforeprint", () => { was = document.documentElement.classList.contains("dark"); if (was) ground(false); });
  window.addEventListener("afterprint", () => { if (was) ground(true); });
  let waiting = null;
  window.addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(all, 150); });
  all().then(() => { window.explorer = { state: state, charts: charts }; });
})();
