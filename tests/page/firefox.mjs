// The page in Firefox, as a reader uses it: node firefox.mjs PAGE FOLDER NAME
//
// Opens the file PAGE, searches for NAME with mouse and keys, and prints what came of it as JSON;
// pictures go into FOLDER. Firefox is spoken to over WebDriver BiDi, which Debian's build has too.

import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

// NODE_PATH says where the module is, which only require() looks at.
const puppeteer = createRequire(import.meta.url)("puppeteer-core");

const [page, folder, name] = process.argv.slice(2);
const address = pathToFileURL(path.resolve(page)).href;

// Firefox asks its maker for settings and updates when it starts. It may look up no name, and what
// is not for a loopback address goes to a port there on which nobody listens.
const KEPT_AT_HOME = {
  "network.proxy.type": 1,
  "network.proxy.socks": "127.0.0.1",
  "network.proxy.socks_port": 9,
  "network.proxy.socks_remote_dns": true,
  "network.proxy.failover_direct": false,
  "network.dns.disabled": true,
  "network.trr.mode": 5,
};

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: process.env.KG_FIREFOX,
  headless: true,
  extraPrefsFirefox: KEPT_AT_HOME,
  defaultViewport: { width: 1400, height: 900 },
});
try {
  process.stdout.write(JSON.stringify(await visit(await browser.newPage())));
} finally {
  await browser.close();
}

async function visit(tab) {
  const messages = [];
  tab.on("console", (message) => messages.push(message.text()));
  tab.on("pageerror", (error) => messages.push(String(error)));
  await tab.goto(address);
  await tab.waitForSelector("html[data-ready=true]", { timeout: 30_000 });
  const shown = await textOf(tab, "#shown");
  const colours = await tab.evaluate(coloursOnCanvas);
  await tab.screenshot({ path: path.join(folder, "firefox.png") });
  await tab.click("#search");
  await tab.keyboard.type(name);
  await tab.keyboard.press("Enter");
  await tab.waitForSelector("#panel:not([hidden]) h2", { timeout: 5_000 });
  const heading = await textOf(tab, "#panel h2");
  const panel = await textOf(tab, "#panel");
  await tab.screenshot({ path: path.join(folder, "firefox-panel.png") });
  await tab.keyboard.press("Escape");
  await tab.keyboard.press("Escape");
  const closed = await tab.evaluate(() => document.getElementById("panel").hidden);
  return { shown, colours, heading, panel, closed, messages };
}

function textOf(tab, selector) {
  return tab.$eval(selector, (node) => node.innerText);
}

// An empty canvas has one colour.
function coloursOnCanvas() {
  const canvas = document.querySelector("#graph canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}
