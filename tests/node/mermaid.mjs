// Reads texts of Mermaid: for each line of standard input, a JSON list of texts, a line with a JSON list of what
// was found in each: its kind, the texts of its nodes, edges and groups, or the error.

import { createInterface } from "node:readline";
import { JSDOM } from "jsdom";

// Mermaid cleans what people write with the browser's own parser.
const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;

const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false, securityLevel: "strict", suppressErrorRendering: true });

async function read(text) {
  try {
    const { diagramType } = await mermaid.parse(text);
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    return {
      kind: diagramType,
      direction: db.getDirection(),
      nodes: [...db.getVertices().values()].map(({ id, text, link, haveCallback }) => ({ id, text, link, haveCallback })),
      edges: db.getEdges().map(({ start, end, text, stroke }) => ({ start, end, text, stroke })),
      groups: db.getSubGraphs().map(({ id, title, nodes }) => ({ id, title, nodes })),
    };
  } catch (error) {
    return { error: String(error.message ?? error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const found = [];
  for (const text of JSON.parse(line)) found.push(await read(text));
  process.stdout.write(JSON.stringify(found) + "\n");
}
