// Classifies pictures by an ONNX file that prepares them itself: node run-pictures.js MODEL PICTURES. PICTURES is JSON: an array of
// { file, height, width }, each file holding the decoded pixels, row by row, red, green, blue in turn.
// Answers, as JSON, an array of { probabilities, label }, one for each picture.
const runtime = require('onnxruntime-node');
const fs = require('node:fs');

async function main() {
    const [model, picturesFile] = process.argv.slice(2);
    const session = await runtime.InferenceSession.create(model);
    const answers = [];
    for (const { file, height, width } of JSON.parse(fs.readFileSync(picturesFile, 'utf8'))) {
        const pixels = new Uint8Array(fs.readFileSync(file));
        const outputs = await session.run({
            pixels: new runtime.Tensor('uint8', pixels, [1, pixels.length]),
            size: new runtime.Tensor('int64', BigInt64Array.of(BigInt(height), BigInt(width), 1n), [3]),
        });
        answers.push({ probabilities: Array.from(outputs.probabilities.data), label: outputs.label.data[0] });
    }

    process.stdout.write(JSON.stringify(answers));
}

main().catch(error => {
    console.error(error);
    process.exitCode = 1;
});
