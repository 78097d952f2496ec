// The part of ECharts that the office draws with: bars and lines, as SVG. Anything else stays out of the bundle; no tooltip,
// because the table stands beside each chart and the default one writes style attributes.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, GridComponent, LineChart, MarkLineComponent, SVGRenderer]);

window.echarts = { init };
