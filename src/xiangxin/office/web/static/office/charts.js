// Draws a chart from the table beside it: the table is the data, the picture only helps the eye.
(function () {
  "use strict";

  const COLOURS = { met: "#0b5d60", missed: "#c9a45c", lines: ["#0b5d60", "#a8761a", "#ad2a1f", "#4f5956"] };
  const TEXT = { color: "#56615d", fontSize: 13 };

  function read(figure) {
    const lines = Array.from(figure.querySelectorAll("tbody tr"));
    return {
      heads: Array.from(figure.querySelectorAll("thead th")).slice(1).map((cell) => cell.textContent),
      names: lines.map((line) => line.querySelector("th").textContent),
      columns: Array.from(figure.querySelectorAll("thead th")).slice(1).map((_, place) =>
        lines.map((line) => {
          const value = parseFloat(line.querySelectorAll("td")[place].textContent.replace(/[,%]/g, ""));
          return Number.isNaN(value) ? null : value;
        })
      ),
    };
  }

  function targetLine(figure) {
    if (!figure.dataset.target) return undefined;
    return {
      silent: true,
      symbol: "none",
      lineStyle: { color: "#ad2a1f", type: "dashed", width: 1.5 },
      label: { formatter: figure.dataset.targetWords, position: "insideEndTop", color: "#8a1f16", fontSize: 13 },
      data: [{ yAxis: parseFloat(figure.dataset.target) }],
    };
  }

  function series(figure, table, showsValues) {
    const target = parseFloat(figure.dataset.target);
    const isBar = figure.dataset.chart === "bar";
    return table.columns.map((values, place) => ({
      type: figure.dataset.chart,
      name: table.heads[place],
      barMaxWidth: 26,
      symbolSize: 7,
      color: COLOURS.lines[place % COLOURS.lines.length],
      label: isBar && showsValues ? { show: true, position: "top", color: "#1d2826", fontSize: 12 } : { show: false },
      endLabel: isBar ? undefined : { show: table.columns.length > 1, formatter: "{a}", color: "#1d2826" },
      markLine: place === 0 ? targetLine(figure) : undefined,
      data: values.map((value) => ({
        value: value,
        itemStyle: isBar ? { color: value >= target || Number.isNaN(target) ? COLOURS.met : COLOURS.missed, borderRadius: [2, 2, 0, 0] } : undefined,
      })),
    }));
  }

  function draw(figure) {
    const place = figure.querySelector(".chart-place");
    const table = read(figure);
    place.hidden = false;
    figure.querySelector(".chart-table").open = false;
    const chart = window.echarts.init(place, null, { renderer: "svg" });
    const show = function () {
      const room = place.clientWidth / Math.max(1, table.names.length);
      const crowded = room < 62;
      chart.setOption({
        animation: false,
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
        grid: { left: 8, right: table.columns.length > 1 ? 72 : 16, top: 28, bottom: 8, containLabel: true },
        xAxis: {
          type: "category",
          data: table.names,
          axisTick: { show: false },
          axisLine: { lineStyle: { color: "#b9bab2" } },
          axisLabel: Object.assign({ interval: 0, formatter: (name) => (crowded ? Array.from(name).slice(0, 5).join("\n") : name) }, TEXT),
        },
        yAxis: {
          type: "value",
          axisLabel: Object.assign({ formatter: "{value}" + figure.dataset.unit }, TEXT),
          splitLine: { lineStyle: { color: "#eceae2" } },
        },
        series: series(figure, table, room > 24),
      });
    };
    show();
    window.addEventListener("resize", function () {
      chart.resize();
      show();
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("figure[data-chart]").forEach(draw);
  });
})();
