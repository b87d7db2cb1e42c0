// Opens reports in a headless Chromium and looks for faults: messages on the console, requests that leave the page, texts
// that leave their shapes, pages that are wider than the screen, and what axe-core calls serious.
//
//     node check.mjs [--pictures FOLDER] REPORT.html...     screenshots and printed pages go to FOLDER

import { readFileSync, mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

// Widths in pixels: a desk, and a phone.
const DESK = 1280;
const PHONE = 390;
// Colours do not depend on the width, and axe-core takes long: it looks at the desk in the light and in the dark.
const VIEWS = [["light", DESK], ["dark", DESK], ["light", PHONE]];

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [first, ...others] = process.argv.slice(2);
const [folder, reports] = first === "--pictures" ? [others[0], others.slice(1)] : [null, [first, ...others]];
if (folder) mkdirSync(folder, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
let faults = 0;
const fault = (where, what) => {
  faults += 1;
  console.error(`${where}: ${what}`);
};

for (const report of reports) {
  for (const [colorScheme, width] of VIEWS) await view(report, colorScheme, width);
}
await browser.close();
console.log(`${reports.length} reports, ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);

async function view(report, colorScheme, width) {
  const name = basename(report, ".html");
  const address = pathToFileURL(resolve(report)).href;
  const where = `${name}, ${colorScheme}, ${width} pixels`;
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
  page.on("console", (message) => fault(where, `console: ${message.text()}`));
  page.on("pageerror", (error) => fault(where, `error: ${error}`));
  page.on("request", (request) => {
    const url = request.url();
    if (url !== address && !url.startsWith("data:")) fault(where, `request: ${url}`);
  });
  await page.goto(address, { waitUntil: "load" });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0) fault(where, `the page is ${wide} pixels wider than the screen`);
  if (colorScheme === "light" && width === DESK) {
    for (const text of await page.evaluate(textsThatLeaveTheirShapes)) fault(where, text);
    const path = folder && join(folder, `${name}.pdf`);
    if (path) await page.pdf({ path, format: "A4", printBackground: true, preferCSSPageSize: true });
  }
  if (folder) {
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`), fullPage: true });
  }
  if (width === DESK) await inspect(page, where);
  await page.close();
}

// What axe-core calls serious.
async function inspect(page, where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  for (const { impact, id, help, nodes } of violations) {
    const line = `${impact}: ${id}: ${help}: ${nodes.length} times, first ${nodes[0].html.slice(0, 160)}`;
    if (["serious", "critical"].includes(impact)) fault(where, line);
    else console.log(`${where}: ${line}`);
  }
}

// Every text of a picture lies on its page, and on the shape that was measured for it: the one drawn last before it.
function textsThatLeaveTheirShapes() {
  const found = [];
  for (const svg of document.querySelectorAll("svg")) {
    const page = svg.viewBox.baseVal;
    let shape = null;
    for (const element of svg.querySelectorAll("rect, ellipse, polygon, text")) {
      const box = element.getBBox();
      if (element.tagName !== "text") {
        const measured = ["label", "number", "indicator", "construct"];
        if (measured.includes(element.getAttribute("class"))) shape = box;
        else if (!["head"].includes(element.getAttribute("class"))) shape = null;
        continue;
      }
      if (element.hasAttribute("transform")) continue;
      const out = (inner, outer) => inner.x < outer.x - 1 || inner.x + inner.width > outer.x + outer.width + 1;
      const below = box.y + box.height > page.height + 1 || box.y < -1;
      if (out(box, page) || below) found.push(`text leaves its picture: ${element.textContent}`);
      else if (shape && element.getAttribute("text-anchor") === "middle" && out(box, shape)) found.push(`text leaves its shape: ${element.textContent}`);
    }
  }
  return found;
}
