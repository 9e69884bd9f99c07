// Drags along the bar of <afterimage-player>: asks for another position in each display frame, and notes what is told.

let player = null;

/** A position for each display frame, from 0 to 1 over `seconds`. */
async function drag(place, seconds) {
    const began = performance.now();
    const asked = [];
    const told = [];
    const onScrubbed = ({ detail }) => told.push({ ...detail, at: performance.now() });
    player.addEventListener('scrubbed', onScrubbed);
    for (let at = began; at - began < seconds * 1000; ) {
        const time = place((at - began) / seconds / 1000) * player.duration;
        asked.push({ time, at });
        player.scrub(time);
        await new Promise(requestAnimationFrame);
        at = performance.now();
    }
    const took = (performance.now() - began) / 1000;
    player.removeEventListener('scrubbed', onScrubbed);
    return { asked, told, took };
}

const middle = (numbers, share) => numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] ?? 0;

window.bench = {
    open: async (url) => {
        await import('/player/afterimage-player.js');
        player?.remove();
        player = document.createElement('afterimage-player');
        player.style.cssText = 'display: block; width: 1280px; height: 720px';
        document.body.append(player);
        await player.open(url);
        return player.duration;
    },
    // everything into the cache, which is made large enough for that
    fill: async () => {
        player.cacheBytes = 1024 * 1024 * 1024;
        await player.measure();
        await player.seek(0);
    },
    drag: async (from, to, turns, seconds) => {
        // there and back `turns` times; once there where it is 0
        const place = (share) => {
            const way = turns === 0 ? share : 1 - Math.abs(((share * turns * 2) % 2) - 1);
            return from + (to - from) * way;
        };
        const { asked, told, took } = await drag(place, seconds);
        const frames = told.filter(({ isPreview }) => !isPreview);
        const changes = told.filter(({ frameTime }, at) => at === 0 || frameTime !== told[at - 1].frameTime);
        const ages = frames.map(({ time, at }) => at - (asked.findLast((one) => Math.abs(one.time - time) < 1e-6)?.at ?? at));
        // the position was there in the display frame before, or in this one
        const exact = ages.filter((age) => age <= 34).length;
        return {
            displayed: asked.length / took,
            shown: told.length / took,
            changes: changes.length / took,
            exact,
            late: frames.length - exact,
            previews: told.length - frames.length,
            age_ms: [0.5, 0.95, 0.999].map((share) => middle(ages, share)),
            worker_ms: [0.5, 0.95, 0.999].map((share) => middle(frames.map(({ tookMs }) => tookMs), share)),
        };
    },
};
