// <afterimage-player>; a seek is done when its promise is: the picture is on the canvas.

let player = null;

window.bench = {
    open: async (url) => {
        const started = performance.now();
        await import('/player/afterimage-player.js');
        player = document.createElement('afterimage-player');
        player.style.cssText = 'display: block; width: 1280px; height: 720px';
        document.body.append(player);
        const loaded = new Promise((resolve) => player.addEventListener('loadedmetadata', resolve, { once: true }));
        const failed = new Promise((_, reject) => {
            player.addEventListener('error', (event) => reject(new Error(event.detail?.message ?? 'no reason given')));
        });
        player.src = url;
        await Promise.race([loaded, failed]);
        await Promise.race([player.seek(0), failed]);
        const first = performance.now() - started;
        return { first_ms: first, ready_ms: first, duration_s: player.duration };
    },
    seek: async (seconds) => {
        const started = performance.now();
        await player.seek(seconds);
        return performance.now() - started;
    },
};
