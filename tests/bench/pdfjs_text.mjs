// Prints what pdf.js reads in each file: node pdfjs_text.mjs FOLDER_OF_PDFJS FILE...
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const { getDocument } = await import(pathToFileURL(`${folder}/legacy/build/pdf.mjs`));
for (const file of files) {
  const pdf = await getDocument({ data: new Uint8Array(readFileSync(file)), verbosity: 0 }).promise;
  const pages = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    pages.push(items.map((each) => each.str + (each.hasEOL ? "\n" : "")).join(""));
  }
  console.log(JSON.stringify({ file, text: pages.join("\n") }));
}
