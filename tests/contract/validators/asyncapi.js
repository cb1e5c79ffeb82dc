// Reads an AsyncAPI document with the parser of the AsyncAPI initiative; errors and warnings fail.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const SEVERITIES = ["error", "warning", "information", "hint"];
const [path] = process.argv.slice(2);

const { document, diagnostics } = await new Parser().parse(readFileSync(path, "utf-8"), { source: path });
for (const { severity, code, path: where, message } of diagnostics) {
  console.log(`${SEVERITIES[severity]} ${code} ${where.join(".")}: ${message}`);
}
const messages = document?.allMessages().length ?? 0;
console.log(`${path}: ${messages} messages, ${diagnostics.length} remarks`);
process.exitCode = messages > 0 && diagnostics.every(({ severity }) => severity > 1) ? 0 : 1;
