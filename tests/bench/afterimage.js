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
    // Seconds of the recording for each second that passes, from the moment the first frame of playing is shown.
    play: async (speed, seconds) => {
        player.playbackRate = speed;
        await player.seek(0);
        await player.play();
        await new Promise((resolve) => player.addEventListener('timeupdate', resolve, { once: true }));
        const [started, from] = [performance.now(), player.currentTime];
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
        const passed = (performance.now() - started) / 1000;
        // what the worker says when it has stopped: while playing, the page only guesses how far it is
        const stopped = new Promise((resolve) => player.addEventListener('timeupdate', resolve, { once: true }));
        player.pause();
        await stopped;
        return { speed: (player.currentTime - from) / passed };
    },
    tell: async () => {
        const timed = async (work) => {
            const started = performance.now();
            const result = await work();
            return [performance.now() - started, result];
        };
        const [activity_ms] = await timed(() => player.activity(1000));
        const [idle_ms, idle] = await timed(() => player.idlePeriods({}));
        const region = (x, y, width, height) => ({
            x: Math.floor(player.videoWidth * x),
            y: Math.floor(player.videoHeight * y),
            width: Math.max(1, Math.floor(player.videoWidth * width)),
            height: Math.max(1, Math.floor(player.videoHeight * height)),
        });
        const [history_ms, changes] = await timed(() => player.regionHistory(region(0.4, 0.4, 0.1, 0.1)));
        const [again_ms] = await timed(() => player.regionHistory(region(0.7, 0.2, 0.05, 0.1)));
        return {
            activity_ms,
            idle_ms,
            idle_periods: idle.length,
            history_ms,
            history_changes: changes.length,
            again_ms,
        };
    },
};
