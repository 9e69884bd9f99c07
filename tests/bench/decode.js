// The worker that decodes: it fetches the chunks, then loads the program, which decodes them at its start.

onmessage = async ({ data: chunks }) => {
    try {
        globalThis.chunks = new Uint8Array(await (await fetch(chunks)).arrayBuffer());
        const { default: start } = await import('/decode/decode_speed.js');
        await start();
        postMessage(globalThis.decoded);
    } catch (error) {
        postMessage({ error: String(error.stack || error) });
    }
};
