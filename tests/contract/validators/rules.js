// Each rule of .spectral.yaml that is ours must be broken by broken.json: a rule that never speaks checks nothing.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const ours = [...readFileSync(".spectral.yaml", "utf8").matchAll(/^ {2}(adr-[a-z-]+):$/gm)].map((found) => found[1]);
const command = ["lint", "--format", "json", "--quiet", "broken.json"];
const { stdout } = spawnSync("node_modules/.bin/spectral", command, { encoding: "utf8" });
const spoken = new Set(JSON.parse(stdout).map((result) => result.code));
const silent = ours.filter((rule) => !spoken.has(rule));
if (ours.length === 0 || silent.length > 0) {
  console.error(`rules that broken.json does not break: ${silent.join(", ") || "there are none at all"}`);
  process.exit(1);
}
console.log(`broken.json breaks all ${ours.length} rules of the API Design Rules that are checked`);
