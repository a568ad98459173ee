import { messageOf, serve } from './serve.mjs';

/** For the libraries with `new Analytics({writeKey, host})`, an `error` event and `closeAndFlush`. */
export const serveSegment = (Analytics) =>
  serve(async ({ origin, key, bursts }) => {
    const analytics = new Analytics({ writeKey: key, host: origin });
    const errors = [];
    analytics.on('error', ({ reason }) => errors.push(messageOf(reason)));

    const outcomes = [];
    const make = ({ type, ...call }) =>
      outcomes.push(new Promise((resolve) => analytics[type](call, (error) => resolve(error))));
    for (const burst of bursts) {
      burst.forEach(make);
      await analytics.flush();
    }
    await analytics.closeAndFlush();

    const failures = (await Promise.all(outcomes)).filter((error) => error !== undefined);
    return { calls: outcomes.length, failures: failures.map(messageOf), errors };
  });
