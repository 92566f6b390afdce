"use strict";
(function () {
  const D = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const columns = D.columns, rows = D.rows, place = Object.fromEntries(columns.map((c, i) => [c.name, i]));
  const keys = columns.filter((c) => c.key), figures = columns.filter((c) => c.figure);
  const good = rows.map((r, i) => i).filter((i) => rows[i][place.status] === "ok");
  const state = { figure: "required_price", x: null, selected: new Set(good), sort: ["required_price", 1], row: null };
  if (!(state.figure in place)) { state.figure = figures[0].name; state.sort = [state.figure, 1]; }
  state.x = (keys.find((c) => !c.words) || keys[0] || figures[0]).name;
  const narrow = () => window.innerWidth < 820;
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  // Six digits, with commas between thousands; a year has none.
  const shown = (v, c) => v === null || v === undefined ? "" : typeof v !== "number" ? String(v) :
    (c && c.name && /(^|[._])(year|seed)$/.test(c.name)) || (v !== 0 && Math.abs(v) < 1e-6) ? String(Number(v.toPrecision(6))) :
      Number(v.toPrecision(6)).toLocaleString("en-US", { maximumFractionDigits: 12 });
  // A long name may be broken behind a point or an underscore, nowhere else.
  const breakable = (text) => text.split(/(?<=[._])/).flatMap((part, i) => i ? [document.createElement("wbr"), part] : [part]);
  const title = (c) => c.unit ? c.label + " [" + c.unit + "]" : c.label;
  const charts = {};
  function chart(id) {
    if (charts[id]) charts[id].dispose();
    charts[id] = echarts.init(byId(id), document.documentElement.classList.contains("dark") ? "dark" : null, { renderer: "canvas" });
    return charts[id];
  }
  const brief = (v, c) => typeof v !== "number" ? v : Math.abs(v) >= 1e9 ? v / 1e9 + " bn" : Math.abs(v) >= 1e6 ? v / 1e6 + " M" : shown(v, c);
  function common(words) {   // what all begin with, up to a "_": it says nothing on an axis
    let n = 0;
    while (words.length > 1 && words.every((w) => n < w.length && w[n] === words[0][n])) n += 1;
    return words.length > 1 ? words[0].slice(0, n).lastIndexOf("_") + 1 : 0;
  }
  // From low to high: brightness has one direction, so that the order is seen in grey and by every eye.
  const ramp = () => document.documentElement.classList.contains("dark") ? ["#f6d77a", "#6fae9f", "#35648f"] : ["#0b3c5d", "#4f8f8b", "#dda63a"];
  // The height is given: where a font has no square character, that of a line would be taken for a third of it.
  const axisText = () => ({ color: colour("--ink"), fontSize: 11, lineHeight: 13 });
  const edged = () => ({ textBorderColor: colour("--back"), textBorderWidth: 3 });   // legible over lines
  const plate = () => ({ backgroundColor: colour("--back"), borderRadius: 2, padding: [1, 2] });   // no line crosses it

  function parallel() {
    const shownColumns = keys.filter((c) => c.varies).concat(figures.filter((c) => c.axis));
    const upright = narrow();
    byId("parallel").style.height = upright ? Math.max(560, 64 + 48 * shownColumns.length) + "px" : "";
    const axes = shownColumns.map((c, i) => {
      const words = c.words ? Array.from(new Set(rows.map((r) => shown(r[place[c.name]], c)))) : null;
      const cut = words ? common(words) : 0;
      const label = Object.assign(axisText(), plate(), { hideOverlap: true,
        formatter: (v) => words ? String(v).slice(cut) : brief(Number(v), c) });
      const room = upright ? 0 : Math.min(Math.max(8, Math.floor(byId("parallel").clientWidth / shownColumns.length / 6.5)), i && i < shownColumns.length - 1 ? Infinity : 24);
      const name = upright || title(c).length <= room ? title(c) : c.short.length <= room ? c.short : c.short.slice(0, room - 1) + "…";
      return { dim: i, name: name, type: words ? "category" : "value", data: words || undefined, scale: true,
        nameTextStyle: axisText(), axisLabel: label, nameLocation: "end", nameGap: upright ? 6 : 14, id: c.name, splitNumber: 4,
        axisLine: { lineStyle: { color: colour("--muted") } } };
    });
    if (upright) axes.forEach((a) => { a.nameTextStyle = Object.assign(axisText(), edged(), { align: "left", width: window.innerWidth - 60, overflow: "truncate", verticalAlign: "bottom", padding: [0, 0, 6, -(window.innerWidth - 60)] }); });
    const data = good.map((i) => shownColumns.map((c) => c.words ? shown(rows[i][place[c.name]], c) : rows[i][place[c.name]]));
    const values = good.map((i) => rows[i][place[state.figure]]).filter((v) => typeof v === "number");
    const p = chart("parallel");
    p.setOption({ backgroundColor: "transparent", animation: false,
      tooltip: { confine: true, formatter: (q) => about(good[q.dataIndex]) },
      visualMap: { show: false, min: Math.min(...values), max: Math.max(...values), dimension: Math.max(shownColumns.findIndex((c) => c.name === state.figure), 0),
        inRange: { color: ramp() } },
      parallelAxis: axes,
      parallel: { left: upright ? 24 : 80, right: upright ? 30 : 90, top: 40, bottom: 24, layout: upright ? "vertical" : "horizontal",
        axisExpandable: false, parallelAxisDefault: { realtime: good.length < 3000, areaSelectStyle: { width: 18, color: colour("--accent"), opacity: 0.35 } } },
      series: [{ type: "parallel", data: data, smooth: false, progressive: 1000,
        lineStyle: { width: good.length > 2000 ? 0.6 : 1.3, opacity: good.length > 2000 ? 0.25 : 0.7 }, inactiveOpacity: 0.03, emphasis: { lineStyle: { width: 3, opacity: 1 } } }] });
    p.on("axisareaselected", () => {
      const active = p.getModel().getSeriesByIndex(0).getRawIndicesByActiveState("active");
      const all = p.getModel().getSeriesByIndex(0).getRawIndicesByActiveState("normal");
      state.selected = new Set((active.length || !all.length ? active : all).map((i) => good[i]));
      follow();
    });
    p.on("click", (q) => pick(good[q.dataIndex]));
  }

  function about(i) {
    return keys.filter((c) => c.varies).concat(figures.filter((c) => c.axis || c.name === state.figure))
      .map((c) => c.label + ": <b>" + shown(rows[i][place[c.name]], c) + "</b> " + c.unit).join("<br>");
  }

  function scatter() {
    const x = columns[place[state.x]], y = columns[place[state.figure]];
    const words = x.words ? Array.from(new Set(rows.map((r) => shown(r[place[x.name]], x)))) : null;
    const at = (i) => words ? shown(rows[i][place[x.name]], x) : rows[i][place[x.name]];
    const error = state.figure === "required_price" ? place.required_price_se : undefined;
    const split = [[], []], bars = [];
    good.forEach((i) => {
      const v = rows[i][place[y.name]], on = state.selected.has(i);
      if (typeof v !== "number") return;
      split[on ? 1 : 0].push({ value: [at(i), v, i] });
      if (on && error !== undefined && typeof rows[i][error] === "number") bars.push([at(i), v - rows[i][error], v + rows[i][error]]);
    });
    const s = chart("scatter"), line = { lineStyle: { color: colour("--muted") } };
    s.setOption({ backgroundColor: "transparent", animation: false, tooltip: { confine: true, formatter: (q) => q.value[2] === undefined ? "" : about(q.value[2]) },
      grid: { left: 12, right: 24, top: 34, bottom: 34, containLabel: true },
      xAxis: { type: words ? "category" : "value", data: words || undefined, scale: true, name: title(x), nameLocation: "middle", nameGap: 28, axisLabel: Object.assign(axisText(), { formatter: (v) => words ? v : brief(v, x) }), nameTextStyle: axisText(), axisLine: line },
      yAxis: { scale: true, name: title(y), nameTextStyle: Object.assign(axisText(), { align: "left" }), axisLabel: Object.assign(axisText(), { formatter: brief }), axisLine: line, splitLine: { lineStyle: { color: colour("--line") } } },
      series: [
        { type: "custom", data: bars.length > 3000 ? [] : bars, silent: true, renderItem: (p, api) => {
          const a = api.coord([api.value(0), api.value(1)]), b = api.coord([api.value(0), api.value(2)]);
          return { type: "line", shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: { stroke: colour("--muted"), lineWidth: 1 } };
        }, encode: { x: 0, y: [1, 2] } },
        { type: "scatter", data: split[0], symbolSize: 5, itemStyle: { color: colour("--line") }, large: good.length > 3000 },
        { type: "scatter", data: split[1], symbolSize: 7, itemStyle: { color: colour("--accent"), opacity: 0.8 }, large: good.length > 3000 }] });
    s.on("click", (q) => { if (q.value && q.value[2] !== undefined) pick(q.value[2]); });
  }

  function effects() {
    const found = D.effects[state.figure] || [], e = chart("effects"), y = columns[place[state.figure]];
    const names = found.map((f) => f.key), dots = [], spans = [];
    found.forEach((f, n) => {
      const values = f.levels.map((l) => l[1]);
      spans.push([n, Math.min(...values), Math.max(...values)]);
      f.levels.forEach((l) => dots.push([l[1], n, f.key + " = " + shown(l[0])]));
    });
    e.setOption({ backgroundColor: "transparent", animation: false, tooltip: { confine: true, formatter: (q) => q.value[2] + ": <b>" + shown(q.value[0]) + "</b> " + y.unit },
      grid: { left: 12, right: 30, top: 10, bottom: 34, containLabel: true },
      xAxis: { scale: true, name: "mean " + title(y), nameLocation: "middle", nameGap: 26, axisLabel: Object.assign(axisText(), { hideOverlap: true, formatter: brief }), nameTextStyle: axisText(), splitLine: { lineStyle: { color: colour("--line") } } },
      yAxis: { type: "category", data: names, inverse: true, axisLabel: Object.assign(axisText(), { width: narrow() ? 110 : 220, overflow: "truncate", formatter: (v) => narrow() ? String(v).replace(/\.(?=[a-z])/g, ".\n") : v }) },
      series: [{ type: "custom", silent: true, data: spans, encode: { x: [1, 2], y: 0 }, renderItem: (p, api) => {
        const a = api.coord([api.value(1), api.value(0)]), b = api.coord([api.value(2), api.value(0)]);
        return { type: "line", shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: { stroke: colour("--accent"), lineWidth: 4, opacity: 0.4 } };
      } }, { type: "scatter", data: dots, symbolSize: 9, itemStyle: { color: colour("--accent") } }] });
  }

  function table() {
    const shownColumns = keys.concat(figures), [by, sign] = state.sort, at = place[by];
    const order = rows.map((r, i) => i).filter((i) => state.selected.has(i)).sort((a, b) => {
      const p = rows[a][at], q = rows[b][at];
      if (p === null || q === null) return (p === null) - (q === null);
      return (p < q ? -1 : p > q ? 1 : a - b) * sign;
    });
    const head = byId("head"), body = byId("body");
    head.replaceChildren(...shownColumns.map((c) => {
      const th = document.createElement("th");
      th.append(...breakable(title(c) + (c.name === by ? (sign > 0 ? " ▲" : " ▼") : "")));
      th.dataset.name = c.name; th.title = c.note || c.name; th.tabIndex = 0;
      th.onclick = () => { state.sort = [c.name, c.name === by ? -sign : 1]; table(); };
      th.onkeydown = (e) => { if (e.key === "Enter") th.onclick(); };
      return th;
    }));
    body.replaceChildren(...order.slice(0, 200).map((i) => {
      const tr = document.createElement("tr");
      tr.className = i === state.row ? "on" : "";
      shownColumns.forEach((c) => { const td = document.createElement("td"); td.textContent = shown(rows[i][place[c.name]], c); tr.append(td); });
      tr.onclick = () => pick(i); tr.tabIndex = 0;
      tr.onkeydown = (e) => { if (e.key === "Enter") pick(i); };
      return tr;
    }));
    byId("count").textContent = order.length + " of " + good.length + " good cases selected" + (order.length > 200 ? ", the first 200 are listed" : "");
    state.order = order;
  }

  function quoted(text) { return /^[\w.=+-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\\''") + "'"; }
  function pick(i) {
    state.row = i;
    const given = D.overrides[i];
    byId("command").textContent = D.command + " " + quoted(D.base) + Object.keys(given).map((k) => " --set " + quoted(k + "=" + given[k])).join("");
    byId("picked").textContent = "Case " + rows[i][place.case] + ": this command runs it alone, with its report";
    table();
  }

  function csv() {
    const cell = (v) => { const t = v === null ? "" : String(v); return /[",\n]/.test(t) ? '"' + t.replaceAll('"', '""') + '"' : t; };
    return [columns.map((c) => cell(c.name)).join(",")].concat(state.order.map((i) => rows[i].map(cell).join(","))).join("\n") + "\n";
  }

  function regret() {
    if (!D.regret.length) { byId("robust").style.display = "none"; return; }
    const names = Object.keys(D.regret[0]);
    byId("robusthead").replaceChildren(...names.map((n) => { const th = document.createElement("th"); th.textContent = n.replaceAll("_", " "); return th; }));
    byId("robustbody").replaceChildren(...D.regret.map((r) => {
      const tr = document.createElement("tr");
      names.forEach((n) => { const td = document.createElement("td"); td.textContent = shown(r[n]); tr.append(td); });
      return tr;
    }));
  }

  function follow() { scatter(); table(); }
  function all() { parallel(); scatter(); effects(); table(); }
  function choose(id, list, name, then) {
    const select = byId(id);
    list.forEach((c) => { const o = document.createElement("option"); o.value = c.name; o.textContent = title(c); select.append(o); });
    select.value = state[name];
    select.onchange = () => { state[name] = select.value; then(); };
  }
  choose("figure", figures, "figure", () => { state.sort = [state.figure, 1]; all(); });
  choose("x", keys.concat(figures), "x", scatter);
  byId("theme").onclick = () => { document.documentElement.classList.toggle("dark"); all(); };
  byId("clear").onclick = () => { state.selected = new Set(good); all(); };
  byId("save").onclick = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
    link.download = "selection.csv"; link.click();
  };
  if (window.matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.classList.add("dark");
  if (good.length) { regret(); all(); pick(good.reduce((a, b) => { const p = rows[a][place[state.figure]], q = rows[b][place[state.figure]]; return q !== null && (p === null || q < p) ? b : a; })); }
  else byId("count").textContent = "No case succeeded";
  // Paper is white: what was drawn on a dark ground is drawn again for it, and back.
  let was = false;
  const ground = (on) => { document.documentElement.classList.toggle("dark", on); if (good.length) all(); };
  window.addEventListener("beforeprint", () => { was = document.documentElement.classList.contains("dark"); if (was) ground(false); });
  window.addEventListener("afterprint", () => { if (was) ground(true); });
  let waiting = null;
  window.addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(() => { if (good.length) all(); }, 150); });
  window.explorer = { state: state, charts: charts, csv: csv };
})();
