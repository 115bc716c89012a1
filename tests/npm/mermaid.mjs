// Reads texts of Mermaid: for each line of standard input, a JSON list of texts, a line with a JSON list of what was
// found in each, as its readers have it, or the error.

import { createInterface } from "node:readline";
import { JSDOM } from "jsdom";

// Mermaid cleans what people write with the browser's own parser.
const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;

const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false, securityLevel: "strict", suppressErrorRendering: true });

// A label is a piece of a page: its words line by line, and the elements in it with their attributes. Mermaid keeps
// the codes of signs in a form of its own until it draws.
function label(text = "") {
  const page = document.createElement("template");
  page.innerHTML = text.replaceAll("ﬂ°°", "&#").replaceAll("ﬂ°", "&").replaceAll("¶ß", ";");
  const elements = [...page.content.querySelectorAll("*")];
  const tags = elements.map((element) => [element.localName, ...element.getAttributeNames()].join(" "));
  for (const line of page.content.querySelectorAll("br")) line.replaceWith("\n");
  return { words: page.content.textContent, tags: [...new Set(tags)].sort() };
}

async function read(text) {
  try {
    const { db, type } = await mermaid.mermaidAPI.getDiagramFromText(text);
    return {
      kind: type,
      direction: db.getDirection(),
      title: label(db.getAccTitle()).words,
      summary: label(db.getAccDescription()).words,
      nodes: [...db.getVertices().values()].map((node) => ({
        id: node.id,
        link: node.link ?? null,
        acts: Boolean(node.haveCallback),
        classes: node.classes,
        ...label(node.text),
      })),
      edges: db.getEdges().map((edge) => ({
        ends: [edge.start, edge.end],
        dashed: edge.stroke === "dotted",
        ...label(edge.text),
      })),
      groups: db.getSubGraphs().map((group) => ({ id: group.id, nodes: group.nodes, ...label(group.title) })),
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
