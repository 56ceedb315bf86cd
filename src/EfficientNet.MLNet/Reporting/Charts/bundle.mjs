// Writes Chart.js with the licences of all that it holds into one file:
//   node bundle.mjs <folder with node_modules> <target>
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder, target] = process.argv.slice(2);
const packages = ["chart.js", "@kurkle/color"].map(name => join(folder, "node_modules", name));

// Chart.js holds the colour library; of which version, it says itself.
const licences = packages.map(path => {
    const { name } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
    return `${name}\n\n${readFileSync(join(path, "LICENSE.md"), "utf8").replaceAll("\r", "").trim()}`;
});
// The map of the source is not there where the file ends up; a browser would look for it.
const code = readFileSync(join(packages[0], "dist", "chart.umd.min.js"), "utf8").replace(/^\/\/# sourceMappingURL=.*$/m, "").trim();
const text = `/*!\n${licences.join("\n\n\n")}\n*/\n${code}\n`;
if (/<\/script|<!--|\0/i.test(text)) {
    throw new Error("Chart.js holds text that would end the script element it is to stand in.");
}

// A build that runs at the same time sees the whole file or none.
const unfinished = join(folder, "charts.js");
writeFileSync(unfinished, text);
renameSync(unfinished, target);
