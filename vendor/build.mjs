// Copies what the pages use from node_modules into the package, and writes down what it is: VENDOR.json and licences.
// Must write the same bytes on every machine; a test compares them with their checksums.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import postcss from "postcss";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../src/xiangxin/office/web/static/vendor/");
const text = (path) => readFileSync(here(path), "utf-8");
const version = (name) => JSON.parse(text(`node_modules/${name}/package.json`)).version;
const withoutMap = (source) => source.replace(/\n?\/\*# sourceMappingURL=[^*]*\*\/|\n?\/\/# sourceMappingURL=.*/g, "");

// Tabler stays at 1.0.0: later versions colour by oklch() and light-dark(), which the browsers of many county offices
// (Chromium 109 on Windows 7) do not know. Left out is what no page of the office uses, nearly half of its bytes: the
// frame brings its own header, the palette is small on purpose, there is one theme, pages read from left to right.
const UNUSED = new RegExp(
  [
    "accordion|avatar|bg-gradient|bg-gray|bg-pattern|calendar|card-gradient|carousel|chart|chat|chip|datagrid|demo|dropzone",
    "fc|flag|form-colorinput|form-floating|form-imagecheck|img-(?:card|responsive)|io|jvm|link-underline|litepicker|markdown",
    "modal-fullscreen|nav-segmented|navbar|navbar-\\w+|noUi|offcanvas|otp|payment|placeholder|plyr|popover|prose|ratio|ribbon",
    "signal|social|sortable|sparkline|stars|strength|switch-icon|table-mobile|tag|theme|toast|tom-select|tooltip|tracking|ts|typed",
    "[\\w-]*(?:azure|cyan|indigo|lime|orange|pink|purple|teal)(?:-lt|-fg)?",
    "[\\w-]*(?:bitbucket|dribbble|facebook|flickr|github|google|instagram|linkedin|pinterest|rss|tabler|twitter|vimeo|vk|youtube)",
  ]
    .map((names) => `\\.(?:${names})(?![a-z])`)
    .concat("\\[data-vc", "data-bs-theme=\"?dark", "\\[dir=")
    .join("|"),
);
const usedOfTabler = (source) => {
  const sheet = postcss.parse(source);
  sheet.walkRules((rule) => {
    const kept = rule.selectors.filter((selector) => !UNUSED.test(selector));
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  });
  sheet.walkAtRules((rule) => {
    if (rule.nodes?.length === 0) rule.remove();
  });
  return sheet.toString();
};

const charts = await build({
  entryPoints: [here("charts.js")],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2018",
  legalComments: "none",
  write: false,
});

const part = (name, licence, from, file) => ({ name, version: version(name), licence, from, file: `licences/${file}` });
const within = (name, licence, from, file) => ({ name, licence, from, file: `licences/${file}` });
const files = [
  {
    file: "tabler.min.css",
    content: withoutMap(usedOfTabler(text("node_modules/@tabler/core/dist/css/tabler.min.css"))),
    parts: [
      part("@tabler/core", "MIT", "licences/tabler.txt", "tabler.txt"),
      part("bootstrap", "MIT", "node_modules/bootstrap/LICENSE", "bootstrap.txt"),
    ],
  },
  {
    file: "htmx.min.js",
    content: withoutMap(text("node_modules/htmx.org/dist/htmx.min.js")),
    parts: [part("htmx.org", "0BSD", "node_modules/htmx.org/LICENSE", "htmx.txt")],
  },
  {
    file: "echarts.min.js",
    content: charts.outputFiles[0].text,
    parts: [
      part("echarts", "Apache-2.0", "node_modules/echarts/LICENSE", "echarts.txt"),
      within("echarts (notice)", "Apache-2.0", "node_modules/echarts/NOTICE", "echarts-notice.txt"),
      within("d3", "BSD-3-Clause", "node_modules/echarts/licenses/LICENSE-d3", "d3.txt"),
      part("zrender", "BSD-3-Clause", "node_modules/zrender/LICENSE", "zrender.txt"),
      part("tslib", "0BSD", "node_modules/tslib/LICENSE.txt", "tslib.txt"),
    ],
  },
];

rmSync(out, { recursive: true, force: true });
mkdirSync(`${out}licences`, { recursive: true });
const listed = files.map(({ file, content, parts }) => {
  const ending = content.endsWith("\n") ? content : `${content}\n`;
  writeFileSync(`${out}${file}`, ending);
  for (const { from, file: licence } of parts) {
    writeFileSync(`${out}${licence}`, `${text(from).replace(/[ \t]+$/gm, "").trimEnd()}\n`);
  }
  return {
    file,
    sha256: createHash("sha256").update(ending).digest("hex"),
    parts: parts.map(({ from, file: licence_file, ...rest }) => ({ ...rest, licence_file })),
  };
});
writeFileSync(`${out}VENDOR.json`, `${JSON.stringify(listed, null, 2)}\n`);
