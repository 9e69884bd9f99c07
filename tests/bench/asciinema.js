// asciinema's own player; a seek is done when its promise is.

let player = null;

window.bench = {
    open: async (url) => {
        const started = performance.now();
        // its bundle is no module
        const code = document.createElement('script');
        code.src = '/asciinema/dist/bundle/asciinema-player.min.js';
        document.head.append(code);
        await new Promise((resolve) => code.addEventListener('load', resolve));
        const place = document.createElement('div');
        document.body.append(place);
        player = window.AsciinemaPlayer.create(url, place, { preload: true, fit: false });
        const loaded = new Promise((resolve) => player.addEventListener('metadata', resolve));
        const failed = new Promise((_, reject) => player.addEventListener('error', () => reject(new Error('it cannot play'))));
        await Promise.race([loaded, failed]);
        await player.seek(0);
        const first = performance.now() - started;
        return { first_ms: first, ready_ms: first, duration_s: await player.getDuration() };
    },
    seek: async (seconds) => {
        const started = performance.now();
        await player.seek(seconds);
        return performance.now() - started;
    },
};
