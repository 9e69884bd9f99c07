// The console's page of a recording, from before its first script: how soon its events are listed, and how soon the
// list and the picture follow. What is timed is done when the frame that shows it was made.

const count = () => document.querySelector('.events__count [role=status]')?.textContent;
const player = () => document.querySelector('afterimage-player');
const frame = () => new Promise((next) => requestAnimationFrame(next));
// The task after a frame's callbacks comes when the frame was made.
const made = () => new Promise((next) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = next;
    port2.postMessage(null);
});

// Milliseconds from doing it until the frame that shows what is expected.
async function timed(what, act, isShown) {
    const begun = performance.now();
    act();
    do {
        if (performance.now() - begun > 20000) throw new Error(`${what}: never shown; the list says ${count()}`);
        await frame();
    } while (!isShown());
    await made();
    return performance.now() - begun;
}

// Until nothing that belongs to what was shown before is under way.
async function rest() {
    await new Promise((next) => setTimeout(next, 350));
    await frame();
}

async function narrowed(what, act) {
    const before = count();
    const ms = await timed(what, act, () => count() !== before);
    await rest();
    return ms;
}

async function roundsOf(rounds, act) {
    const took = [];
    for (let round = 0; round < rounds; round += 1) {
        const begun = performance.now();
        await act(round);
        took.push(performance.now() - begun);
    }
    return took;
}

window.blockedMs = 0;
new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.blockedMs = Math.max(window.blockedMs, duration);
}).observe({ type: 'longtask' });

window.bench = {
    // Milliseconds since the page was asked for.
    listed: async () => {
        await timed('the events', () => {}, () => /\d+ events?$/.test(count() ?? ''));
        return performance.now();
    },
    rest: () => new Promise((next) => setTimeout(next, 2000)),
    // Each text, and then nothing, so that every change lists other events than before.
    search: async (texts, rounds) => {
        const field = document.querySelector('.events__tools input');
        const write = (text) => () => {
            field.value = text;
            field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        };
        const took = [];
        for (let round = 0; round < rounds; round += 1) {
            for (const text of texts) {
                took.push(await narrowed(`a search for ${text}`, write(text)));
                took.push(await narrowed('no search', write('')));
            }
        }
        return took;
    },
    // Each filter there is, on and off.
    filter: async (rounds) => {
        document.querySelector('.events__filters-button').click();
        await rest();
        const took = [];
        for (let round = 0; round < rounds; round += 1) {
            for (let place = 0; place < document.querySelectorAll('.events__filter input').length; place += 1) {
                const click = () => document.querySelectorAll('.events__filter input')[place].click();
                took.push(await narrowed('a filter', click));
                took.push(await narrowed('no filter', click));
            }
        }
        document.querySelector('.events__filters-button').click();
        await rest();
        return took;
    },
    // A click on an event until its picture is there and the list shows that it is the current one.
    jump: async (rounds) => {
        const scroller = document.querySelector('.events__scroller');
        const took = [];
        for (let round = 0; round < rounds; round += 1) {
            scroller.scrollTop = scroller.scrollHeight * ((round * 0.37 + 0.11) % 1);
            await rest();
            const top = scroller.getBoundingClientRect().top;
            const row = [...document.querySelectorAll('.event__jump')]
                .find((one) => one.getBoundingClientRect().top >= top && !one.hasAttribute('aria-current'));
            const before = player().currentTime;
            const isThere = () => player().currentTime !== before && !player().seeking;
            // of events of one moment the last is the current one
            const isCurrent = () => Number(document.querySelector('.event__jump[aria-current]')?.dataset.row)
                >= Number(row.dataset.row);
            took.push(await timed('the picture of an event', () => row.click(), () => isThere() && isCurrent()));
        }
        return took;
    },
    // Each tab of the statistics, from the click until its picture and its table are drawn.
    tabs: async (rounds) => {
        const tabs = () => [...document.querySelectorAll('.statistics__tab')];
        const isDrawn = () => document.querySelector(
            '.statistics__content :is(.listed__table tbody tr, .message:not(.is-failure))') !== null
            && document.querySelector('.statistics__bones') === null;
        await timed('the statistics', () => {}, () => tabs().length > 0 && isDrawn());
        await rest();
        const took = [];
        for (let round = 0; round < rounds; round += 1) {
            for (let place = 1; place <= tabs().length; place += 1) {
                const tab = () => tabs()[place % tabs().length];
                const isOpen = () => tab().getAttribute('aria-selected') === 'true' && isDrawn();
                took.push(await timed('a tab of the statistics', () => tab().click(), isOpen));
                await rest();
            }
        }
        return took;
    },
    statistics: (query, rounds) => roundsOf(rounds, () => player().statistics(query)),
    overlay: (rounds) => roundsOf(rounds, (round) => player().overlayAt(player().duration * ((round * 0.37) % 1))),
};
