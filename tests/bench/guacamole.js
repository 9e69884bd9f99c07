// Guacamole's own player, driven as its web client drives it: the recording comes through a tunnel; a seek is done when
// the instructions are replayed and the display has drawn what they left.

let Guacamole = null;
let recording = null;

const drawn = () => new Promise((resolve) => recording.getDisplay().flush(resolve));

const load = (url, started) =>
    new Promise((resolve, reject) => {
        let first = null;
        let isSeeking = false;
        recording = new Guacamole.SessionRecording(new Guacamole.StaticHTTPTunnel(url));
        document.body.append(recording.getDisplay().getElement());
        recording.onerror = (message) => reject(new Error(message));
        const showFirst = () => {
            if (isSeeking) return;
            isSeeking = true;
            recording.seek(0, async () => {
                await drawn();
                first ??= performance.now() - started;
            });
        };
        // as soon as the blob that a seek reads from holds the first frame
        recording.onprogress = (_, size) => size > 600_000 && showFirst();
        recording.onload = async () => {
            showFirst();
            while (first === null) await new Promise((next) => setTimeout(next, 1));
            const duration = recording.getDuration() / 1000;
            resolve({ first_ms: first, ready_ms: performance.now() - started, duration_s: duration });
        };
        recording.connect();
    });

window.bench = {
    open: async (url) => {
        const started = performance.now();
        Guacamole = (await import('/guacamole/dist/esm/guacamole-common.min.js')).default;
        return load(url, started);
    },
    seek: (seconds) =>
        new Promise((resolve) => {
            const started = performance.now();
            recording.seek(seconds * 1000, async () => {
                await drawn();
                resolve(performance.now() - started);
            });
        }),
};
