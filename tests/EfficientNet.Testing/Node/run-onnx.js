// Runs an ONNX file: node run-onnx.js MODEL FEEDS. FEEDS is JSON: by input, type, dimensions and values.
// Answers, as JSON, by output, type, dimensions and values; numbers that are none come out as null.
const runtime = require('onnxruntime-node');
const fs = require('node:fs');

async function main() {
    const [model, feedsFile] = process.argv.slice(2);
    const session = await runtime.InferenceSession.create(model);
    const feeds = {};
    for (const [name, { type, dims, values }] of Object.entries(JSON.parse(fs.readFileSync(feedsFile, 'utf8')))) {
        const data = type === 'int64' ? BigInt64Array.from(values, BigInt) : type === 'uint8' ? Uint8Array.from(values) : Float32Array.from(values);
        feeds[name] = new runtime.Tensor(type, data, dims);
    }

    const outputs = await session.run(feeds);
    const answer = {};
    for (const name of session.outputNames) {
        const { type, dims, data } = outputs[name];
        answer[name] = { type, dims, values: Array.from(data) };
    }

    process.stdout.write(JSON.stringify({ inputs: session.inputNames, outputs: answer }));
}

main().catch(error => {
    console.error(error);
    process.exitCode = 1;
});
