/**
 * How api and worker run in Node. By itself V8 rather grows than collects: 357 MB at 28,000 events/s, 230 MB with a
 * heap that grows by 30 % at a time. A young generation of 32 MB, for 16, lets a batch die young and makes up for it.
 * No upper limit: six webhooks of 16 MB at once are refused in part by the bodies' room, and what is let in must fit.
 * No source maps: Node would keep those of every dependency too, 17 MB in the api and 30 in the worker.
 */
export const nodeFlags = ['--max-semi-space-size=32', '--heap-growing-percent=30'];
