import Analytics from 'analytics-node';
import { serveCallbacks } from './callbacks.mjs';

serveCallbacks(Analytics, (origin) => ({ host: origin }));
