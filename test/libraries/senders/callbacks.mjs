import { messageOf, serve } from './serve.mjs';

/** For the libraries with `new Analytics(key, options)`, an `errorHandler` and `flush`, which sends one batch. */
export const serveCallbacks = (Analytics, optionsFor) =>
  serve(async ({ origin, key, bursts }) => {
    const errors = [];
    const errorHandler = (error) => void errors.push(messageOf(error));
    const analytics = new Analytics(key, { ...optionsFor(origin), errorHandler });

    const outcomes = [];
    const make = ({ type, ...call }) =>
      outcomes.push(new Promise((resolve) => analytics[type](call, (error) => resolve(error))));
    for (const burst of bursts) {
      burst.forEach(make);
      await analytics.flush();
      await Promise.all(outcomes);
    }

    const failures = (await Promise.all(outcomes)).filter((error) => error !== undefined);
    return { calls: outcomes.length, failures: failures.map(messageOf), errors };
  });
